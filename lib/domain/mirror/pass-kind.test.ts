import { describe, expect, it } from "vitest";
import { choosePassKind, type KnownMirror, restsOnTags, watermarkOf } from "./pass-kind";

const MIRROR: KnownMirror = {
  assetCount: 5001,
  watermarkAt: "2026-06-09T20:00:00.000Z",
  lastPassAt: "2026-06-09T04:20:00.000Z",
  lastFullPassAt: "2026-06-09T04:20:00.000Z",
  fieldsDigest: "as-they-were",
};
const TONIGHT = {
  mirror: MIRROR,
  hasTagRule: false,
  fieldsDigest: "as-they-were",
  identityChangedAt: null,
  wasAbandoned: false,
  now: "2026-06-10T04:20:00.000Z",
  timeZone: "America/New_York",
};

describe("full or quick", () => {
  it("is quick for a large type that nothing speaks against", () => {
    expect(choosePassKind(TONIGHT)).toEqual({ kind: "quick", reason: "large" });
  });

  it.each([
    ["first", { mirror: null }],
    ["small", { mirror: { ...MIRROR, assetCount: 5000 } }],
    ["small", { mirror: { ...MIRROR, assetCount: 0 } }],
    ["tags", { hasTagRule: true }],
    ["no-watermark", { mirror: { ...MIRROR, watermarkAt: null } }],
    ["identity-changed", { identityChangedAt: "2026-06-09T04:20:00.000Z" }],
    ["identity-changed", { identityChangedAt: "2026-06-10T00:00:00.000Z" }],
    ["fields-changed", { fieldsDigest: "renamed" }],
    ["fields-changed", { mirror: { ...MIRROR, fieldsDigest: null } }],
    ["after-abandoned", { wasAbandoned: true }],
    ["weekly", { mirror: { ...MIRROR, lastFullPassAt: "2026-06-03T04:20:00.000Z" } }],
    ["weekly", { mirror: { ...MIRROR, lastFullPassAt: "2026-06-11T04:20:00.000Z" } }],
  ] as const)("is full: %s (%#)", (reason, part) => {
    expect(choosePassKind({ ...TONIGHT, ...part })).toEqual({ kind: "full", reason });
  });

  it("counts nights by the tenant's own dates: a full pass of the afternoon is as old as one of that night", () => {
    const choice = (lastFullPassAt: string, now: string) =>
      choosePassKind({ ...TONIGHT, now, mirror: { ...MIRROR, lastFullPassAt } }).kind;
    expect(choice("2026-06-03T19:00:00.000Z", "2026-06-09T04:15:00.000Z")).toBe("quick");
    expect(choice("2026-06-03T19:00:00.000Z", "2026-06-10T04:15:00.000Z")).toBe("full");
    expect(choice("2026-06-10T04:15:00.000Z", "2026-06-10T04:20:00.000Z")).toBe("quick");
    // 23:30 of 3 June in New York is 4 June in UTC.
    expect(choice("2026-06-04T03:30:00.000Z", "2026-06-10T04:15:00.000Z")).toBe("full");
  });

  it("trusts an identity that was changed before the last pass", () => {
    const identityChangedAt = "2026-06-09T04:19:59.999Z";
    expect(choosePassKind({ ...TONIGHT, identityChangedAt }).kind).toBe("quick");
  });
});

describe("rules that rest on tags", () => {
  const FIELDS = [
    { id: "seats", kind: "Number" },
    { id: "license", kind: "Text" },
    { id: "users", kind: "Tag" },
    { id: "licenses", kind: "Textbox" },
  ];
  const condition = (fieldId: string) => ({ fieldId, values: ["x"] });
  it.each([
    ["a sum filtered by text", { by: "field", fieldId: "seats" }, ["license"], false],
    ["a number of assets", { by: "assets" }, [], false],
    ["a column of a table", { by: "table", fieldId: "licenses", column: "Active", match: null }, [], false],
    ["a number of tags", { by: "tags", fieldId: "users" }, [], true],
    ["a number of tags in what is no such field any more", { by: "tags", fieldId: "seats" }, [], true],
    ["a sum filtered by tags", { by: "field", fieldId: "seats" }, ["license", "users"], true],
    ["assets filtered by tags", { by: "assets" }, ["users"], true],
    ["a field nobody knows any more", { by: "field", fieldId: "gone" }, [], true],
    ["a filter nobody knows any more", { by: "assets" }, ["gone"], true],
  ] as const)("%s: %#", (_what, billBy, filters, expected) => {
    expect(restsOnTags({ billBy, conditions: filters.map(condition) }, FIELDS)).toBe(expected);
  });
});

describe("the newest change a mirror claims to know", () => {
  it.each([
    ["2026-06-09T04:00:00.000Z", "2026-06-09T04:00:00.000Z"],
    ["2099-01-01T00:00:00.000Z", "2026-06-10T04:20:00.000Z"],
    [null, null],
  ])("of %s is %s", (newest, expected) => {
    expect(watermarkOf(newest, "2026-06-10T04:20:00.000Z")).toBe(expected);
  });
});
