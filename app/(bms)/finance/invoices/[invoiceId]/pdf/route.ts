import { can } from "@/lib/auth/policy";
import { getSession } from "@/lib/auth/session";
import { invoiceFile } from "@/lib/files/pdf/invoice-file";
import { recordId } from "@/lib/inputs/typed-fields";

type Context = { params: Promise<{ invoiceId: string }> };

/** The invoice or credit note as a PDF, to save. A route: no server action ever makes one (design.md 9). */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  if (!can(session.user.role, "view"))
    return Response.json({ error: "Your role does not allow this." }, { status: 403 });
  const invoiceId = recordId.safeParse((await params).invoiceId);
  const file = invoiceId.success
    ? await invoiceFile(session.scope, { invoiceId: invoiceId.data, server: session.tenant.server })
    : null;
  if (!file) return Response.json({ error: "There is no such invoice." }, { status: 404 });
  return new Response(file.content, {
    headers: {
      "content-type": file.contentType,
      "content-disposition": `attachment; filename="${file.fileName}"`,
      "cache-control": "private, no-store",
    },
  });
}
