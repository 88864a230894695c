import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { adjustablePeriods } from "@/lib/domain/billing/adjustable-periods";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import { type AdjustPeriodInput, adjustPeriodSchema } from "@/lib/inputs/billing-review";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { lineBillingInput } from "./line-billing-input";
import { lockAccounts } from "./lock-accounts";
import { balanceMinor, refuseAboveCap, refusedAmount, typedAmount, writeManualCharge } from "./manual-charge";
import { reprojectLine } from "./reproject-line";
import { taxTreatmentOf } from "./tax-treatment";

/**
 * Adds a manual charge or credit to one period of a service line, with a reason: it is posted at once, and waits in Billing.
 * Its effective date is today, or the nearest day of the period. The same form sent twice adjusts once.
 * @throws CommandRefused "not-allowed", "not-found", "account-parked", "invalid" (period or amount).
 */
export async function adjustPeriod(
  ctx: CommandContext,
  raw: AdjustPeriodInput,
): Promise<{ amount: string; currency: string }> {
  authorize(ctx, "billing.post");
  const { chargeId, lineId, periodStartOn, amount, reason } = adjustPeriodSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const { contract } = await currentLine(db, ctx, lineId);
    await lockAccounts(db, ctx, [contract.accountId]);
    const { currency } = contract;
    const earlier = await sentBefore(db, ctx, chargeId, lineId);
    if (earlier) return { amount: formatAmount(earlier.amountMinor, currency), currency };
    await refuseParked(db, ctx, [contract.accountId]);

    const todayOn = businessDate(ctx.now(), ctx.tenant.timeZone);
    const input = await lineBillingInput(db, ctx, await currentLine(db, ctx, lineId), todayOn);
    const period = adjustablePeriods(input, todayOn).find(
      ({ startOn }) => startOn.toString() === periodStartOn,
    );
    if (!period) {
      const message = "Choose one of the periods of this service line";
      throw new CommandRefused("invalid", {}, [{ path: "periodStartOn", message }]);
    }
    const amountMinor = typedAmount(amount, currency);
    if (amountMinor === 0n)
      throw refusedAmount("An adjustment of 0 changes nothing; enter what to bill or to credit");
    refuseAboveCap(amountMinor, balanceMinor(input, period.startOn), currency, period.inWords);
    await writeManualCharge(db, ctx, {
      tenantId: ctx.scope.tenantId,
      id: chargeId,
      accountId: contract.accountId,
      contractId: contract.id,
      lineId,
      periodStartOn,
      periodEndOn: period.endOn.toString(),
      effectiveOn: nearest(todayOn, period).toString(),
      days: period.days,
      periodDays: period.periodDays,
      amountMinor,
      currency,
      explanation: `Manual adjustment, ${period.inWords}: ${formatAmount(amountMinor, currency)}`,
      taxTreatment: await taxTreatmentOf(db, ctx, lineId),
      reason,
    });
    await reprojectLine(db, ctx, lineId);
    return { amount: formatAmount(amountMinor, currency), currency };
  });
}

async function sentBefore(db: Db, ctx: CommandContext, chargeId: string, lineId: string) {
  const [found] = await db
    .select({ amountMinor: charge.amountMinor })
    .from(charge)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.id, chargeId),
        eq(charge.lineId, lineId),
        eq(charge.kind, "manual"),
      ),
    );
  return found;
}

function nearest(
  todayOn: Temporal.PlainDate,
  { startOn, endOn }: { startOn: Temporal.PlainDate; endOn: Temporal.PlainDate },
): Temporal.PlainDate {
  if (Temporal.PlainDate.compare(todayOn, startOn) < 0) return startOn;
  return Temporal.PlainDate.compare(todayOn, endOn) > 0 ? endOn : todayOn;
}
