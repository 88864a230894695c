import { and, eq } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { authorize } from "@/lib/auth/policy";
import { creditOpen } from "@/lib/domain/billing/credit-note";
import { businessDate } from "@/lib/domain/regions";
import { type IssueCreditNoteInput, issueCreditNoteInput } from "@/lib/inputs/invoice-documents";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { openCreditsOf } from "./open-credits-of";
import { accountsOn, correctedRates, rateOf } from "./tax-rate";
import { type IssuedCreditNote, writeCreditNote } from "./write-credit-note";

/**
 * Issues a credit note on demand for open credits of an account in one currency, the chosen ones or all, each whole and at
 * the tax rate of the charge it corrects: what would otherwise wait for the next invoice (design.md 8, Credits).
 * @throws CommandRefused "not-allowed", "not-found", "account-parked", "nothing-to-credit"; "credits-changed" where a
 * chosen credit is no longer open.
 */
export async function issueCreditNote(
  ctx: CommandContext,
  raw: IssueCreditNoteInput,
): Promise<IssuedCreditNote> {
  authorize(ctx, "billing.invoice");
  const { accountId, currency, chargeIds } = issueCreditNoteInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    await lockAccounts(db, ctx, [accountId]);
    const [customer] = await db
      .select()
      .from(account)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)));
    if (!customer) throw new CommandRefused("not-found", { what: "account" });
    await refuseParked(db, ctx, [accountId]);
    const open = await openCreditsOf(db, ctx, { accountId, currency });
    const chosen = chargeIds === null ? open : open.filter(({ id }) => chargeIds.includes(id));
    const missing = chargeIds === null ? 0 : new Set(chargeIds).size - chosen.length;
    if (missing > 0) throw new CommandRefused("credits-changed", { changed: missing });
    if (chosen.length === 0) throw new CommandRefused("nothing-to-credit");
    const on = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
    const own = (await accountsOn(db, ctx, [accountId], on)).get(accountId)!.rate;
    const ids = chosen.map((credit) => credit.id);
    const corrected = await correctedRates(db, ctx, ids);
    const lines = chosen.map((credit) => ({
      chargeId: credit.id,
      amountMinor: credit.openMinor,
      taxRatePercent: rateOf({ id: credit.id, isTaxable: credit.taxTreatment === "taxable" }, corrected, own),
      serviceName: credit.lineName,
      description: credit.explanation,
    }));
    const { hasAppendix } = await billingSettingsOf(db, ctx.scope);
    return writeCreditNote(
      db,
      ctx,
      {
        ...{ accountId, currency, hasAppendix, creditsInvoiceId: null },
        billingName: customer.billingName ?? customer.name,
        billingAddress: customer.billingAddress,
      },
      creditOpen(lines),
    );
  });
}
