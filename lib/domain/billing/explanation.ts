import { minorOf, type Rate, type Shift, weigh } from "./accrual";
import { isBefore } from "./calendar";
import type { Draft } from "./draft";
import { formatAmount, sumMinor } from "./money";
import { isSameLevel, NOT_BILLED } from "./unit-segments";
import { dayInWords, rangeInWords, unitChangeInWords, unitPriceText, unitsInWords, unitsText } from "./words";

/** One product of an item: `units × unitPrice × days ÷ period days`. Signs are on the factor that changed. */
export type ItemPart = {
  what: "units" | "price";
  units: bigint;
  unitPrice: bigint;
  days: number;
  amountMinor: bigint;
};

/**
 * The products an item is made of; they sum to what its date is entitled to. Where units and price change together, the
 * price is charged on the old units and the units at the new price.
 */
export function partsOf(draft: Draft, rate: Rate): ItemPart[] {
  const parts = draft.shifts.flatMap(productsOf).map((product) => ({
    ...product,
    amountMinor: minorOf(weigh(product, product.days), rate),
  }));
  // The last product takes the cent that cumulative rounding moved.
  const last = parts.at(-1);
  if (last) last.amountMinor += draft.dueMinor - sumMinor(parts.map((part) => part.amountMinor));
  return parts;
}

function productsOf({ from, to, days }: Shift): Omit<ItemPart, "amountMinor">[] {
  const price = { what: "price", units: from.units, unitPrice: to.unitPrice - from.unitPrice, days } as const;
  // Billing that begins or ends has one price only.
  const unitPrice = to.units === 0n ? from.unitPrice : to.unitPrice;
  const units = { what: "units", units: to.units - from.units, unitPrice, days } as const;
  const hasPricePart = from.units !== 0n && to.units !== 0n;
  return [...(hasPricePart ? [price] : []), units].filter((part) => weigh(part, part.days) !== 0n);
}

/** One sentence with the whole calculation, for the invoice, the review and the export. */
export function explain(draft: Draft, parts: readonly ItemPart[], rate: Rate): string {
  const due = formatAmount(draft.dueMinor, rate.currency);
  const sentence = draft.kind === "regular" ? regular(draft, parts, rate) : proration(draft, parts, rate);
  const isSilent = draft.dueMinor === 0n && draft.kind === "proration";
  const result = parts.length > 0 ? ` = ${due}` : isSilent ? "" : `: ${due}`;
  return `${sentence}${result}${remainder(draft, parts, rate)}`;
}

function regular(draft: Draft, parts: readonly ItemPart[], rate: Rate): string {
  const days = rangeInWords(draft.range);
  if (parts.length === 0) {
    const price = unitPriceText(draft.level.unitPrice, rate.currency);
    return `${unitsInWords(draft.level.units)} at ${price}, ${days}`;
  }
  if (parts.length > 1) return `Units by the day, ${days}: ${sum(parts, rate)}`;
  return `${unitsInWords(draft.level.units)}, ${days}: ${sum(parts, rate)}`;
}

function proration(draft: Draft, parts: readonly ItemPart[], rate: Rate): string {
  const { effectiveOn, range } = draft;
  const day = dayInWords(effectiveOn);
  if (parts.length === 0) {
    return draft.dueMinor === 0n
      ? `The change of ${day} no longer stands, ${rangeInWords(range)}`
      : `Difference between what was posted for ${rangeInWords(range)} and what is due`;
  }
  const isElsewhere = isBefore(effectiveOn, range.from) || !isBefore(effectiveOn, range.until);
  const place = isElsewhere ? `, ${rangeInWords(range)}` : "";
  return `${change(draft, parts, rate)}${place}: ${sum(parts, rate)}`;
}

/** What changed, as "+1 unit from 10 June 2026 (11 instead of 10)". */
function change({ effectiveOn, level, previous }: Draft, parts: readonly ItemPart[], rate: Rate): string {
  const from = `from ${dayInWords(effectiveOn)}`;
  const before = previous ?? NOT_BILLED;
  if (isSameLevel(level, NOT_BILLED)) return `Not billed ${from} (${unitsInWords(before.units)} before)`;
  if (isSameLevel(before, NOT_BILLED)) return `Billed ${from} (${unitsInWords(level.units)})`;
  const changed = level.units - before.units;
  const instead = `${unitsText(level.units)} instead of ${unitsText(before.units)}`;
  const units = `${unitChangeInWords(changed)} ${from} (${instead})`;
  if (parts.every((part) => part.what === "units")) return units;
  const prices = [level, before].map(({ unitPrice }) => unitPriceText(unitPrice, rate.currency));
  const price = prices.join(" instead of ");
  return changed === 0n ? `New price ${from} (${price})` : `New price (${price}) and ${units}`;
}

function sum(parts: readonly ItemPart[], rate: Rate): string {
  return parts.map((part) => product(part, rate)).join(" + ");
}

function product(part: ItemPart, { periodDays, currency }: Rate): string {
  const factors = `${unitsText(part.units)} × ${unitPriceText(part.unitPrice, currency)}`;
  return part.days === periodDays ? factors : `${factors} × ${part.days} of ${periodDays} days`;
}

/** What makes the amount differ from the calculation: a cent of rounding, what is already posted, the cap. */
function remainder(draft: Draft, parts: readonly ItemPart[], rate: Rate): string {
  const text = (minor: bigint) => formatAmount(minor, rate.currency);
  let words = "";
  if (
    parts.length > 0 &&
    draft.dueMinor !== minorOf(sumMinor(parts.map((part) => weigh(part, part.days))), rate)
  ) {
    words += ", rounded so that the items of the period sum to its total";
  }
  if (draft.postedMinor !== 0n) words += `; ${text(draft.postedMinor)} already posted`;
  if (draft.cutMinor > 0n) words += "; limited to what is still billed";
  return draft.amountMinor === draft.dueMinor ? words : `${words}: ${text(draft.amountMinor)}`;
}
