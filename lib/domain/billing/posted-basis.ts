import type { Temporal } from "temporal-polyfill";
import { type Accrual, accrue, type Edit, type Rate } from "./accrual";
import { type Story, storyOfUnposted } from "./billing-policy";
import { type DayRange, later } from "./calendar";
import { type LineAccount, walkOf } from "./line-account";
import type { PostedPeriod } from "./posted-periods";
import { type CountedStep, isSameLevel, type LevelStep, NOT_BILLED, stepsBefore } from "./unit-segments";

/**
 * A posted amount does not say which changes it knew. A basis is a view of the line (its first steps, or what was known
 * earlier) whose amount is the posted one: it decides the *dates* of later differences, never their sum, which is always
 * entitlement minus posted.
 */
export type Basis = {
  /** The steps the posted charge knew. */
  view: readonly CountedStep[];
  story: Story;
  /** What the posted charge covered; a start-billed one leaves the story's moves to prorations. */
  covered: readonly Accrual[];
  /** Whether this is what was known when the charge was posted, and not a guess. */
  isOfPosting: boolean;
};

/**
 * Every basis that explains the standing regular charge: what was known when it was posted, then the likeliest first; where none
 * does, the present view.
 */
export function* basesOf(account: LineAccount, posted: PostedPeriod, rate: Rate): Generator<Basis> {
  const { range, amountMinor, postedAt } = posted.regular!;
  // Of the period's own cycle: another may bill at the other end.
  const coversOpening = posted.period.issueInvoiceOn === "start";
  const knewUntil = knownUntil(account, range, coversOpening);
  let isExplained = false;
  if (postedAt !== null) {
    const then = account.asKnownAt(postedAt, knewUntil);
    const view = stepsBefore(then.steps, knownUntil(then, range, coversOpening));
    const basis = basisOf(then, view, range, rate, coversOpening);
    isExplained = coveredMinor(basis) === amountMinor;
    if (isExplained) yield { ...basis, isOfPosting: true };
  }
  for (const view of viewsOf(account, knewUntil, posted.lastPostedAt)) {
    const basis = basisOf(account, view, range, rate, coversOpening);
    if (coveredMinor(basis) !== amountMinor) continue;
    isExplained = true;
    yield basis;
  }
  if (isExplained) return;
  const known = stepsBefore(account.steps, range.until);
  // A start-billed charge may have been posted together with its prorations, as one sum.
  for (const view of coversOpening ? shorterAndShorter(known) : []) {
    const basis = basisOf(account, view, range, rate, false);
    if (coveredMinor(basis) === amountMinor) return yield basis;
  }
  yield basisOf(account, known, range, rate, coversOpening);
}

/** The amount a basis explains. */
export function coveredMinor({ covered }: Basis): bigint {
  return covered.reduce((sum, accrual) => sum + accrual.amountMinor, 0n);
}

function basisOf(
  account: LineAccount,
  view: readonly CountedStep[],
  range: DayRange,
  rate: Rate,
  coversOpening: boolean,
): Basis {
  const story = storyOfUnposted(view, range, walkOf(account, range.from));
  const edits = editsOf(story, range);
  const covered = accrue(coversOpening ? edits.slice(0, 1) : edits, rate);
  return { view, story, covered, isOfPosting: false };
}

/** Where every change is billed by date, a start-billed charge knew none of those after its first day. */
function knownUntil(account: LineAccount, range: DayRange, coversOpening: boolean): Temporal.PlainDate {
  const isByDate = coversOpening && !account.movesWholePeriods;
  return isByDate ? range.from.add({ days: 1 }) : range.until;
}

/**
 * Fewer and fewer of the present steps, then what was known before each recording. What was recorded after the last posting
 * of the period decided over none of its charges, so no view has it.
 */
function* viewsOf(
  account: LineAccount,
  knewUntil: Temporal.PlainDate,
  lastPostedAt: Temporal.Instant | null,
): Generator<readonly CountedStep[]> {
  yield* shorterAndShorter(stepsBefore(account.steps, knewUntil));
  for (const { knownAt, steps } of account.earlierViews())
    if (lastPostedAt === null || knownAt <= lastPostedAt.epochNanoseconds)
      yield stepsBefore(steps, knewUntil);
}

/** The opening of a story over the whole range, then each move from its own day on. */
export function editsOf(story: Story, range: DayRange): Edit[] {
  const opening = { effectiveOn: range.from, range, level: story.opening ?? NOT_BILLED };
  const moves = story.moves.map((move) => ({
    effectiveOn: move.effectiveOn,
    range: { from: later(move.effectiveOn, range.from), until: range.until },
    level: move,
  }));
  return [opening, ...moves];
}

function* shorterAndShorter(steps: readonly CountedStep[]): Generator<readonly CountedStep[]> {
  for (let length = steps.length; length > 0; length -= 1) yield steps.slice(0, length);
}

export function isSameStep(a: LevelStep, b: LevelStep | undefined): boolean {
  return b !== undefined && a.effectiveOn.equals(b.effectiveOn) && isSameLevel(a, b);
}
