import { connection } from "next/server";
import { health } from "@/lib/queries/health";

/** For load balancers and whoever starts the app: 200 when it can serve, 503 when it cannot. */
export async function GET(): Promise<Response> {
  await connection();
  const found = await health();
  return Response.json(found, {
    status: found.status === "ok" ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
