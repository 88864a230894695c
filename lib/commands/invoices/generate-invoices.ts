import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { type GenerateInvoicesInput, generateInvoicesSchema } from "@/lib/inputs/billing";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { chosenDrafts } from "./chosen-drafts";
import { type IssuedInvoice, issueDrafts } from "./issue-drafts";

export type GeneratedInvoices = {
  invoices: IssuedInvoice[];
  /** Accounts or contracts of which only credits were chosen: those wait for the next invoice. */
  leftOpen: number;
};

/**
 * Generates the invoices of chosen charges, with the open credits of their accounts, by account, contract or consolidated.
 * All or nothing, and numbered without a gap. With the digest of a preview, exactly what it showed, numbers included.
 * @throws CommandRefused "not-allowed"; "items-changed" where a chosen charge is gone or wholly documented, or the invoices
 * would be others than the preview's; "nothing-to-invoice" where only credits were chosen; "account-parked".
 */
export async function generateInvoices(
  ctx: CommandContext,
  raw: GenerateInvoicesInput,
): Promise<GeneratedInvoices> {
  authorize(ctx, "billing.invoice");
  const input = generateInvoicesSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const chosen = await chosenDrafts(db, ctx, input);
    const invoices = await issueDrafts(db, ctx, chosen.drafts, chosen.invoiceOn);
    const isAsSeen = chosen.digest === input.digest && invoices[0]!.number === chosen.firstNumber;
    if (input.digest !== undefined && !isAsSeen) {
      throw new CommandRefused("items-changed", {
        message: "What would be invoiced changed after you looked at it. Nothing was invoiced.",
        fix: "Look at the new preview, then confirm.",
      });
    }
    return { invoices, leftOpen: chosen.leftOpen };
  });
}
