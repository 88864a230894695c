import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterFullPage,
  beginFullRead,
  type FullRead,
  judgeFullRead,
  needsDigest,
  readAgain,
  withoutGuess,
} from "./full-read";
import { MovingList } from "./moving-list.sample";

/** The ordinary run repeats itself, as it counts what it met; a soak, as in `FC_RUNS=50000`, looks for more each time. */
const RUNS =
  process.env.FC_RUNS === undefined
    ? { numRuns: 5000, seed: 20_261_122 }
    : { numRuns: Number(process.env.FC_RUNS) };

const page = (number: number, size = 10) => `/flexible_assets?page[number]=${number}&page[size]=${size}`;
const WHOLE = { isWhole: true };

/** Reads pages as given by number; answers the numbers asked for. */
function readFrom(start: FullRead, answer: (at: string | null) => Parameters<typeof afterFullPage>[1]) {
  const asked: (string | null)[] = [];
  let read = start;
  while (read.phase !== "done") {
    asked.push(read.at);
    read = afterFullPage(read, answer(read.at));
    if (asked.length > 200) throw new Error("The reading has no end");
  }
  return { read, asked };
}

describe("the way through a list", () => {
  it("asks for one page where all stands on it", () => {
    const { read, asked } = readFrom(beginFullRead(null), () => ({ records: 7, next: null, total: 7 }));
    expect(asked).toEqual([null]);
    expect(judgeFullRead(read, { distinct: 7, digest: null })).toEqual(WHOLE);
  });

  it("goes from the last page to the first, and reads the first again at the end", () => {
    const { asked } = readFrom(beginFullRead(null), (at) => ({
      records: 10,
      next: at === page(4) ? null : page(2),
      total: 31,
    }));
    expect(asked).toEqual([null, page(4), page(3), page(2), page(1)]);
  });

  it.each([
    ["as many records as before", 40, [page(4), page(3), page(2), page(1)]],
    ["a page more", 41, [page(4), page(5), page(4), page(3), page(2), page(1)]],
    ["a page less", 30, [page(4), page(3), page(2), page(1)]],
    ["nothing left", 0, [page(4), page(1)]],
  ])("begins at the page that was the last: %s", (_what, total, expected) => {
    const last = Math.max(1, Math.ceil(total / 10));
    const { asked } = readFrom(beginFullRead({ template: page(2), total: 38 }), (at) => {
      const number = Number(/number\]=(\d+)/.exec(at ?? "1")?.[1] ?? 1);
      return { records: 10, next: number < last ? page(number + 1) : null, total };
    });
    expect(asked).toEqual(expected);
  });

  it("is kept with what has come so far", () => {
    const { read } = readFrom(beginFullRead(null), (at) => ({
      records: 10,
      next: at === page(2) ? null : page(2),
      total: 20,
    }));
    expect(read).toMatchObject({ kind: "full", phase: "done", pages: 3, received: 30, totals: [20] });
  });

  it("reads the page that was the last again where a link says that it is none", () => {
    const read = afterFullPage(beginFullRead({ template: page(2), total: 38 }), {
      records: 10,
      next: page(5),
      total: 40,
    });
    expect(read).toMatchObject({ phase: "down", at: page(4) });
  });

  it("begins afresh where the page that was the last names no total", () => {
    const guessed = beginFullRead({ template: page(2), total: 38 });
    expect(afterFullPage(guessed, { records: 10, next: null, total: null })).toEqual(beginFullRead(null));
  });

  it.each([
    ["no total tells which page is the last", page(2), null],
    ["the first page came halved", page(3, 5), 29],
  ])("follows links where %s", (_what, next, total) => {
    const read = afterFullPage(beginFullRead(null), { records: 5, next, total });
    expect(read).toMatchObject({ phase: "on", at: next });
  });

  it("keeps the size of pages where a link names none", () => {
    const first = afterFullPage(beginFullRead(null), { records: 10, next: page(2), total: 31 });
    const next = "/flexible_assets?cursor=x";
    expect(afterFullPage(first, { records: 10, next, total: 31 })).toMatchObject({ at: page(3), size: 10 });
  });

  it("forgets a kept address that names no page", () => {
    expect(beginFullRead({ template: "/flexible_assets?cursor=x", total: 38 })).toEqual(beginFullRead(null));
  });

  it("begins afresh without the kept address, in the same attempt", () => {
    const guessed = { ...beginFullRead({ template: page(2), total: 38 }), attempt: 2 };
    expect(withoutGuess(guessed)).toEqual({ ...beginFullRead(null), attempt: 2 });
  });

  it("reads the rest of a page that came halved", () => {
    // Page 2 of 10 was too much work: IT Glue answered page 3 of 5, and the list goes on in fives.
    const { asked } = readFrom(beginFullRead(null), (at) => {
      if (at === page(2)) return { records: 5, next: page(4, 5), total: 29 };
      const [number, size] = [/number\]=(\d+)/, /size\]=(\d+)/].map((part) =>
        Number(part.exec(at ?? "")?.[1]),
      );
      return {
        records: size || 10,
        next: at === page(3) ? null : page((number || 1) + 1, size || 10),
        total: 29,
      };
    });
    expect(asked).toEqual([null, page(3), page(2), page(4, 5), page(3, 5), page(2, 5), page(1, 5)]);
  });

  it("follows links where pages have no numbers", () => {
    const links = ["/a?cursor=2", "/a?cursor=3", null];
    const { asked } = readFrom(beginFullRead(null), () => ({ records: 1, next: links.shift()!, total: 3 }));
    expect(asked).toEqual([null, "/a?cursor=2", "/a?cursor=3"]);
  });

  it("stops as soon as the total moves", () => {
    const totals = [40, 40, 41];
    const { read, asked } = readFrom(beginFullRead(null), (at) => ({
      records: 10,
      next: at === page(4) ? null : page(2),
      total: totals.shift()!,
    }));
    expect(asked).toHaveLength(3);
    expect(judgeFullRead(read, { distinct: 30, digest: null })).toEqual({
      isWhole: false,
      summary: "30 different records where IT Glue says 40, then 41",
    });
  });
});

