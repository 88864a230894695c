import { Temporal } from "temporal-polyfill";

/**
 * A quick pass reads the newest changes back beyond the last one it knows: clocks of IT Glue's servers differ, and a
 * change is seen only some time after the moment it is stamped with.
 */
const OVERLAP = Temporal.Duration.from({ minutes: 10 });

/** Why a quick pass proves nothing, so that a full one is made. */
export type QuickDoubt =
  | "count-differs"
  | "no-total"
  | "total-moved"
  | "no-updated-at"
  | "not-newest-first"
  | "moved-too-far";

/** How far the reading of the newest changes has come, as plain JSON between steps. */
export type QuickRead = {
  kind: "quick";
  /** Reading ends where records are older than this instant. */
  backTo: string;
  /** The newest change of the first page. */
  newestAt: string | null;
  /** Pages were read after the first one: it is read once more, for what moved onto it meanwhile. */
  isLookingAgain: boolean;
  at: string | null;
  isDone: boolean;
  total: number | null;
  doubt: QuickDoubt | null;
};

/** @param watermarkAt the newest `updated-at` the mirror holds. */
export function beginQuickRead(watermarkAt: string): QuickRead {
  const backTo = Temporal.Instant.from(watermarkAt)
    .subtract(OVERLAP)
    .toString({ smallestUnit: "millisecond" });
  return {
    kind: "quick",
    backTo,
    newestAt: null,
    isLookingAgain: false,
    at: null,
    isDone: false,
    total: null,
    doubt: null,
  };
}

export type NewestPage = {
  /** `updated-at` of its records, in their order. */
  updatedAts: readonly string[];
  next: string | null;
  total: number | null;
};

/**
 * The read once the page at `read.at` has come. An asset that changed again while later pages were read has moved onto the
 * first one and is on none of them: after more than one page the first is read again, and what it does not reach down to
 * makes a full pass. `mirrored`: assets of the type that the mirror holds as present.
 */
export function afterQuickPage(read: QuickRead, page: NewestPage, mirrored: number): QuickRead {
  const doubt = doubtOf(read, page, mirrored);
  if (doubt) return { ...read, at: null, isDone: true, doubt };
  const oldest = page.updatedAts.at(-1);
  if (read.isLookingAgain) return { ...read, at: null, isDone: true };
  const isFirst = read.at === null;
  const seen = {
    ...read,
    total: page.total,
    newestAt: isFirst ? (page.updatedAts[0] ?? null) : read.newestAt,
  };
  const isFarEnough = oldest !== undefined && isBefore(oldest, read.backTo);
  if (!isFarEnough && page.next !== null) return { ...seen, at: page.next };
  return isFirst ? { ...seen, at: null, isDone: true } : { ...seen, at: null, isLookingAgain: true };
}

function isBefore(left: string, right: string): boolean {
  return Date.parse(left) < Date.parse(right);
}

function doubtOf(
  read: QuickRead,
  { updatedAts, next, total }: NewestPage,
  mirrored: number,
): QuickDoubt | null {
  if (total === null) return "no-total";
  if (read.total !== null && read.total !== total) return "total-moved";
  // Something is gone, and no page will say what.
  if (total < mirrored) return "count-differs";
  const times = updatedAts.map((at) => Date.parse(at));
  if (times.some(Number.isNaN)) return "no-updated-at";
  if (!times.every((at, index) => index === 0 || at <= times[index - 1]!)) return "not-newest-first";
  const [oldest, newest] = [updatedAts.at(-1), read.newestAt];
  const isShort = read.isLookingAgain && next !== null && (!oldest || (newest && isBefore(newest, oldest)));
  return isShort ? "moved-too-far" : null;
}

/**
 * Whether a finished quick read proves the mirror: IT Glue has as many assets as the mirror and what is new to it. One
 * deleted and another added leave the total as it was, but the added one is new: the sum is then one too many.
 * @param mirrored assets the mirror holds as present.
 * @param unknown assets read that the mirror does not hold, or holds as missing.
 */
export function quickReadStands(read: QuickRead, mirrored: number, unknown: number): boolean {
  return read.isDone && read.doubt === null && read.total === mirrored + unknown;
}
