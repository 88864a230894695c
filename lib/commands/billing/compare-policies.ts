import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { type WhatIfPeriod, whatIf } from "@/lib/domain/billing/what-if";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";
import { lineBillingInput } from "./line-billing-input";

export type PolicyComparison = { currency: string; period: WhatIfPeriod | null };

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
    return { currency: current.contract.currency, period };
  });
}
