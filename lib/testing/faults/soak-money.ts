/** What a line must have been billed and credited by its true history, and what it was. */
import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingItem, charge } from "@/db/schema/billing";
import { previewBilling } from "@/lib/domain/billing/preview";
import { SOAK_STARTS_ON, type SoakLine, type SoakTenant } from "./soak-world";

/** Minor units by the first day of each period that begins up to `throughOn`. */
export type ByPeriod = Record<string, bigint>;

/** From the model's units alone, as if nothing had ever been posted. */
export function owed({ contract, model }: SoakLine, throughOn: string, untilOn: string): ByPeriod {
  const policies = { prorateIncreases: "daily", prorateDecreases: "daily", rounding: "none" } as const;
  const limits = { minimum: null, included: null, maximum: null };
  const recordedAt = (index: number) => new Date(Date.UTC(2026, 8, 1, 0, 0, index)).toISOString();
  const { items } = previewBilling({
    currency: "USD",
    contract: { ...contract, anchorDay: null, startOn: SOAK_STARTS_ON, endOn: null },
    line: {
      startOn: SOAK_STARTS_ON,
      endOn: null,
      ...policies,
      ...limits,
      units: model.history.map(({ effectiveOn, units }, index) => ({
        effectiveOn,
        units: String(units),
        recordedAt: recordedAt(index),
      })),
      prices: [{ effectiveOn: SOAK_STARTS_ON, unitPrice: "10.00", recordedAt: recordedAt(0) }],
    },
    posted: [],
    window: { fromOn: SOAK_STARTS_ON, toOn: untilOn },
    asOf: null,
  });
  return sums(
    items.map(({ periodStartOn, amount }) => ({ periodStartOn, amountMinor: minorOf(amount) })),
    throughOn,
  );
}

const minorOf = (amount: string) => BigInt(amount.replace(".", ""));

/** Posted and in review. */
export async function billed(
  { tenant }: SoakTenant,
  { lineId }: SoakLine,
  throughOn: string,
): Promise<ByPeriod> {
  const rows = await withTenant(tenant.scope, async (db) => [
    ...(await db.select().from(billingItem).where(eq(billingItem.lineId, lineId))),
    ...(await db.select().from(charge).where(eq(charge.lineId, lineId))),
  ]);
  return sums(rows, throughOn);
}

function sums(rows: readonly { periodStartOn: string; amountMinor: bigint }[], throughOn: string): ByPeriod {
  const found: ByPeriod = {};
  for (const { periodStartOn, amountMinor } of rows)
    if (periodStartOn <= throughOn) found[periodStartOn] = (found[periodStartOn] ?? 0n) + amountMinor;
  return Object.fromEntries(
    Object.entries(found)
      .filter(([, amount]) => amount !== 0n)
      .sort(),
  );
}
