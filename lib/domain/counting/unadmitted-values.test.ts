import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import type { Asset } from "./count-units";
import { editDistance } from "./edit-distance";
import { tagged as asTags } from "./licensing.sample";
import { unadmittedValues } from "./unadmitted-values";

const SEATS: ResolvedField = { id: "71", name: "Seats", nameKey: "seats", kind: "Number" };
const LICENSE: ResolvedField = { id: "72", name: "License", nameKey: "license", kind: "Text" };
const STATUS: ResolvedField = { id: "73", name: "Status", nameKey: "status", kind: "Select" };

const rule = (licenses: string[], values: Partial<ResolvedRule> = {}): ResolvedRule => ({
  assetType: { id: "7", name: "Microsoft 365" },
  billBy: { by: "field", field: SEATS },
  conditions: [{ field: LICENSE, values: licenses }],
  includeArchived: false,
  ...values,
});
let nextId = 1;
const asset = (license: unknown, seats: unknown, values: Partial<Asset> = {}): Asset => ({
  id: String(nextId++),
  organizationId: "1",
  assetTypeId: "7",
  name: "",
  traits: { license, seats, status: "Active" },
  isArchived: false,
  isRestricted: false,
  updatedAt: "2026-06-01T00:00:00Z",
  ...values,
});
const short = (resolved: ResolvedRule, assets: Asset[]) =>
  unadmittedValues(resolved, assets).map(({ value, assets: number, units, nearTo }) => [
    value,
    number,
    units,
    nearTo,
  ]);

describe("values that no filter admits", () => {
  it("come with their assets and units, near misses first, then by units", () => {
    const assets = [
      asset("Business Premium", 7),
      asset("Busines Premium", 1),
      asset("E5", 20),
      asset("e5 ", 2),
      asset("F1", 30),
      asset("F3", "n/a"),
    ];
    expect(short(rule(["Business Premium", "E3"]), assets)).toEqual([
      ["Busines Premium", 1, "1", "Business Premium"],
      ["F1", 1, "30", null],
      ["E5", 2, "22", null],
      ["F3", 1, "0", null],
    ]);
  });

  it.each([
    ["Business-Premium", "Business Premium"],
    ["BusinessPremium", "Business Premium"],
    ["Bussines Premium", "Business Premium"],
    ["Busniess Premium", "Business Premium"],
    ["Actve", "Active"],
    ["E5", null],
    ["Business Premium 2", null],
    ["Business Basic", null],
  ])("%s beside Business Premium, E3 and Active is near to %s", (value, nearTo) => {
    expect(short(rule(["Business Premium", "E3", "Active"]), [asset(value, 1)])).toEqual([
      [value, 1, "1", nearTo],
    ]);
  });

  it("come near misses first however many, and of equal units by filter and text", () => {
    const near = [
      asset("E5", 20),
      asset("Busines Premium", 1),
      asset("F1", 30),
      asset("Bussiness Premium", 4),
      asset("F2", 25),
    ];
    expect(short(rule(["Business Premium"]), near).map(([value]) => value)).toEqual([
      ...["Bussiness Premium", "Busines Premium"],
      ...["F1", "F2", "E5"],
    ]);
    const conditions = [
      { field: LICENSE, values: ["E3"] },
      { field: STATUS, values: ["Active"] },
    ];
    const equal = [
      asset("E3", 5, { traits: { license: "E3", seats: 5, status: "Retired" } }),
      asset("ZZ", 5),
      asset("AA", 5),
      asset("MM", 5),
      asset("E3", 5, { traits: { license: "E3", seats: 5, status: "Gone" } }),
    ];
    expect(short(rule([], { conditions }), equal).map(([value]) => value)).toEqual([
      ...["AA", "MM", "ZZ"],
      ...["Gone", "Retired"],
    ]);
  });

  it("look like the nearest of a filter's values, and a short text allows one slip", () => {
    const nearTo = (value: string, ...licenses: string[]) => short(rule(licenses), [asset(value, 1)])[0]?.[3];
    expect(nearTo("Busines Premium", "Business Premiun", "Business Premium")).toBe("Business Premium");
    expect(nearTo("Stendord", "Standard")).toBe("Standard");
    expect(nearTo("Stendar", "Standard")).toBeNull();
  });

  it("count an asset once for a tag it holds twice", () => {
    const users: ResolvedField = { id: "75", name: "Users", nameKey: "users", kind: "Tag" };
    const tagged = asset("", 3, { traits: { seats: 3, users: asTags("Ann", "Bob", "Ann") } });
    const conditions = [{ field: users, values: ["Cy"] }];
    expect(short(rule([], { conditions }), [tagged])).toEqual([
      ["Ann", 1, "3", null],
      ["Bob", 1, "3", null],
    ]);
  });

  it("count an asset once for tags that differ in case alone", () => {
    const users: ResolvedField = { id: "75", name: "Users", nameKey: "users", kind: "Tag" };
    const tagged = asset("", 3, { traits: { seats: 3, users: asTags("Ann", "ANN ") } });
    const conditions = [{ field: users, values: ["Cy"] }];
    expect(short(rule([], { conditions }), [tagged])).toEqual([["Ann", 1, "3", null]]);
  });

  it.each([
    ["admitted by case and blanks", asset(" business premium ", 1), {}],
    ["blank", asset(undefined, 1), {}],
    ["archived", asset("E5", 1, { isArchived: true }), {}],
    ["of another type", asset("E5", 1, { assetTypeId: "8" }), {}],
    [
      "kept out by another filter too",
      asset("E5", 1),
      {
        conditions: [
          { field: LICENSE, values: ["E3"] },
          { field: STATUS, values: ["Retired"] },
        ],
      },
    ],
  ])("leave out what is %s", (_name, found, values) => {
    expect(short(rule(["Business Premium"], values), [found])).toEqual([]);
  });

  it("name the filter they belong to", () => {
    const both = rule([], {
      conditions: [
        { field: STATUS, values: ["Active"] },
        { field: LICENSE, values: ["E3"] },
      ],
    });
    expect(unadmittedValues(both, [asset("E5", 4)])).toEqual([
      { condition: 1, fieldId: "72", fieldName: "License", value: "E5", assets: 1, units: "4", nearTo: null },
    ]);
  });

  it("are admitted once they are added to the filter", () => {
    const text = fc.constantFrom("E3", "E5", "Business Premium", "Busines Premium", "F1 ");
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        fc.array(text, { minLength: 1, maxLength: 2 }),
        (data, filter) => {
          const assets = data.map((license) => asset(license, 1));
          const missing = unadmittedValues(rule(filter), assets).map(({ value }) => value);
          expect(unadmittedValues(rule([...filter, ...missing]), assets)).toEqual([]);
        },
      ),
    );
  });
});

describe("distance of two texts", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["abc", "ab", 1],
    ["kitten", "sitting", null],
    ["abcd", "badc", 2],
    ["", "ab", 2],
    ["😀a", "a", 1],
  ])("%s and %s: %s letters, if at most 2", (a, b, distance) => {
    expect(editDistance(a, b, 2)).toBe(distance);
    expect(editDistance(b, a, 2)).toBe(distance);
  });
});
