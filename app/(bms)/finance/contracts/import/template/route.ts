import { getSession } from "@/lib/auth/session";
import { importTemplate } from "@/lib/inputs/import/template";

/** The template of the contract import: a header and two example rows. */
export async function GET(): Promise<Response> {
  if (!(await getSession())) return Response.json({ error: "Sign in first." }, { status: 401 });
  return new Response(importTemplate(), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="contracts-template.csv"',
      "cache-control": "private, no-store",
    },
  });
}
