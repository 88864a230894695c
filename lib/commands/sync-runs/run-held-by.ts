import { withTenant } from "@/db/client";
import { lineTolerancesOf, nightlyChangesOf } from "@/db/nightly-changes-of";
import { billedUnits } from "@/lib/domain/counting/count-units";
import type { HeldReason, Tolerance } from "@/lib/domain/counting/gate";
import { beyondRunCap, type ProposedMove } from "@/lib/domain/counting/run-cap";
import type { CommandContext } from "../context";
import { segmentOn } from "../contract-lines/current-line";
import { type ProposedLine, proposeLine, type RecordLineInput } from "./record-line";

/** The limits of each line, asked once for a run: its own, or the tenant's. */
export async function tolerances(ctx: CommandContext): Promise<(lineId: string) => Tolerance> {
  return withTenant(ctx.scope, async (db) => {
    const { tolerance } = await nightlyChangesOf(db, ctx.scope);
    const own = await lineTolerancesOf(db, ctx.scope);
    return (lineId) => own[lineId] ?? tolerance;
  });
}

/**
 * Why a run holds everything it would change, or null: it would move more than the tenant's share of monthly revenue
 * (design.md 5). Counts every line once more and writes nothing; without a cap it asks nothing. A line that fails here moves nothing, and
 * fails again where it is recorded.
 */
export async function runHeldBy(
  ctx: CommandContext,
  lines: readonly RecordLineInput[],
): Promise<HeldReason | null> {
  const { runCapPercent } = await withTenant(ctx.scope, (db) => nightlyChangesOf(db, ctx.scope));
  if (runCapPercent === null) return null;
  const moves: ProposedMove[] = [];
  for (const line of lines) {
    const proposed = await proposeLine(ctx, line).catch(() => null);
    const move = proposed && moveOf(proposed, line.businessOn);
    if (move) moves.push(move);
  }
  return beyondRunCap(moves, runCapPercent);
}

/** A line that was never counted, or has no price, has no revenue to be compared with. */
function moveOf({ current, before, after }: ProposedLine, businessOn: string): ProposedMove | null {
  const unitPrice = segmentOn(current.priceSegments, businessOn)?.unitPrice;
  if (unitPrice === undefined || after === null) return null;
  const { rounding, minimumUnits: minimum, includedUnits: included, maximumUnits: maximum } = current.terms;
  const terms = { rounding, minimum, included, maximum };
  return {
    currency: current.contract.currency,
    billingCycle: current.contract.billingCycle,
    unitPrice,
    before: before === null ? "0" : billedUnits(before, terms),
    after: billedUnits(after, terms),
  };
}
