import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingItem } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { type PostAdjustedInput, postAdjustedSchema } from "@/lib/inputs/billing-review";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { lineBillingInput } from "./line-billing-input";
import { lockAccounts } from "./lock-accounts";
import { balanceMinor, refuseAboveCap, refusedAmount, typedAmount, writeManualCharge } from "./manual-charge";
import { postStored } from "./post-chosen";
import { reprojectLine } from "./reproject-line";
import { taxTreatmentOf } from "./tax-treatment";

/**
 * Posts one item as it was seen, and beside it a manual charge of what a person bills more or less, with the reason; both or
 * neither (design.md 8).
 * @throws CommandRefused "not-allowed", "items-changed", "account-parked", "invalid" (the amount).
 */
export async function postAdjusted(
  ctx: CommandContext,
  raw: PostAdjustedInput,
): Promise<{ adjustmentMinor: string; currency: string }> {
  authorize(ctx, "billing.post");
  const { item: seen, amount, reason } = postAdjustedSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const item = await takeItem(db, ctx, seen);
    const wantedMinor = typedAmount(amount, item.currency);
    const adjustmentMinor = wantedMinor - item.amountMinor;
    const text = (minor: bigint) => formatAmount(minor, item.currency);
    if (adjustmentMinor === 0n) {
      throw refusedAmount(
        `${text(wantedMinor)} is the amount as it stands; enter another one, or post it as it is`,
      );
    }
    if (adjustmentMinor < 0n) {
      const on = Temporal.PlainDate.from(item.periodStartOn);
      const current = await currentLine(db, ctx, item.lineId);
      const input = await lineBillingInput(db, ctx, current, on);
      refuseAboveCap(wantedMinor, balanceMinor(input, on), item.currency, "this period");
    }
    const { id: _item, invoiceOn: _due, contentHash: _seen, ...columns } = item;
    await writeManualCharge(db, ctx, {
      ...columns,
      amountMinor: adjustmentMinor,
      units: null,
      previousUnits: null,
      unitPrice: null,
      previousUnitPrice: null,
      readingId: null,
      explanation: `Adjusted from ${text(item.amountMinor)} to ${text(wantedMinor)}: ${text(adjustmentMinor)}`,
      taxTreatment: await taxTreatmentOf(db, ctx, item.lineId),
      reason,
    });
    await postStored(db, ctx, [item]);
    // The adjustment counts for what may still be credited, whatever else of the line is posted.
    await reprojectLine(db, ctx, item.lineId);
    return { adjustmentMinor: adjustmentMinor.toString(), currency: item.currency };
  });
}

/** The item as it was seen, its account held. */
async function takeItem(db: Db, ctx: CommandContext, seen: PostAdjustedInput["item"]) {
  const wanted = and(eq(billingItem.tenantId, ctx.scope.tenantId), eq(billingItem.id, seen.id));
  const [found] = await db.select({ accountId: billingItem.accountId }).from(billingItem).where(wanted);
  if (found) await lockAccounts(db, ctx, [found.accountId]);
  const [item] = found ? await db.select().from(billingItem).where(wanted).for("update") : [];
  if (item?.contentHash !== seen.contentHash) throw new CommandRefused("items-changed", { changed: 1 });
  await refuseParked(db, ctx, [item.accountId]);
  return item;
}
