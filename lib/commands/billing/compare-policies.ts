import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import type { Proration } from "@/lib/domain/billing/billing-policy";
import { amountMinor, formatAmount } from "@/lib/domain/billing/money";
import { type WhatIf, type WhatIfPeriod, whatIf } from "@/lib/domain/billing/what-if";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { lineBillingInput } from "./line-billing-input";

/** `difference`: of what the line's own policy comes to, in major units; null where increases and decreases have their own. */
export type ComparedPolicy = WhatIf & { difference: string | null };

export type PolicyComparison = {
  currency: string;
  /** How the line bills changes now; null where increases and decreases differ. */
  own: Proration | null;
  period: (Omit<WhatIfPeriod, "policies"> & { policies: ComparedPolicy[] }) | null;
};

/**
 * What the period that owns a day would come to under each way to bill changes. Writes nothing.
 * @throws CommandRefused "not-found"; BillingFault where the line cannot be billed.
 */
export async function comparePolicies(
  ctx: CommandContext,
  { lineId, on }: { lineId: string; on: string },
): Promise<PolicyComparison> {
  authorize(ctx, "view");
  return withTenant(ctx.scope, async (db) => {
    const current = await currentLine(db, ctx, lineId);
    const day = Temporal.PlainDate.from(on);
    const hasUnits = current.unitSegments.length > 0 || current.overrides.length > 0;
    const isBilled = hasUnits && current.priceSegments.length > 0;
    const period = isBilled ? whatIf(await lineBillingInput(db, ctx, current, day), day) : null;
    const { prorateIncreases, prorateDecreases } = current.terms;
    const own = prorateIncreases === prorateDecreases ? prorateIncreases : null;
    const { currency } = current.contract;
    return { currency, own, period: period && { ...period, policies: compared(period, own, currency) } };
  });
}

function compared({ policies }: WhatIfPeriod, own: Proration | null, currency: string): ComparedPolicy[] {
  const base = policies.find(({ policy }) => policy === own);
  return policies.map((one) => {
    if (!base) return { ...one, difference: null };
    const minor = amountMinor(one.amount, currency) - amountMinor(base.amount, currency);
    return { ...one, difference: formatAmount(minor, currency) };
  });
}
