import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MovingList } from "./moving-list.sample";
import { afterQuickPage, beginQuickRead, type QuickRead, quickReadStands } from "./quick-read";

/** The ordinary run repeats itself, as it counts what it met; a soak, as in `FC_RUNS=50000`, looks for more each time. */
const RUNS =
  process.env.FC_RUNS === undefined
    ? { numRuns: 2000, seed: 20_261_122 }
    : { numRuns: Number(process.env.FC_RUNS) };

const begun = beginQuickRead("2026-06-10T04:20:00.000Z");
const PAGE = { updatedAts: ["2026-06-10T05:00:00.000Z"], next: "/a?page=2", total: 6000 };

describe("reading back the newest changes", () => {
  it("reads ten minutes beyond the newest change it knows", () => {
    expect(begun).toMatchObject({ kind: "quick", backTo: "2026-06-10T04:10:00.000Z", at: null });
    expect(begun.isDone).toBe(false);
  });

  it.each([
    ["2026-06-10T04:10:00.000Z", false],
    ["2026-06-10T04:09:59.999Z", true],
  ])("the oldest record of %s ends it: %s", (oldest, isDone) => {
    const read = afterQuickPage(begun, { ...PAGE, updatedAts: [...PAGE.updatedAts, oldest] }, 6000);
    expect(read).toMatchObject({ isDone, at: isDone ? null : PAGE.next, doubt: null });
  });

  it("goes by the oldest record of a page, and takes changes of one moment", () => {
    const updatedAts = ["2026-06-10T05:00:00.000Z", "2026-06-10T05:00:00.000Z", "2026-06-10T04:00:00.000Z"];
    expect(afterQuickPage(begun, { ...PAGE, updatedAts }, 6000)).toMatchObject({ isDone: true, doubt: null });
  });

  it("ends with the list", () => {
    expect(afterQuickPage(begun, { ...PAGE, next: null }, 6000)).toMatchObject({ isDone: true, doubt: null });
    expect(afterQuickPage(begun, { updatedAts: [], next: null, total: 0 }, 0).doubt).toBeNull();
  });

  it.each([
    ["no-total", { ...PAGE, total: null }],
    ["count-differs", { ...PAGE, total: 5999 }],
    ["no-updated-at", { ...PAGE, updatedAts: ["yesterday"] }],
    ["not-newest-first", { ...PAGE, updatedAts: ["2026-06-10T05:00:00.000Z", "2026-06-10T05:00:00.001Z"] }],
  ] as const)("proves nothing: %s", (doubt, page) => {
    expect(afterQuickPage(begun, page, 6000)).toMatchObject({ isDone: true, at: null, doubt });
  });

  it("proves nothing where the total moves between two pages", () => {
    const first = afterQuickPage(begun, PAGE, 6000);
    expect(afterQuickPage(first, { ...PAGE, total: 6001 }, 6000).doubt).toBe("total-moved");
    expect(afterQuickPage(first, PAGE, 6000).doubt).toBeNull();
  });
});

describe("what moved while later pages were read", () => {
  const at = (minute: number) => `2026-06-10T05:${String(minute).padStart(2, "0")}:00.000Z`;
  const first = afterQuickPage(begun, { ...PAGE, updatedAts: [at(50), at(40)] }, 6000);
  const second = afterQuickPage(first, { ...PAGE, updatedAts: [at(30), "2026-06-10T04:00:00.000Z"] }, 6000);

  it("is looked for on the first page once more", () => {
    expect(first).toMatchObject({ at: PAGE.next, isDone: false, newestAt: at(50) });
    expect(second).toMatchObject({ at: null, isDone: false, isLookingAgain: true });
  });

  it.each([
    ["nothing moved", [at(50), at(40)], null],
    ["one did, and the first page reaches down to what was its newest", [at(55), at(50)], null],
    ["more did, and a page reaches down to it", [at(56), at(55), at(50)], null],
    ["as many as a page holds did: others may have, too", [at(56), at(55)], "moved-too-far"],
  ])("%s", (_what, updatedAts, doubt) => {
    const read = afterQuickPage(second, { ...PAGE, updatedAts }, 6000);
    expect(read).toMatchObject({ at: null, isDone: true, doubt });
  });

  it("is all there is where the first page is the whole list", () => {
    const read = afterQuickPage(second, { ...PAGE, next: null, updatedAts: [at(56), at(55)] }, 6000);
    expect(read).toMatchObject({ isDone: true, doubt: null });
  });

  it("is nothing where one page held all changes", () => {
    const only = afterQuickPage(begun, { ...PAGE, updatedAts: [at(50), "2026-06-10T04:00:00.000Z"] }, 6000);
    expect(only).toMatchObject({ at: null, isDone: true, isLookingAgain: false });
  });
});

