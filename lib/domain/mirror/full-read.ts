import { addressOfPage, pageOf } from "./page-address";

/** A list that does not add up is read this often in all. */
export const MOST_READS = 3;

/**
 * How far the reading of a whole list has come, as plain JSON between steps.
 *
 * The list is ordered by creation, oldest first, and read from its last page to its first. What is added meanwhile joins
 * at the end, which has been read; what is deleted moves later records towards the beginning, which is still to come. So
 * a record that was there all the time is never passed over, whatever comes and goes; read from the front, a deletion
 * would move one record from an unread page to a read one, and an addition would hide that from the total.
 */
export type FullRead = {
  kind: "full";
  /** 1 to `MOST_READS`. */
  attempt: number;
  /**
   * `guess`: the page that was the last at an earlier read; `first`: the first page, for total and address; `down`: towards
   * the first page; `on`: forward by links, where pages cannot be numbered.
   */
  phase: "guess" | "first" | "down" | "on" | "done";
  /** Where reading goes on; null: at the first page, or no more. */
  at: string | null;
  /** Any address of the list that names a page, and the records of a page. */
  template: string | null;
  size: number | null;
  /** Every page from this number on has been read. */
  below: number | null;
  /** Totals the pages named, each once. */
  totals: (number | null)[];
  pages: number;
  received: number;
  /** Digest of the ids that the read before brought, where a total could not prove it. */
  formerDigest: string | null;
};

/** Where the last page stood at an earlier read. */
export type LastPageGuess = { template: string; total: number };

export type PageSeen = { records: number; next: string | null; total: number | null };

export function beginFullRead(guess: LastPageGuess | null): FullRead {
  const start: FullRead = {
    kind: "full",
    attempt: 1,
    phase: "first",
    at: null,
    template: null,
    size: null,
    below: null,
    totals: [],
    pages: 0,
    received: 0,
    formerDigest: null,
  };
  const page = guess && pageOf(guess.template);
  if (!guess || !page) return start;
  const last = Math.max(1, Math.ceil(guess.total / page.size));
  return {
    ...start,
    phase: "guess",
    at: addressOfPage(guess.template, { number: last, size: page.size }),
    template: guess.template,
    size: page.size,
    below: last + 1,
  };
}

/** The same read without what an earlier one knew: its address is of no use any more. */
export function withoutGuess({ attempt, formerDigest }: FullRead): FullRead {
  return { ...beginFullRead(null), attempt, formerDigest };
}

/** The read once `page`, the one at `read.at`, has come. */
export function afterFullPage(read: FullRead, page: PageSeen): FullRead {
  const seen: FullRead = {
    ...read,
    totals: read.totals.includes(page.total) ? read.totals : [...read.totals, page.total],
    pages: read.pages + 1,
    received: read.received + page.records,
  };
  // A total that moves spoils the read: what is left of it need not be asked for.
  if (seen.totals.length > 1) return { ...seen, phase: "done", at: null };
  if (read.phase === "guess") return afterGuess(seen, page);
  if (read.phase === "first") return afterFirst(seen, page);
  if (read.phase === "down") return afterDown(seen, page);
  return page.next === null ? { ...seen, phase: "done", at: null } : { ...seen, at: page.next };
}

function afterGuess(read: FullRead, { next, total }: PageSeen): FullRead {
  if (total === null) return withoutGuess(read);
  const asked = read.below! - 1;
  const last = Math.max(1, Math.ceil(total / read.size!));
  return downFrom(read, next === null && last === asked ? asked : last + 1);
}

function afterFirst(read: FullRead, { next, total }: PageSeen): FullRead {
  if (next === null) return { ...read, phase: "done", at: null };
  const page = pageOf(next);
  const last = page && total !== null ? Math.ceil(total / page.size) : 0;
  if (page?.number !== 2 || last < 2) return { ...read, phase: "on", at: next };
  // The first page is read again at the end: only then is it as late as all others.
  return downFrom({ ...read, template: next, size: page.size }, last + 1);
}

function afterDown(read: FullRead, { next }: PageSeen): FullRead {
  const asked = read.below! - 1;
  const size = (next && pageOf(next)?.size) || read.size!;
  if (size >= read.size!) return downFrom(read, asked);
  // IT Glue took too long, and the gateway asked for less: the rest of this page stands on later, smaller ones.
  return downFrom({ ...read, size }, Math.ceil((asked * read.size!) / size) + 1);
}

function downFrom(read: FullRead, below: number): FullRead {
  if (below <= 1) return { ...read, phase: "done", below, at: null };
  const at = addressOfPage(read.template!, { number: below - 1, size: read.size! });
  return { ...read, phase: "down", below, at };
}

/** `distinct`: different records that came; `digest`: of their ids, asked for only where the pages named no total. */
export type Gathered = { distinct: number; digest: string | null };

export type FullReadJudgement = { isWhole: true } | { isWhole: false; summary: string };

/** Whether only a second, equal read can prove this one: several pages, and none says how many records there are. */
export function needsDigest(read: FullRead): boolean {
  return read.totals.length === 1 && read.totals[0] === null && read.pages > 1;
}

/**
 * A read is whole when every page named one total and as many different records came. One page alone is whole without a
 * total; several are where the read before brought the very same records.
 */
export function judgeFullRead(read: FullRead, { distinct, digest }: Gathered): FullReadJudgement {
  const [total = null, ...others] = read.totals;
  const isWhole =
    others.length === 0 &&
    (total !== null
      ? distinct === total
      : distinct === read.received &&
        (read.pages === 1 || (digest !== null && digest === read.formerDigest)));
  if (isWhole) return { isWhole };
  const said = read.totals.map((one) => one ?? "nothing").join(", then ");
  return { isWhole, summary: `${distinct} different records where IT Glue says ${said}` };
}

/** The next read of a list that was not whole; null after the last. */
export function readAgain(read: FullRead, { digest }: Gathered): FullRead | null {
  if (read.attempt >= MOST_READS) return null;
  return { ...beginFullRead(null), attempt: read.attempt + 1, formerDigest: digest };
}
