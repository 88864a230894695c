import { and, eq, inArray } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { tenant } from "@/db/schema/tenant";
import { contentHash } from "@/lib/domain/content-hash";
import { businessDate } from "@/lib/domain/regions";
import type { GenerateInvoicesInput } from "@/lib/inputs/billing";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { composeDrafts, type Drafts } from "./compose-drafts";
import { invoiceableCharges } from "./invoiceable-charges";
import { payersOf } from "./payers";
import { accountsOn } from "./tax-rate";

export type ChosenDrafts = Drafts & {
  groupBy: InvoiceGrouping;
  invoiceOn: string;
  /** The first number these would have. */
  firstNumber: number;
  /** Names all of the above: an approval is for this. */
  digest: string;
};

type Choice = Pick<GenerateInvoicesInput, "chargeIds" | "groupBy">;

/**
 * What invoices of chosen charges come to, behind the locks of their accounts. Without a grouping, that of Billing Settings.
 * @throws CommandRefused "items-changed" where a chosen charge is gone or wholly documented; "account-parked";
 * "nothing-to-invoice" where only credits were chosen.
 */
export async function chosenDrafts(db: Db, ctx: CommandContext, choice: Choice): Promise<ChosenDrafts> {
  const groupBy = choice.groupBy ?? (await billingSettingsOf(db, ctx.scope)).groupInvoicesBy;
  const payers = await payersOf(db, ctx, groupBy);
  const chosen = and(eq(charge.tenantId, ctx.scope.tenantId), inArray(charge.id, choice.chargeIds))!;
  const rows = await db.selectDistinct({ accountId: charge.accountId }).from(charge).where(chosen);
  const accountIds = rows.flatMap(({ accountId }) => [accountId, payers.get(accountId) ?? accountId]);
  if (accountIds.length === 0) throw changed(choice.chargeIds.length);
  await lockAccounts(db, ctx, accountIds);
  await refuseParked(db, ctx, accountIds);
  // Read behind the locks only: another run may have invoiced some of them meanwhile.
  const on = businessDate(ctx.now(), ctx.tenant.timeZone);
  const accounts = await accountsOn(db, ctx, accountIds, on.toString());
  const charges = await invoiceableCharges(db, ctx, chosen, accounts);
  const found = charges.filter((one) => one.isChosen).length;
  if (found < choice.chargeIds.length) throw changed(choice.chargeIds.length - found);
  const composed = composeDrafts(charges, { groupBy, payers, accounts, invoiceOn: on });
  if (composed.drafts.length === 0) throw new CommandRefused("nothing-to-invoice");
  const firstNumber = await nextNumber(db, ctx);
  const digest = await digestOf(composed, { groupBy, invoiceOn: on, firstNumber });
  return { ...composed, groupBy, invoiceOn: on.toString(), firstNumber, digest };
}

function changed(count: number): CommandRefused {
  return new CommandRefused("items-changed", {
    changed: count,
    message: "Some of these charges are on an invoice already, or were unposted. Nothing was invoiced.",
    fix: "Look at the open charges again, then choose.",
  });
}

async function nextNumber(db: Db, ctx: CommandContext): Promise<number> {
  const [own] = await db
    .select({ next: tenant.nextInvoiceNumber })
    .from(tenant)
    .where(eq(tenant.id, ctx.scope.tenantId));
  return own!.next;
}

type Issue = { groupBy: InvoiceGrouping; invoiceOn: Temporal.PlainDate; firstNumber: number };

function digestOf({ drafts }: Drafts, { groupBy, invoiceOn, firstNumber }: Issue): Promise<string> {
  return contentHash({
    groupBy,
    invoiceOn: invoiceOn.toString(),
    firstNumber,
    invoices: drafts.map((draft) => ({
      payerId: draft.payer.id,
      currency: draft.currency,
      dueOn: draft.dueOn,
      total: `${draft.totalMinor}`,
      lines: draft.lines.map((line) => `${line.chargeId} ${line.amountMinor} ${line.taxRatePercent ?? ""}`),
    })),
  });
}
