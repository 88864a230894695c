import { nextPeriodOn } from "@/lib/domain/billing/next-period";
import type { ParsedBulkChange } from "@/lib/inputs/service-lines";
import { changedFields } from "../audit";
import type { CommandContext } from "../context";
import { laterDay, requireWithinReach, today } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";
import { type CurrentLine, segmentOn } from "./current-line";
import { latestPrice } from "./line-facts";

type Price = { effectiveOn: string; unitPrice: string; unitCost: string | null };

/** What a change of many lines does to one of them. */
export type LineChange = {
  texts: { name?: string; description?: string };
  /** A price to append; null where price and cost stay. */
  price: Price | null;
  /** From when another price, agreed earlier, applies after it; null where none does. */
  laterPriceOn: string | null;
  audited: Record<string, { from: unknown; to: unknown }>;
};

/**
 * What changes on a line, or null where it already says all of it. Refuses `invalid` and `too-far-back` where the line
 * cannot be changed: excluded, its contract inactive, in another currency, or ended before the price would count.
 */
export function bulkChangeOf(
  ctx: CommandContext,
  current: CurrentLine,
  input: ParsedBulkChange,
): LineChange | null {
  const { line, contract, priceSegments } = current;
  if (line.isExcludedFromBulkChanges) throw refused("It is excluded from bulk changes.");
  if (contract.status !== "active") throw refused("Its contract is inactive: activate it first.");

  const wanted = { name: input.name ?? line.name, description: input.description ?? line.description };
  const texts = changedFields({ name: line.name, description: line.description }, wanted);
  const price = priceOf(ctx, current, input);
  if (Object.keys(texts).length === 0 && price === null) return null;

  const before = price && segmentOn(priceSegments, price.effectiveOn);
  const later = priceSegments
    .filter(({ effectiveOn }) => price !== null && effectiveOn > price.effectiveOn)
    .map(({ effectiveOn }) => effectiveOn)
    .sort();
  return {
    texts: Object.fromEntries(Object.entries(texts).map(([field, { to }]) => [field, to])),
    price,
    laterPriceOn: later[0] ?? null,
    audited: {
      ...texts,
      ...(price && {
        ...changedFields(
          { unitPrice: before?.unitPrice, unitCost: before?.unitCost },
          { unitPrice: price.unitPrice, unitCost: price.unitCost },
        ),
        priceEffectiveOn: { from: null, to: price.effectiveOn },
      }),
    },
  };
}

/** The price to append: the part that is left out stays what is agreed for that day. */
function priceOf(ctx: CommandContext, current: CurrentLine, input: ParsedBulkChange): Price | null {
  if (input.unitPrice === undefined && input.unitCost === undefined) return null;
  const { line, contract } = current;
  if (contract.currency !== input.currency)
    throw refused(`Its contract bills in ${contract.currency}; the price was entered in ${input.currency}.`);
  const effectiveOn = laterDay(input.priceEffectiveOn ?? nextAgreedOn(ctx, current), line.startOn);
  const inForce = segmentOn(current.priceSegments, effectiveOn);
  const unitPrice = input.unitPrice ?? inForce?.unitPrice;
  if (unitPrice === undefined) throw refused("It has no price yet: enter a price along with the cost.");
  const unitCost = input.unitCost === undefined ? (inForce?.unitCost ?? null) : input.unitCost;
  if (inForce?.unitPrice === unitPrice && inForce.unitCost === unitCost) return null;

  if (input.priceEffectiveOn !== null) requireWithinReach(ctx, "priceEffectiveOn", effectiveOn);
  const lastOn = [line.endOn, contract.endOn].filter((on) => on !== null).sort()[0];
  if (lastOn !== undefined && effectiveOn > lastOn)
    throw refused(`It is billed through ${lastOn}: a price from ${effectiveOn} on would never count.`);
  return { effectiveOn, unitPrice, unitCost };
}

/** The next period, or a later day for which a price is agreed already: that one would come back in force there. */
function nextAgreedOn(ctx: CommandContext, current: CurrentLine): string {
  const nextOn = nextPeriodOn(current.contract, today(ctx));
  return laterDay(nextOn, latestPrice(current)?.effectiveOn ?? nextOn);
}

function refused(message: string): CommandRefused {
  return new CommandRefused("invalid", { message });
}
