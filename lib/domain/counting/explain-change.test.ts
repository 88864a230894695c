import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { explainChange, standingInWords } from "./explain-change";
import { asset, evidenceOf, ruleOf, tagged } from "./licensing.sample";

const premium = (seats: unknown, rest = {}) =>
  asset("a", { license: "BP", seats }, { name: "Microsoft 365 Business Premium", ...rest });
const basic = (seats: unknown, rest = {}) => asset("b", { license: "BB", seats }, { name: "Basic", ...rest });
const sentence = (...[before, after]: Parameters<typeof explainChange>) =>
  explainChange(before, after).sentence;

describe("a changed rule", () => {
  const none = evidenceOf([], ruleOf("assets"));
  const field = { id: "f-notes", name: "Notes", nameKey: "notes", kind: "Textbox" };
  const ofTable = (match: { column: string; values: string[] } | null) => ({
    ...none,
    rule: { ...none.rule, billBy: { by: "table" as const, field, column: "Seats", match } },
  });

  it.each<[string, Parameters<typeof explainChange>]>([
    ["bill by changed from number of assets to Seats", [none, evidenceOf([], ruleOf("seats"))]],
    [
      "bill by changed from number of tags in Users to number of assets",
      [evidenceOf([], ruleOf("users")), none],
    ],
    ["bill by changed from number of assets to Seats in the table Notes", [none, ofTable(null)]],
    [
      "bill by changed from Seats in the table Notes of rows whose Plan is P or Q to Seats in the table Notes",
      [ofTable({ column: "Plan", values: ["P", "Q"] }), ofTable(null)],
    ],
    [
      "asset type changed from Microsoft 365 to Google Workspace",
      [none, { ...none, assetType: { id: "34", name: "Google Workspace" } }],
    ],
  ])("is told: %s", (words, [before, after]) => {
    expect(explainChange(before, after).ruleChanges).toEqual([words]);
  });
});

