import { accrue, type Rate, type Shift, weigh } from "./accrual";
import type { BillingPeriod } from "./billing-period";
import { type ProrationTerms, type Story, storyOfUnposted } from "./billing-policy";
import { compareDays, type DayRange, daysIn, hull, intersection, isEmpty } from "./calendar";
import { capped, type Draft, differences, isDue } from "./draft";
import { type LineAccount, walkOf } from "./line-account";
import { sumMinor } from "./money";
import { type Basis, basesOf, coveredMinor, editsOf } from "./posted-basis";
import { editsAfterPosting } from "./posted-edits";
import type { PostedPeriod } from "./posted-periods";
import { type Level, NOT_BILLED } from "./unit-segments";

/**
 * The items of one period in the order of their dates, before the cap; none of them is zero (proration.md R27), but with
 * `listsZeroItems` the regular one of a period in which units or price truly are. `posted` is undefined where nothing is.
 */
export function draftItems(
  account: LineAccount,
  period: BillingPeriod,
  posted: PostedPeriod | undefined,
  listsZeroItems: boolean,
): Draft[] {
  const rate = { periodDays: period.days, currency: account.currency };
  if (!posted?.regular) {
    const drafts = beforePosting(account, period, posted, rate);
    const isListed = listsZeroItems && posted?.hasZeroRegular !== true;
    return drafts.filter((draft) => isDue(draft) && (isListed || draft.isZeroEntry !== true));
  }
  // Fresh dates follow from the likeliest basis. Where posted dates would change too, or fresh ones cancel each other out,
  // believe what leaves the fewest items: what was posted as listed leaves none. The sum is the same, save under `none`: there
  // only a basis that leaves none may take the place of the likeliest, and nothing that of what the charge is known to have known.
  let believed: { drafts: Draft[]; left: number } | null = null;
  for (const basis of basesOf(account, posted, rate)) {
    const drafts = afterPosting(account, posted, basis, rate).filter(isDue);
    const left = capped(drafts, posted.balanceMinor).filter(isDue).length;
    const isBetter = believed === null || (account.movesWholePeriods ? left === 0 : left < believed.left);
    if (isBetter) believed = { drafts, left };
    const isFresh = drafts.every(
      (draft) => !posted.prorations.get(draft.effectiveOn.toString()) && draft.postedMinor === 0n,
    );
    const isCertain = account.movesWholePeriods && basis.isOfPosting;
    const cancelsOut =
      !account.movesWholePeriods && sumMinor(drafts.map((draft) => draft.amountMinor)) === 0n;
    if (left === 0 || isCertain || (isFresh && !cancelsOut)) break;
  }
  return believed!.drafts;
}

/** Start-billed: the first day's units, and one proration per later change. End-billed: the whole entitlement at once. */
function beforePosting(
  account: LineAccount,
  period: BillingPeriod,
  posted: PostedPeriod | undefined,
  rate: Rate,
): Draft[] {
  const range = intersection(account.service, period.range);
  const prorations = posted?.prorations ?? new Map<string, bigint>();
  const place = { period, range: hull(range, posted?.range ?? range) };
  if (isEmpty(range)) return differences([], prorations, { ...place, opening: NOT_BILLED });
  const story = storyOfUnposted(account.steps, range, walkOf(account, range.from));
  const [opening, ...moves] = accrue(editsOf(story, range), rate);
  // Before any count or price is known nothing is zero.
  const isFree = (level: Level | null) => level !== null && weigh(level, 1) === 0n;
  const regular = {
    kind: "regular",
    period,
    range,
    effectiveOn: range.from,
    cutMinor: 0n,
    previous: null,
  } as const;
  if (period.issueInvoiceOn === "start") {
    const dueMinor = opening!.amountMinor;
    const level = story.opening ?? NOT_BILLED;
    const atOpening = { dueMinor, postedMinor: 0n, amountMinor: dueMinor, level, shifts: opening!.shifts };
    return [
      { ...regular, ...atOpening, isZeroEntry: isFree(story.opening) },
      ...differences(moves, prorations, { ...place, opening: level }),
    ];
  }
  const dueMinor = opening!.amountMinor + sumMinor(moves.map((move) => move.amountMinor));
  const level = story.moves.at(-1) ?? story.opening ?? NOT_BILLED;
  const whole = { dueMinor, postedMinor: 0n, amountMinor: dueMinor, level, shifts: segmentsOf(story, range) };
  // Prorations of a charge that was unposted are part of the whole again.
  const isZeroEntry = isFree(story.opening) && story.moves.every(isFree);
  return [
    { ...regular, ...whole, isZeroEntry },
    ...differences([], prorations, { ...place, opening: level }),
  ];
}

/** Each stretch of a story as a shift from nothing: the segments an end-billed item is made of. */
function segmentsOf(story: Story, range: DayRange): Shift[] {
  const edits = editsOf(story, range);
  return edits.map((edit, position) => {
    const until = edits[position + 1]?.range.from ?? range.until;
    return { from: NOT_BILLED, to: edit.level, days: daysIn({ from: edit.range.from, until }) };
  });
}

/** What every date is entitled to, against what the basis and the posted prorations cover of it. */
function afterPosting(account: LineAccount, posted: PostedPeriod, basis: Basis, rate: Rate): Draft[] {
  const { period } = posted;
  const { amountMinor: regularMinor, range: postedRange } = posted.regular!;
  const served = intersection(account.service, period.range);
  const [, ...changes] = accrue(editsAfterPosting(account, basis, postedRange, served), rate);
  const differenceMinor = coveredMinor(basis) - regularMinor;
  if (differenceMinor !== 0n && !staysUntouched(account.termsOn(postedRange.from), differenceMinor)) {
    changes.push({ effectiveOn: postedRange.from, amountMinor: differenceMinor, shifts: [] });
    changes.sort((a, b) => compareDays(a.effectiveOn, b.effectiveOn));
  }
  const coveredByDay = new Map(posted.prorations);
  for (const { effectiveOn, amountMinor } of basis.covered.slice(1)) {
    const day = effectiveOn.toString();
    coveredByDay.set(day, (coveredByDay.get(day) ?? 0n) + amountMinor);
  }
  const opening = basis.story.opening ?? NOT_BILLED;
  return differences(changes, coveredByDay, { period, range: hull(posted.range, served), opening });
}

/** A `none` direction leaves posted periods as they are, also where no view of the line explains their amount. */
function staysUntouched(terms: ProrationTerms, differenceMinor: bigint): boolean {
  return (differenceMinor > 0n ? terms.prorateIncreases : terms.prorateDecreases) === "none";
}
