import type { Temporal } from "temporal-polyfill";
import type { Edit } from "./accrual";
import { movesFrom, type Story, withoutRepeats } from "./billing-policy";
import {
  compareDays,
  type DayRange,
  earlier,
  FOREVER,
  intersection,
  isBefore,
  isEmpty,
  later,
} from "./calendar";
import { type LineAccount, walkOf } from "./line-account";
import { type Basis, isSameStep } from "./posted-basis";
import { type CountedStep, type LevelStep, NOT_BILLED, stepOn } from "./unit-segments";

/**
 * How a posted period turns into the entitled one, change by change: first what the posted charge covered, then the changes it
 * did not know, the end of the service, and the days that a moved start or end adds or takes.
 */
export function editsAfterPosting(
  account: LineAccount,
  basis: Basis,
  postedRange: DayRange,
  served: DayRange,
): Edit[] {
  const { service } = account;
  const opening = basis.story.opening ?? NOT_BILLED;
  const lateUntil = isEmpty(served) ? postedRange.until : later(served.until, postedRange.until);
  // A change that waits for a boundary beyond the end of the service never comes.
  const moves = movesAfterPosting(account, basis, postedRange, lateUntil).filter((move) =>
    isBefore(move.effectiveOn, service.until),
  );
  const servedFrom = later(postedRange.from, service.from);
  const edits: Edit[] = moves.map((move) => ({
    effectiveOn: move.effectiveOn,
    range: {
      from: later(move.effectiveOn, servedFrom),
      until: isBefore(move.effectiveOn, postedRange.until) ? postedRange.until : lateUntil,
    },
    level: move,
  }));
  if (!isEmpty(served) && isBefore(postedRange.until, served.until)) {
    const level = moves.findLast((move) => !isBefore(postedRange.until, move.effectiveOn)) ?? opening;
    edits.push({
      effectiveOn: postedRange.until,
      range: { from: postedRange.until, until: lateUntil },
      level,
    });
  }
  if (isBefore(service.until, postedRange.until)) {
    const range = { from: later(service.until, postedRange.from), until: postedRange.until };
    edits.push({ effectiveOn: service.until, range, level: NOT_BILLED });
  }
  edits.push(...edgesBefore(account, postedRange, served));
  edits.sort((a, b) => compareDays(a.effectiveOn, b.effectiveOn));
  return [{ effectiveOn: postedRange.from, range: postedRange, level: opening }, ...edits];
}

/** Days that a moved start adds before the posted ones, or takes from their beginning. */
function edgesBefore({ service, steps }: LineAccount, postedRange: DayRange, served: DayRange): Edit[] {
  if (isBefore(postedRange.from, service.from)) {
    const range = { from: postedRange.from, until: earlier(service.from, postedRange.until) };
    return [{ effectiveOn: postedRange.from, range, level: NOT_BILLED }];
  }
  const added = intersection(served, { from: served.from, until: postedRange.from });
  if (isEmpty(added)) return [];
  return steps.flatMap((step, position) => {
    const until = steps[position + 1]?.effectiveOn ?? FOREVER;
    const range = intersection(added, { from: step.effectiveOn, until });
    return isEmpty(range) ? [] : [{ effectiveOn: range.from, range, level: step }];
  });
}

/** The billed moves that the posted charge did not know, or that its start-billed amount left to prorations. */
function movesAfterPosting(
  account: LineAccount,
  { view, story }: Basis,
  postedRange: DayRange,
  until: Temporal.PlainDate,
): LevelStep[] {
  const walk = walkOf(account, postedRange.from);
  const end = earlier(until, account.service.until);
  const steps = account.steps.filter((step) => isBefore(step.effectiveOn, end));
  const open = [
    ...unknownAtOpening(steps, view, postedRange.from),
    ...steps.filter((step) => isBefore(postedRange.from, step.effectiveOn)),
  ];
  if (!account.movesWholePeriods) return movesFrom(story.opening, open, walk);
  const known = view.at(-1);
  const isKnown = (step: LevelStep) =>
    known !== undefined &&
    (isBefore(step.effectiveOn, known.effectiveOn) ||
      (step.effectiveOn.equals(known.effectiveOn) && step.units === known.units));
  const kept = keptMoves(account, story, open.filter(isKnown));
  const unknown = open.filter((step) => !isKnown(step));
  return [...kept, ...movesFrom(kept.at(-1) ?? story.opening, unknown, walk)];
}

/**
 * Changes up to the first posted day that its charge did not know, each with its own date. Where a step it knew has since been
 * corrected or another came before one, only the step now in force compares with what was billed.
 */
function unknownAtOpening(
  steps: readonly CountedStep[],
  view: readonly CountedStep[],
  from: Temporal.PlainDate,
): CountedStep[] {
  const isOpening = (step: LevelStep) => !isBefore(from, step.effectiveOn);
  const present = steps.filter(isOpening);
  const known = view.filter(isOpening);
  if (known.every((step, position) => isSameStep(step, present[position])))
    return present.slice(known.length);
  return isSameStep(known.at(-1)!, present.at(-1)) ? [] : present.slice(-1);
}

/**
 * What was billed as a whole knew the counts up to its last step, so those days keep their units. A price is no count: it
 * changes under them as it does elsewhere.
 */
function keptMoves(account: LineAccount, story: Story, known: readonly LevelStep[]): LevelStep[] {
  const days = [...story.moves, ...known].map((step) => step.effectiveOn).sort(compareDays);
  const moves = days.map((effectiveOn) => {
    const { units } = stepOn(story.moves, effectiveOn) ?? story.opening ?? NOT_BILLED;
    const { unitPrice } = stepOn(account.steps, effectiveOn) ?? NOT_BILLED;
    return { effectiveOn, units, unitPrice };
  });
  return withoutRepeats(story.opening, moves);
}
