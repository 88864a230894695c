import { decimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import type { Reason } from "./reading-state";

/** What a run would do to one line: what it bills in a period before and after, in its contract's currency. */
export type ProposedMove = {
  currency: string;
  billingCycle: "weekly" | "monthly" | "quarterly" | "yearly";
  /** Decimal text, per period. */
  unitPrice: string;
  /** Billed units, decimal text. */
  before: string;
  after: string;
};

/** Periods of a year: what bills in weeks and what bills in years are compared over the same time. */
const PERIODS_A_YEAR = { weekly: 52n, monthly: 12n, quarterly: 4n, yearly: 1n };

/**
 * Whether a run moves more than `percent` of recurring revenue, so that it holds everything (design.md 5). `moves` are
 * all lines the run counts for, the unmoved ones too: their sum before is the revenue. Increases and decreases do not
 * cancel each other. Currencies are never added: one of them beyond the share holds all, because it is the run that is in doubt.
 * Of a currency that bills nothing yet nothing can be a share. `percent` null: no cap. Exact; throws `RangeError` on text that is no
 * decimal.
 */
export function beyondRunCap(
  moves: readonly ProposedMove[],
  percent: string | null,
): Reason<"run-cap"> | null {
  if (percent === null) return null;
  const totals = new Map<string, { moved: bigint; revenue: bigint }>();
  for (const { currency, billingCycle, unitPrice, before, after } of moves) {
    const total = totals.get(currency) ?? { moved: 0n, revenue: 0n };
    const yearly = decimal(unitPrice, UNIT_PRICE_SCALE) * PERIODS_A_YEAR[billingCycle];
    const [from, to] = [decimal(before, UNITS_SCALE), decimal(after, UNITS_SCALE)];
    totals.set(currency, {
      moved: total.moved + (to > from ? to - from : from - to) * yearly,
      revenue: total.revenue + from * yearly,
    });
  }
  const hundred = decimal("100", UNITS_SCALE);
  for (const [currency, { moved, revenue }] of totals) {
    if (revenue > 0n && moved * hundred > decimal(percent, UNITS_SCALE) * revenue) {
      const share = `${(moved * 100n) / revenue} %`;
      return {
        code: "run-cap",
        message: `The run would move ${share} of what is billed in ${currency} a month, more than the ${percent} % it may`,
      };
    }
  }
  return null;
}
