import { z } from "zod";
import type { Session } from "@/lib/auth/session";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { type Receipt, receipt } from "@/lib/queries/receipt";

/** A receipt as one person may see it. `isRedacted`: names and details of restricted assets were taken out. */
export type ShownReceipt = Receipt & { isRedacted: boolean };

/**
 * The receipt of a reading of the session's own company, or null. Names and details of assets that IT Glue restricts are
 * not for Technicians, whatever the way: screen and download both come through here. The proof was made of the whole.
 */
export async function shownReceipt(
  session: Pick<Session, "scope" | "user">,
  readingId: string,
): Promise<ShownReceipt | null> {
  if (!z.uuid().safeParse(readingId).success) return null;
  const found = await receipt(session.scope, readingId);
  if (!found) return null;
  if (session.user.role !== "Technician" || !found.evidence) return { ...found, isRedacted: false };
  const { evidence, isRedacted } = withoutRestricted(found.evidence);
  return { ...found, evidence, isRedacted };
}

/** The evidence without what restricted assets are called and hold; ids and counted units stay, so that it still adds up. */
export function withoutRestricted(evidence: CountEvidence): {
  evidence: CountEvidence;
  isRedacted: boolean;
} {
  const redact = <Asset extends { id: string; name: string; isRestricted?: true }>(asset: Asset): Asset =>
    asset.isRestricted ? nameless(asset) : asset;
  const isRedacted = [...evidence.counted, ...evidence.leftOut].some((asset) => asset.isRestricted);
  return {
    evidence: {
      ...evidence,
      counted: evidence.counted.map(redact),
      leftOut: evidence.leftOut.map(redact),
    },
    isRedacted,
  };
}

function nameless<Asset extends { id: string; name: string }>(asset: Asset): Asset {
  const {
    read: _read,
    detail: _detail,
    rows: _rows,
    ...rest
  } = asset as Asset & { read?: string; detail?: string; rows?: unknown };
  return { ...(rest as unknown as Asset), name: `Restricted asset ${asset.id}` };
}
