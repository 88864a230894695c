import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { authorize } from "@/lib/auth/policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { type ListOpenCreditsInput, listOpenCreditsInput } from "@/lib/inputs/invoice-documents";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { openCreditsOf } from "./open-credits-of";

export type ListedCredit = {
  id: string;
  lineName: string;
  effectiveOn: string;
  explanation: string;
  /** Before tax, major units above zero. */
  amount: string;
};

/**
 * The open credits of an account in one currency, as a credit note on demand would give them, the oldest first. Writes
 * nothing.
 * @throws CommandRefused "not-allowed", "not-found".
 */
export async function listOpenCredits(
  ctx: CommandContext,
  raw: ListOpenCreditsInput,
): Promise<ListedCredit[]> {
  authorize(ctx, "billing.invoice");
  const of = listOpenCreditsInput.parse(raw);
  const open = await withTenant(ctx.scope, async (db) => {
    const isThis = and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, of.accountId));
    const [customer] = await db.select({ id: account.id }).from(account).where(isThis);
    if (!customer) throw new CommandRefused("not-found", { what: "account" });
    return openCreditsOf(db, ctx, of);
  });
  return open.map(({ id, lineName, effectiveOn, explanation, openMinor }) => ({
    id,
    lineName,
    effectiveOn,
    explanation,
    amount: formatAmount(-openMinor, of.currency),
  }));
}