describe("what a read proves", () => {
  const ended = (part: Partial<FullRead>): FullRead => ({ ...beginFullRead(null), phase: "done", ...part });

  it.each([
    ["fewer records than the total", { totals: [3], pages: 1, received: 2 }, 2],
    ["more records than the total", { totals: [3], pages: 2, received: 4 }, 4],
    ["two totals", { totals: [3, 4], pages: 2, received: 4 }, 4],
    ["no total on several pages", { totals: [null], pages: 2, received: 20 }, 20],
    ["a record twice on one page without a total", { totals: [null], pages: 1, received: 4 }, 3],
    ["a total on one page and none on another", { totals: [3, null], pages: 2, received: 3 }, 3],
  ])("is not whole with %s", (_what, part, distinct) => {
    expect(judgeFullRead(ended(part), { distinct, digest: "a" }).isWhole).toBe(false);
  });

  it("is whole without a total where one page is all, or where the read before brought the same", () => {
    const onePage = ended({ totals: [null], pages: 1, received: 4 });
    expect(judgeFullRead(onePage, { distinct: 4, digest: null })).toEqual(WHOLE);
    expect(needsDigest(onePage)).toBe(false);

    const several = ended({ totals: [null], pages: 2, received: 14 });
    expect(needsDigest(several)).toBe(true);
    const again = readAgain(several, { distinct: 14, digest: "same" })!;
    expect(again).toMatchObject({ attempt: 2, phase: "first", at: null, formerDigest: "same" });
    const second = { ...again, ...ended({ totals: [null], pages: 2, received: 14 }), formerDigest: "same" };
    expect(judgeFullRead(second, { distinct: 14, digest: "same" })).toEqual(WHOLE);
    expect(judgeFullRead(second, { distinct: 14, digest: "other" }).isWhole).toBe(false);
  });

  it("asks for a digest only where nothing names a total, and is not whole without one", () => {
    expect(needsDigest(ended({ totals: [14], pages: 2 }))).toBe(false);
    expect(needsDigest(ended({ totals: [null, 14], pages: 2 }))).toBe(false);
    const several = ended({ totals: [null], pages: 2, received: 14 });
    expect(judgeFullRead(several, { distinct: 14, digest: null }).isWhole).toBe(false);
  });

  it("says which totals there were", () => {
    expect(judgeFullRead(ended({ totals: [3, null], pages: 2 }), { distinct: 3, digest: null })).toEqual({
      isWhole: false,
      summary: "3 different records where IT Glue says 3, then nothing",
    });
  });

  it("is tried three times in all", () => {
    const spoiled = ended({ totals: [3, 4], pages: 2 });
    const second = readAgain(spoiled, { distinct: 4, digest: null })!;
    const third = readAgain(second, { distinct: 4, digest: null })!;
    expect([second.attempt, third.attempt]).toEqual([2, 3]);
    expect(readAgain(third, { distinct: 4, digest: null })).toBeNull();
  });
});

describe("a list that moves while it is read", () => {
  const change = fc.record({
    /** Before which request. */
    before: fc.integer({ min: 1, max: 12 }),
    what: fc.constantFrom("add" as const, "delete" as const, "update" as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it("loses nothing that was there all the time, whatever is added and deleted meanwhile", () => {
    let wholeThoughMoved = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.array(change, { maxLength: 8 }),
        fc.option(fc.integer({ min: 0, max: 70 })),
        (size, changes, guessed) => {
          const list = new MovingList(size);
          const before = list.ids();
          const staged = new Set<string>();
          const ever = new Set(before);
          let request = 0;
          const { read } = readFrom(
            beginFullRead(guessed === null ? null : { template: page(2), total: guessed }),
            (at) => {
              for (const { what, at: which } of changes.filter((one) => one.before === request))
                list[what](which);
              request += 1;
              for (const id of list.ids()) ever.add(id);
              const answer = list.page(at, 10, "oldest");
              for (const { id } of answer.records) staged.add(id);
              return { ...answer, records: answer.records.length };
            },
          );
          if (!judgeFullRead(read, { distinct: staged.size, digest: null }).isWhole) return;
          const after = list.ids();
          if (changes.some(({ what, before: at }) => what !== "update" && at < request))
            wholeThoughMoved += 1;
          // One assertion a run: one for each record would take minutes.
          const lost = [...before].filter((id) => after.has(id) && !staged.has(id));
          const unheardOf = [...staged].filter((id) => !ever.has(id));
          expect({ lost, unheardOf }).toEqual({ lost: [], unheardOf: [] });
        },
      ),
      RUNS,
    );
    // Else nothing above was put to the test: additions and deletions that hide each other from the total.
    expect(wholeThoughMoved).toBeGreaterThan(20);
  });
});