describe("what a quick read proves", () => {
  const ended: QuickRead = { ...begun, isDone: true, total: 6000 };
  it.each([
    ["nothing new", 6000, 0, true],
    ["two new", 5998, 2, true],
    ["one deleted and another added", 6000, 1, false],
    ["one deleted", 6001, 0, false],
    ["one new that was not among the newest changes", 5999, 0, false],
  ])("%s", (_what, mirrored, unknown, stands) => {
    expect(quickReadStands(ended, mirrored, unknown)).toBe(stands);
  });
  it("stands only when read to its end without doubt", () => {
    expect(quickReadStands({ ...ended, isDone: false }, 6000, 0)).toBe(false);
    expect(quickReadStands({ ...ended, doubt: "total-moved" }, 6000, 0)).toBe(false);
  });
});

describe("nights of a list", () => {
  const change = fc.record({
    what: fc.constantFrom("add" as const, "delete" as const, "update" as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  const atRequest = fc.record({ before: fc.integer({ min: 1, max: 3 }), change });

  /** One quick pass over `mirror`; the mirror it would leave, or null where it does not stand. */
  function quickPass(
    list: MovingList,
    mirror: ReadonlyMap<string, string>,
    watermarkAt: string,
    during: readonly { before: number; change: { what: "add" | "delete" | "update"; at: number } }[],
  ) {
    let read = beginQuickRead(watermarkAt);
    const staged = new Map<string, string>();
    for (let request = 0; !read.isDone; request += 1) {
      for (const { change: one } of during.filter(({ before }) => before === request)) list[one.what](one.at);
      const answer = list.page(read.at, 4, "newest-change");
      for (const { id, updatedAt } of answer.records) {
        if ((staged.get(id) ?? "") <= updatedAt) staged.set(id, updatedAt);
      }
      const updatedAts = answer.records.map((record) => record.updatedAt);
      read = afterQuickPage(read, { ...answer, updatedAts }, mirror.size);
    }
    const unknown = [...staged.keys()].filter((id) => !mirror.has(id)).length;
    return quickReadStands(read, mirror.size, unknown) ? new Map([...mirror, ...staged]) : null;
  }

  it("holds exactly what IT Glue holds whenever it stands", () => {
    let stood = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(change, { maxLength: 12 }), (size, changes) => {
        const list = new MovingList(size);
        const mirror = new Map(list.records.map(({ id, updatedAt }) => [id, updatedAt]));
        const watermarkAt = list.records.at(-1)!.updatedAt;
        list.pass();
        for (const { what, at } of changes) list[what](at);
        const after = quickPass(list, mirror, watermarkAt, []);
        if (!after) return;
        if (changes.length > 0) stood += 1;
        const there = list.records.map(({ id, updatedAt }) => `${id} ${updatedAt}`);
        const held = [...after].map(([id, updatedAt]) => `${id} ${updatedAt}`);
        expect(held.toSorted().join("\n")).toBe(there.toSorted().join("\n"));
      }),
      RUNS,
    );
    expect(stood).toBeGreaterThan(100);
  });

  it("misses nothing that happened before it began, whatever happens during it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(change, { maxLength: 8 }),
        fc.array(atRequest, { maxLength: 4 }),
        (size, changes, during) => {
          const list = new MovingList(size);
          const mirror = new Map(list.records.map(({ id, updatedAt }) => [id, updatedAt]));
          const watermarkAt = list.records.at(-1)!.updatedAt;
          list.pass();
          for (const { what, at } of changes) list[what](at);
          const atStart = new Map(list.records.map(({ id, updatedAt }) => [id, updatedAt]));
          const after = quickPass(list, mirror, watermarkAt, during);
          if (!after) return;
          const ever = new Set([...atStart.keys(), ...list.ids()]);
          const missed = [...atStart].filter(([id, updatedAt]) => !(after.get(id)! >= updatedAt));
          const unheardOf = [...after.keys()].filter((id) => !ever.has(id));
          expect({ missed, unheardOf }).toEqual({ missed: [], unheardOf: [] });
        },
      ),
      RUNS,
    );
  });
});