describe("an explained change", () => {
  it.each<[string, Parameters<typeof explainChange>, string]>([
    [
      "an edit",
      [evidenceOf([premium(6)]), evidenceOf([premium(7)])],
      "+1: Seats of Microsoft 365 Business Premium 6 → 7",
    ],
    [
      "an edit down",
      [evidenceOf([premium("7.5")]), evidenceOf([premium(7)])],
      "-0.5: Seats of Microsoft 365 Business Premium 7.5 → 7",
    ],
    ["an asset added", [evidenceOf([premium(6)]), evidenceOf([premium(6), basic(2)])], "+2: Basic added (2)"],
    [
      "an asset removed",
      [evidenceOf([premium(6), basic(2)]), evidenceOf([premium(6)])],
      "-2: Basic removed (2)",
    ],
    [
      "edits that cancel out",
      [evidenceOf([premium(6), basic(2)]), evidenceOf([premium(5), basic(3)])],
      "0: Seats of Microsoft 365 Business Premium 6 → 5; Seats of Basic 2 → 3",
    ],
    [
      "the largest first",
      [evidenceOf([premium(6), basic(2)]), evidenceOf([premium(7), basic(9)])],
      "+8: Seats of Basic 2 → 9; Seats of Microsoft 365 Business Premium 6 → 7",
    ],
    [
      "an archived asset",
      [evidenceOf([basic(2)]), evidenceOf([basic(2, { isArchived: true })])],
      "-2: Basic no longer counts, archived (2)",
    ],
    [
      "a value turned blank",
      [evidenceOf([basic(2)]), evidenceOf([basic(null)])],
      "-2: Basic no longer counts, blank (2)",
    ],
    [
      "a value turned text",
      [evidenceOf([basic(2)]), evidenceOf([basic("two")])],
      "-2: Basic no longer counts, not a number (2)",
    ],
    [
      "a text turned value",
      [evidenceOf([basic("two")]), evidenceOf([basic(2)])],
      "+2: Basic now counts, was not a number (2)",
    ],
    [
      "a restricted asset",
      [evidenceOf([basic(2)]), evidenceOf([basic(3, { isRestricted: true })])],
      "+1: Seats of restricted asset b 2 → 3",
    ],
    ["nothing", [evidenceOf([basic(2)]), evidenceOf([basic(2)])], "No change"],
    [
      "a blank asset that comes and goes",
      [evidenceOf([basic(2)]), evidenceOf([basic(2), premium(null)])],
      "No change",
    ],
    [
      "the largest first, whichever stands first",
      [evidenceOf([premium(6), basic(2)]), evidenceOf([premium(13), basic(3)])],
      "+8: Seats of Microsoft 365 Business Premium 6 → 13; Seats of Basic 2 → 3",
    ],
    [
      "two filters taken away, with no effect",
      [evidenceOf([], ruleOf("seats", { license: "BB", plan: "P" })), evidenceOf([])],
      "0: filters changed from License is BB and Plan is P to none",
    ],
    ["a first count", [null, evidenceOf([basic(2), premium(5)])], "First count: 7 from 2 assets"],
    ["a first count of one", [null, evidenceOf([basic(2)])], "First count: 2 from 1 asset"],
    [
      "tags",
      [
        evidenceOf([asset("a", { users: tagged("Ann") }, { name: "Dropbox" })], ruleOf("users")),
        evidenceOf([asset("a", { users: tagged("Ann", "Bob") }, { name: "Dropbox" })], ruleOf("users")),
      ],
      "+1: Tags in Users of Dropbox 1 → 2",
    ],
    [
      "number of assets",
      [evidenceOf([basic(2)], ruleOf("assets")), evidenceOf([basic(2), premium(1)], ruleOf("assets"))],
      "+1: Microsoft 365 Business Premium added (1)",
    ],
    [
      "a filter changed",
      [
        evidenceOf([basic(2), premium(5)], ruleOf("seats", { license: "BB" })),
        evidenceOf([basic(2), premium(5)], ruleOf("seats", { license: ["BB", "BP"] })),
      ],
      "+5: filters changed from License is BB to License is BB or BP; Microsoft 365 Business Premium now counts, was outside the filters (5)",
    ],
    [
      "a filter taken away, with no effect",
      [evidenceOf([basic(2)], ruleOf("seats", { license: "BB" })), evidenceOf([basic(2)])],
      "0: filters changed from License is BB to none",
    ],
    [
      "another field billed",
      [
        evidenceOf([asset("a", { seats: 5, used: 3 })]),
        evidenceOf([asset("a", { seats: 5, used: 3 })], ruleOf("used")),
      ],
      "-2: bill by changed from Seats to Used; Asset a 5 → 3",
    ],
    [
      "archived assets taken in",
      [
        evidenceOf([basic(2, { isArchived: true })]),
        evidenceOf([basic(2, { isArchived: true })], ruleOf("seats", {}, true)),
      ],
      "+2: archived assets changed from left out to included; Basic now counts, was archived (2)",
    ],
    [
      "an organization linked",
      [evidenceOf([basic(2)]), evidenceOf([basic(2), premium(3, { organizationId: "2" })])],
      "+3: Organization 2 now counts; Microsoft 365 Business Premium added (3)",
    ],
    [
      "an organization unlinked",
      [evidenceOf([basic(2), premium(3, { organizationId: "2" })]), evidenceOf([basic(2)])],
      "-3: Organization 2 no longer counts; Microsoft 365 Business Premium removed (3)",
    ],
    [
      "many assets",
      [evidenceOf([]), evidenceOf(["a", "b", "c", "d", "e"].map((id) => asset(id, { seats: 1 })))],
      "+5: Asset a added (1); Asset b added (1); Asset c added (1); 2 more assets",
    ],
    [
      "four assets",
      [evidenceOf([]), evidenceOf(["a", "b", "c", "d"].map((id) => asset(id, { seats: 1 })))],
      "+4: Asset a added (1); Asset b added (1); Asset c added (1); 1 more asset",
    ],
  ])("%s", (_, [before, after], words) => {
    expect(sentence(before, after)).toBe(words);
  });

  it("says nothing of a field that was only renamed", () => {
    const [before, after] = [evidenceOf([basic(2)]), evidenceOf([basic(2)])];
    after.rule.billBy = {
      by: "field",
      field: { id: "f-seats", name: "Places", nameKey: "places", kind: "Number" },
    };
    expect(explainChange(before, after)).toMatchObject({ ruleChanges: [], sentence: "No change" });
  });

  it("is of a first count, all that counts now and no more", () => {
    const first = explainChange(null, evidenceOf([basic(2)]));
    expect(first).toMatchObject({ delta: "+2", removed: [], organizationsRemoved: [], ruleChanges: [] });
    expect(first.organizationsAdded.map(({ id }) => id)).toEqual(["1"]);
    expect(first.added.map(({ id }) => id)).toEqual(["b"]);
  });

  it("of assets that do not count is that of why", () => {
    const given = (archived: Parameters<typeof basic>[1]) =>
      evidenceOf([basic(null, archived), asset("c", {}), asset("d", { seats: "many" })]);
    expect(explainChange(given({}), given({ isArchived: true })).leftOutChanged).toEqual([
      { id: "b", name: "Basic", organizationId: "1", from: { as: "blank" }, to: { as: "archived" } },
    ]);
  });

  it("stands in words", () => {
    expect([{ as: "absent" } as const, { as: "counted", value: "5" } as const].map(standingInWords)).toEqual([
      "absent",
      "counted",
    ]);
  });

  it("lists each kind of change", () => {
    const before = evidenceOf([
      asset("a", { seats: 1 }),
      asset("b", { seats: 2 }),
      asset("c", { seats: 3 }),
      asset("d", {}),
      asset("e", { seats: "x" }),
    ]);
    const after = evidenceOf([
      asset("b", { seats: 5 }),
      asset("c", {}),
      asset("d", { seats: 4 }),
      asset("f", { seats: 6 }),
    ]);
    const ref = (id: string) => ({ id, name: `Asset ${id}`, organizationId: "1" });
    expect(explainChange(before, after)).toEqual({
      delta: "+9",
      added: [{ ...ref("f"), value: "6" }],
      removed: [{ ...ref("a"), value: "1" }],
      edited: [{ ...ref("b"), from: "2", to: "5" }],
      leftOutChanged: [
        { ...ref("c"), from: { as: "counted", value: "3" }, to: { as: "blank" } },
        { ...ref("d"), from: { as: "blank" }, to: { as: "counted", value: "4" } },
        { ...ref("e"), from: { as: "not-a-number" }, to: { as: "absent" } },
      ],
      organizationsAdded: [],
      organizationsRemoved: [],
      ruleChanges: [],
      sentence:
        "+9: Asset f added (6); Asset d now counts, was blank (4); Seats of Asset b 2 → 5; 2 more assets",
    });
  });
});

