import type { Db } from "@/db/database";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { formatAmount } from "@/lib/domain/billing/money";
import { billedUnits } from "@/lib/domain/counting/count-units";
import { pricesOn, termsOn } from "./line-figures";

/** A line whose count goes from one value to another; `from` null is a first count, `to` null none. */
export type CountedLine = { lineId: string; startOn: string; from: string | null; to: string | null };

/** Values by key, in their order. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

/** What a whole period costs more by each line's new count, by the terms and the price in force on the day. */
export async function effectsOf(
  db: Db,
  scope: TenantScope,
  lines: readonly CountedLine[],
  currency: string,
  on: string,
): Promise<Map<string, string>> {
  const effects = new Map<string, string>();
  const dayOf = ({ startOn }: CountedLine) => (startOn > on ? startOn : on);
  for (const [day, these] of grouped(lines, dayOf)) {
    const ids = these.map(({ lineId }) => lineId);
    const terms = await termsOn(db, scope, ids, day);
    const prices = await pricesOn(db, scope, ids, day);
    for (const { lineId, from, to } of these) {
      const [limits, price] = [terms.get(lineId), prices.get(lineId)];
      if (to === null || !limits || !price) continue;
      const cost = (count: string) =>
        extendedPriceMinor(billedUnits(count, limits), price.unitPrice, currency);
      effects.set(lineId, formatAmount(cost(to) - (from === null ? 0n : cost(from)), currency));
    }
  }
  return effects;
}
