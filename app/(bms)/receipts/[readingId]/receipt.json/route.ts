import { getSession } from "@/lib/auth/session";
import { evidenceBytes } from "@/lib/domain/counting/receipt";
import { shownReceipt } from "../_receipt/shown-receipt";

type Context = { params: Promise<{ readingId: string }> };

/**
 * The receipt as a file: the canonical bytes, whose SHA-256 is the recorded hash, so that anybody can prove it without
 * Flexbill. A copy without restricted assets' names says in itself that it is not the original.
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  const receipt = await shownReceipt(session, (await params).readingId);
  if (!receipt?.evidence || !receipt.hash)
    return Response.json({ error: "There is no such receipt." }, { status: 404 });
  const body = receipt.isRedacted
    ? JSON.stringify({
        note: `A copy without names and details of restricted assets; the original's SHA-256 is ${receipt.hash}.`,
        ...receipt.evidence,
      })
    : evidenceBytes(receipt.evidence);
  const name = `receipt-${receipt.hash.slice(0, 12)}${receipt.isRedacted ? "-redacted" : ""}.json`;
  return new Response(body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
}
