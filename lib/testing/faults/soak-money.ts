/** What a line must have been billed and credited by its true history, and what it was. */
import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingItem, charge } from "@/db/schema/billing";
import { previewBilling } from "@/lib/domain/billing/preview";
import { NO_LIMITS, SOAK_STARTS_ON, type SoakLine, type SoakTenant } from "./soak-world";

/** Minor units by the first day of each period that begins up to `throughOn`. */
export type ByPeriod = Record<string, bigint>;

/**
 * From the model's units and prices alone, as if nothing had ever been posted: when was posted what never decides how much it is.
 * But with `none`, by which posted periods stay as they are.
 */
export function owed(line: SoakLine, throughOn: string, untilOn: string): ByPeriod {
  const posted = movesWholePeriods(line) ? line.posted : [];
  const all = [...posted, ...itemsOf(line, posted, untilOn)];
  return sums(
    all.map(({ periodStartOn, amount }) => ({ periodStartOn, amountMinor: minorOf(amount) })),
    throughOn,
  );
}

/** Remembers what a run posts of a line: the items due up to a day. */
export function postByModel(line: SoakLine, throughOn: string): void {
  const postedAt = recordedAt(
    Math.max(...[...line.model.history, ...line.prices].map(({ recorded }) => recorded)),
  );
  for (const item of itemsOf(line, line.posted, throughOn)) {
    const { kind, periodStartOn, periodEndOn, effectiveOn, amount } = item;
    line.posted.push({ kind, periodStartOn, periodEndOn, effectiveOn, amount, postedAt });
  }
}

const movesWholePeriods = ({ terms }: SoakLine) =>
  [terms.prorateIncreases, terms.prorateDecreases].some((policy) => policy === "none");

/** The model tells only in which order things were recorded: an instant for each. */
const recordedAt = (recorded: number) => new Date(Date.UTC(2026, 8, 1, 0, 0, recorded)).toISOString();

function itemsOf({ contract, terms, prices, model }: SoakLine, posted: SoakLine["posted"], untilOn: string) {
  const { minimumUnits, includedUnits, maximumUnits, ...policies } = { ...NO_LIMITS, ...terms };
  const limits = { minimum: minimumUnits, included: includedUnits, maximum: maximumUnits };
  const { items } = previewBilling({
    currency: "USD",
    contract: { ...contract, anchorDay: null, startOn: SOAK_STARTS_ON, endOn: null },
    line: {
      startOn: SOAK_STARTS_ON,
      endOn: null,
      rounding: "none",
      ...policies,
      ...limits,
      units: model.history.map((row) => ({
        effectiveOn: row.effectiveOn,
        units: String(row.units),
        recordedAt: recordedAt(row.recorded),
      })),
      prices: prices.map((row) => ({
        effectiveOn: row.effectiveOn,
        unitPrice: row.unitPrice,
        recordedAt: recordedAt(row.recorded),
      })),
    },
    posted,
    window: { fromOn: SOAK_STARTS_ON, toOn: untilOn },
    asOf: null,
  });
  return items;
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
