import type { Db } from "@/db/database";
import { nextPeriodOn } from "@/lib/domain/billing/next-period";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import type { CommandContext } from "../context";
import { laterDay, requireWithinReach, today } from "../contracts/effective-date";
import type { ContractRow } from "../contracts/take-contract";
import { appendPriceSegment } from "./append-segment";
import { type CurrentLine, segmentOn } from "./current-line";
import { latestPrice } from "./line-facts";

type Price = { unitPrice: string; unitCost: string | null };

/**
 * Appends the price where it changed. A first price counts from the line's start, a later one from the day that was
 * chosen, or else from the next period (design.md 5). Returns the day it counts from, or null where nothing changed.
 */
export async function savePrice(
  db: Db,
  ctx: CommandContext,
  saved: { lineId: string; before: CurrentLine | null; input: ParsedLineInput; contract: ContractRow },
): Promise<string | null> {
  const { before, input, contract } = saved;
  const wanted: Price = { unitPrice: input.unitPrice, unitCost: input.unitCost };
  const effectiveOn = priceEffectiveOn(ctx, before, input, contract, wanted);
  if (effectiveOn === null) return null;
  if (before !== null && input.priceEffectiveOn !== null)
    requireWithinReach(ctx, "priceEffectiveOn", effectiveOn);
  await appendPriceSegment(db, ctx, { lineId: saved.lineId, effectiveOn, ...wanted });
  return effectiveOn;
}

function priceEffectiveOn(
  ctx: CommandContext,
  before: CurrentLine | null,
  input: ParsedLineInput,
  contract: ContractRow,
  wanted: Price,
): string | null {
  const latest = before && latestPrice(before);
  if (!before || !latest) return input.startOn;
  if (input.priceEffectiveOn !== null) {
    const on = laterDay(input.priceEffectiveOn, input.startOn);
    const inForce = segmentOn(before.priceSegments, on);
    return inForce && isSamePrice(inForce, wanted) ? null : on;
  }
  if (isSamePrice(latest, wanted)) return null;
  // Never before a price that is already agreed for later: it would come back in force there.
  return laterDay(laterDay(nextPeriodOn(contract, today(ctx)), latest.effectiveOn), input.startOn);
}

function isSamePrice(a: Price, b: Price): boolean {
  return a.unitPrice === b.unitPrice && a.unitCost === b.unitCost;
}
