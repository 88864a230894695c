import type { Temporal } from "temporal-polyfill";
import { contains, type DayRange, isBefore } from "./calendar";
import {
  type CountedStep,
  isSameLevel,
  type Level,
  type LevelStep,
  NOT_BILLED,
  stepOn,
} from "./unit-segments";

/**
 * When a change of counted units becomes billed ones (design.md 8). `daily`: from its own day. `next-period`: from the next
 * period's first day. `none`: from the first unposted period as a whole; posted periods stay as they are.
 * A price is no count: its changes are always daily, and move no units that wait or stay. The terms in force on the day of a
 * count decide over it, whatever follows.
 */
export const PRORATIONS = ["daily", "next-period", "none"] as const;
export type Proration = (typeof PRORATIONS)[number];

export type ProrationTerms = { prorateIncreases: Proration; prorateDecreases: Proration };

/** Levels of one period: what its first day bills (null before any count), and each later change. */
export type Story = { opening: Level | null; moves: LevelStep[] };

export type Walk = {
  /** The terms in force on the day of a change. */
  termsOn: (on: Temporal.PlainDate) => ProrationTerms;
  /** The first day of a period on or after a day. */
  boundaryFrom: (on: Temporal.PlainDate) => Temporal.PlainDate;
  /** Whether a change that waits for this boundary reaches the period looked at. */
  arrivesIn: (boundary: Temporal.PlainDate) => boolean;
};

function prorationOf(counted: bigint, billed: bigint, terms: ProrationTerms): Proration {
  if (counted > billed) return terms.prorateIncreases;
  return counted < billed ? terms.prorateDecreases : "daily";
}

/**
 * The billed moves that follow from counted steps. A step compares with the units billed before it, never with the count
 * before it: with decreases `none`, 10 → 8 → 10 moves nothing.
 */
export function movesFrom(opening: Level | null, steps: readonly CountedStep[], walk: Walk): LevelStep[] {
  const moves: LevelStep[] = [];
  let billed = opening;
  let waiting: LevelStep | null = null;

  const moveTo = ({ effectiveOn, units, unitPrice }: LevelStep) => {
    const move = { effectiveOn, units, unitPrice };
    if (billed !== null && isSameLevel(billed, move)) return;
    moves.push(move);
    billed = move;
  };

  for (const step of steps) {
    // A later change before the boundary replaces the one that waits; one after it finds it billed.
    if (waiting !== null && isBefore(waiting.effectiveOn, step.effectiveOn)) moveTo(waiting);
    waiting = null;
    const units: bigint = (billed as Level | null)?.units ?? step.units;
    const proration = prorationOf(step.units, units, walk.termsOn(step.countedOn));
    const boundary = proration === "next-period" ? walk.boundaryFrom(step.countedOn) : null;
    const arrives = proration === "daily" || (boundary !== null && !isBefore(step.effectiveOn, boundary));
    moveTo({ ...step, units: arrives ? step.units : units });
    if (!arrives && boundary !== null && walk.arrivesIn(boundary)) {
      waiting = { ...step, effectiveOn: boundary };
    }
  }
  if (waiting !== null) moveTo(waiting);
  return moves;
}

/**
 * The levels of a period of which nothing is posted: it opens with the count of its first day, since every waiting change
 * has arrived there, and a `none` direction moves it as a whole to the count of its last day.
 */
export function storyOfUnposted(steps: readonly CountedStep[], range: DayRange, walk: Walk): Story {
  const opening = stepOn(steps, range.from) ?? null;
  const inside = steps.filter(
    (step) => contains(range, step.effectiveOn) && !step.effectiveOn.equals(range.from),
  );
  const moves = movesFrom(opening, inside, walk);
  const billedAtEnd = (moves.at(-1) ?? opening ?? NOT_BILLED).units;
  const countedAtEnd = (inside.at(-1) ?? opening ?? NOT_BILLED).units;
  const terms = walk.termsOn(inside.at(-1)?.countedOn ?? range.from);
  if (prorationOf(countedAtEnd, billedAtEnd, terms) !== "none") return { opening, moves };
  const moveWhole = <L extends Level>(level: L): L => ({
    ...level,
    units:
      countedAtEnd > billedAtEnd ? greater(level.units, countedAtEnd) : lesser(level.units, countedAtEnd),
  });
  const opened = opening && moveWhole(opening);
  return { opening: opened, moves: withoutRepeats(opened, moves.map(moveWhole)) };
}

/** Moves that change the level before them. */
export function withoutRepeats(opening: Level | null, moves: readonly LevelStep[]): LevelStep[] {
  return moves.filter((move, position) => {
    const before = moves[position - 1] ?? opening;
    return before === null || !isSameLevel(before, move);
  });
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