describe("an explained change, whatever the counts", () => {
  const receipts = fc
    .dictionary(
      fc.constantFrom("a", "b", "c", "d", "e"),
      fc.oneof(fc.integer({ min: -20, max: 99 }), fc.constantFrom("1.25", "x", null)),
    )
    .map((seats) => evidenceOf(Object.entries(seats).map(([id, value]) => asset(id, { seats: value }))));
  const units = (text: string) => decimal(text, UNITS_SCALE);

  it("adds up to the difference of the totals, from its parts", () => {
    fc.assert(
      fc.property(receipts, receipts, (before, after) => {
        const { delta, added, removed, edited, leftOutChanged } = explainChange(before, after);
        const standing = (each: (typeof leftOutChanged)[number]["from"]) =>
          each.as === "counted" ? units(each.value) : 0n;
        const parts = [
          ...added.map(({ value }) => units(value)),
          ...removed.map(({ value }) => -units(value)),
          ...edited.map(({ from, to }) => units(to) - units(from)),
          ...leftOutChanged.map(({ from, to }) => standing(to) - standing(from)),
        ];
        const sum = parts.reduce((running, part) => running + part, 0n);
        expect(units(delta)).toBe(sum);
        expect(sum).toBe(units(after.total) - units(before.total));
      }),
    );
  });
});
