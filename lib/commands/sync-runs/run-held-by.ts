import { withTenant } from "@/db/client";
import { lineTolerancesOf, nightlyChangesOf } from "@/db/nightly-changes-of";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import { billedUnits } from "@/lib/domain/counting/count-units";
import type { HeldReason, Tolerance } from "@/lib/domain/counting/gate";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import { beyondRunCap, type ProposedMove } from "@/lib/domain/counting/run-cap";
import { lookUpByIndex } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { segmentOn } from "../contract-lines/current-line";
import { type CountedLine, countLines } from "./count-lines";
import { knownLines } from "./known-lines";
import type { PassOutcome } from "./pass-outcome";

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
 * (design.md 5). Counts every line once more, as it will be recorded, and writes nothing; without a cap it asks nothing. A line
 * that fails here moves nothing, and fails again where it is recorded.
 * @param chunks the run's lines, as many at once as the database is asked for.
 */
export async function runHeldBy(
  ctx: CommandContext,
  pass: PassOutcome,
  chunks: readonly (readonly string[])[],
): Promise<HeldReason | null> {
  const { runCapPercent } = await withTenant(ctx.scope, (db) => nightlyChangesOf(db, ctx.scope));
  if (runCapPercent === null) return null;
  const limits = { toleranceOf: await tolerances(ctx), runHeld: null };
  const moves: ProposedMove[] = [];
  for (const lineIds of chunks) {
    const known = await withTenant(ctx.scope, async (db) => {
      await lookUpByIndex(db);
      return knownLines(db, ctx, pass, lineIds);
    });
    const { counted } = await countLines(ctx, pass, limits, known);
    moves.push(...counted.flatMap((line) => moveOf(line, pass.businessOn) ?? []));
  }
  return beyondRunCap(moves, runCapPercent);
}

/** A line that was never counted, or has no price, has no revenue to be compared with. */
function moveOf(line: CountedLine, businessOn: string): ProposedMove | null {
  const { terms, contract, priceSegments } = line.known.current;
  const unitPrice = segmentOn(priceSegments, businessOn)?.unitPrice;
  const { before, after } = proposedUnits(line, businessOn);
  if (unitPrice === undefined || after === null) return null;
  const { rounding, minimumUnits: minimum, includedUnits: included, maximumUnits: maximum } = terms;
  const limits = { rounding, minimum, included, maximum };
  return {
    currency: contract.currency,
    billingCycle: cycleInForce(contract, businessOn).billingCycle,
    unitPrice,
    before: before === null ? "0" : billedUnits(before, limits),
    after: billedUnits(after, limits),
  };
}

/** The same where the line is held or was not counted; what this run has changed already stands as it was recorded. */
function proposedUnits({ known, taken }: CountedLine, businessOn: string) {
  const { current, recorded } = known;
  if (recorded?.outcome === "changed") return { before: recorded.previousUnits, after: recorded.units };
  const before = segmentOn(current.unitSegments, businessOn)?.units ?? null;
  return { before, after: mayChangeUnits(taken.state) ? (taken.evidence?.total ?? before) : before };
}
