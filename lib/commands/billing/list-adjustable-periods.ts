import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { adjustablePeriods } from "@/lib/domain/billing/adjustable-periods";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { lineBillingInput } from "./line-billing-input";

/** A period for the form of a manual adjustment; `balance` is what stands posted for it, in major units. */
export type PeriodChoice = { startOn: string; inWords: string; balance: string };

/** The periods of a line that can be adjusted by hand, the latest first. Writes nothing. @throws CommandRefused "not-found". */
export async function listAdjustablePeriods(
  ctx: CommandContext,
  { lineId }: { lineId: string },
): Promise<{ currency: string; periods: PeriodChoice[] }> {
  authorize(ctx, "billing.post");
  return withTenant(ctx.scope, async (db) => {
    const current = await currentLine(db, ctx, lineId);
    const todayOn = businessDate(ctx.now(), ctx.tenant.timeZone);
    const { currency } = current.contract;
    const periods = adjustablePeriods(await lineBillingInput(db, ctx, current, todayOn), todayOn);
    return {
      currency,
      periods: periods.map(({ startOn, inWords, balanceMinor }) => ({
        startOn: startOn.toString(),
        inWords,
        balance: formatAmount(balanceMinor, currency),
      })),
    };
  });
}
