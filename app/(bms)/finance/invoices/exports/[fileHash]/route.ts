import { can } from "@/lib/auth/policy";
import { getSession } from "@/lib/auth/session";
import { exportedFile } from "@/lib/queries/invoice-exports";

type Context = { params: Promise<{ fileHash: string }> };

/** The very file of an earlier export, for who lost the download: nothing is marked anew. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  if (!can(session.user.role, "billing.invoice"))
    return Response.json({ error: "Your role does not allow this." }, { status: 403 });
  const file = await exportedFile(session.scope, (await params).fileHash);
  if (!file) return Response.json({ error: "There is no such export." }, { status: 404 });
  return new Response(file.content, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${file.fileName}"`,
      "cache-control": "private, no-store",
    },
  });
}
