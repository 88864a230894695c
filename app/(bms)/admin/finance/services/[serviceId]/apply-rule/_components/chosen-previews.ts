import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { billedUnits, type UnitsTerms } from "@/lib/domain/counting/count-units";
import { parseDecimal, UNIT_PRICE_SCALE } from "@/lib/domain/decimal";
import type { previewRuleAction } from "../actions";

/** What the preview answers for one account. */
export type RulePreview = NonNullable<Awaited<ReturnType<typeof previewRuleAction>>["data"]>[number];

/** Whether a line can be added from a preview: it was counted, or nothing matched. */
export function isSavable({ readingId, state, refusal }: RulePreview): boolean {
  return refusal === null && readingId !== null && (state === "counted" || state === "empty");
}

/** Ticked at first are counts that nobody bills yet; what is empty or billed twice a person ticks knowingly. */
export function isTickedAtFirst(preview: RulePreview): boolean {
  return isSavable(preview) && preview.state === "counted" && preview.overlaps.length === 0;
}

export type Worth = {
  /** After minimum, included and maximum units; decimal text. */
  billed: string;
  /** For one whole billing period; null while the price is no number. */
  amountMinor: bigint | null;
};

/** What a count would bill for one whole period; null where there is no count. */
export function worthOf(
  { units }: Pick<RulePreview, "units">,
  { terms, unitPrice, currency }: { terms: UnitsTerms; unitPrice: string; currency: string },
): Worth | null {
  if (units === null) return null;
  const billed = billedUnits(units, terms);
  const price = parseDecimal(unitPrice, UNIT_PRICE_SCALE);
  const isPrice = price.ok && price.value >= 0n;
  return { billed, amountMinor: isPrice ? extendedPriceMinor(billed, unitPrice.trim(), currency) : null };
}

/** What all of them bill together for one whole period; null where one has no amount. */
export function totalOf(worths: readonly (Worth | null)[]): bigint | null {
  return worths.reduce<bigint | null>(
    (sum, worth) => (sum === null || !worth || worth.amountMinor === null ? null : sum + worth.amountMinor),
    0n,
  );
}

export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

export const accountsInWords = (many: number) => (many === 1 ? "1 account" : `${many} accounts`);
