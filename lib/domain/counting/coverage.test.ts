import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import type { Asset } from "./count-units";
import { coverage, type LineRule, overlaps } from "./coverage";

const SEATS: ResolvedField = { id: "71", name: "Seats", nameKey: "seats", kind: "Number" };
const USED: ResolvedField = { id: "73", name: "Used", nameKey: "used", kind: "Number" };
const LICENSE: ResolvedField = { id: "72", name: "License", nameKey: "license", kind: "Text" };

const rule = (licenses: string[] | null, values: Partial<ResolvedRule> = {}): ResolvedRule => ({
  assetType: { id: "7", name: "Microsoft 365" },
  billBy: { by: "field", field: SEATS },
  conditions: licenses === null ? [] : [{ field: LICENSE, values: licenses }],
  includeArchived: false,
  ...values,
});
const line = (lineId: string, resolved: ResolvedRule): LineRule => ({ lineId, resolved });
const asset = (
  id: string,
  license: string,
  traits: Record<string, unknown>,
  values: Partial<Asset> = {},
): Asset => ({
  id,
  organizationId: "1",
  assetTypeId: "7",
  name: license,
  traits: { license, ...traits },
  isArchived: false,
  isRestricted: false,
  updatedAt: "2026-06-01T00:00:00Z",
  ...values,
});
const PREMIUM = asset("1", "Premium", { seats: 7, used: 6 });
const STANDARD = asset("2", "Standard", { seats: 3 });
const short = (
  values: readonly { assetId: string; part: string | null; units: string; lineIds: string[] }[],
) => values.map(({ assetId, part, units, lineIds }) => [assetId, part, units, lineIds.join("+")]);

describe("coverage", () => {
  it("flags what nobody bills and what two lines bill", () => {
    const found = coverage(
      [line("a", rule(["Premium"])), line("b", rule(["Premium", "Standard"]))],
      [PREMIUM, STANDARD, asset("3", "E5", { seats: 2 })],
    );
    expect(short(found.billedTwice)).toEqual([["1", null, "7", "a+b"]]);
    expect(short(found.unbilled)).toEqual([["3", null, "2", ""]]);
    expect(found.billedOnce).toBe(1);
  });

  it("keeps the values of one asset apart: its Seats and its Used are billed by two lines, each once", () => {
    const found = coverage(
      [line("a", rule(null)), line("b", rule(null, { billBy: { by: "field", field: USED } }))],
      [PREMIUM],
    );
    expect([found.billedTwice, found.billedOnce]).toEqual([[], 2]);
  });

  it.each([
    ["0", asset("3", "E5", { seats: 0 })],
    ["blank", asset("3", "E5", {})],
    ["text", asset("3", "E5", { seats: "n/a" })],
    ["archived", asset("3", "E5", { seats: 2 }, { isArchived: true })],
    ["of another type", asset("3", "E5", { seats: 2 }, { assetTypeId: "8" })],
  ])("does not miss what is %s", (_name, other) => {
    expect(coverage([line("a", rule(["Premium"]))], [PREMIUM, other]).unbilled).toEqual([]);
  });

  it("sees an archived asset that two lines bill", () => {
    const archived = asset("3", "E5", { seats: 2 }, { isArchived: true });
    const both = rule(["E5"], { includeArchived: true });
    expect(short(coverage([line("a", both), line("b", both)], [archived]).billedTwice)).toEqual([
      ["3", null, "2", "a+b"],
    ]);
  });

  it("leaves out a value of nothing that one line bills", () => {
    expect(coverage([line("a", rule(["Premium"]))], [asset("3", "Premium", { seats: 0 })]).billedOnce).toBe(
      0,
    );
  });

  it("sorts every value into exactly one of the three, whatever the order of lines and assets", () => {
    const licenses = ["Premium", "Standard", "E5"];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...licenses), fc.integer({ min: 1, max: 50 })), { maxLength: 8 }),
        fc.array(fc.subarray(licenses, { minLength: 1 }), { maxLength: 4 }),
        (seats, filters) => {
          const assets = seats.map(([license, number], index) =>
            asset(String(index), license, { seats: number }),
          );
          const lines = filters.map((values, index) => line(String(index), rule(values)));
          const found = coverage(lines, assets);
          const expected = filters.length === 0 ? 0 : assets.length;
          expect(found.billedTwice.length + found.unbilled.length + found.billedOnce).toBe(expected);
          for (const { assetId, lineIds } of found.billedTwice) {
            const license = assets[Number(assetId)]!.name;
            expect(lineIds).toEqual(
              filters.flatMap((values, index) => (values.includes(license) ? [String(index)] : [])),
            );
          }
          const reversed = coverage([...lines].reverse(), [...assets].reverse());
          expect(reversed.unbilled).toEqual(found.unbilled);
          expect(reversed.billedOnce).toBe(found.billedOnce);
        },
      ),
    );
  });
});

describe("overlaps of a rule that is about to be saved", () => {
  it("names each line that bills the same, with assets and units", () => {
    const others = [line("a", rule(["Premium"])), line("b", rule(["Standard"])), line("c", rule(["E5"]))];
    expect(overlaps(rule(["Premium", "Standard"]), others, [PREMIUM, STANDARD])).toEqual([
      { lineId: "a", assets: 1, units: "7" },
      { lineId: "b", assets: 1, units: "3" },
    ]);
  });

  it("does not name lines that count another field, nor two others that overlap among themselves", () => {
    const others = [
      line("a", rule(null, { billBy: { by: "field", field: USED } })),
      line("b", rule(["Standard"])),
      line("c", rule(["Standard"])),
    ];
    expect(overlaps(rule(["Premium"]), others, [PREMIUM, STANDARD])).toEqual([]);
  });

  it("are what coverage bills twice, whatever the rules and assets", () => {
    const licenses = fc.option(fc.subarray(["Premium", "Standard", "E5"], { minLength: 1 }));
    const ruleOf = fc.record({ licenses, includeArchived: fc.boolean() });
    const assetOf = fc.record({
      license: fc.constantFrom("Premium", "standard", "E5 "),
      seats: fc.constantFrom(0, 1, 2.5, "3", "many", undefined),
      isArchived: fc.boolean(),
    });
    const rules = fc.array(ruleOf, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(ruleOf, rules, fc.array(assetOf, { maxLength: 8 }), (own, others, values) => {
        const resolvedOf = ({ licenses, includeArchived }: typeof own) => rule(licenses, { includeArchived });
        const assets = values.map(({ license, seats, isArchived }, index) =>
          asset(`${index}`, license, { seats }, { isArchived }),
        );
        const lines = others.map((other, index) => line(`line ${index}`, resolvedOf(other)));
        const twice = coverage([line("own", resolvedOf(own)), ...lines], assets).billedTwice;
        const expected = lines.flatMap(({ lineId }) => {
          const shared = twice.filter(({ lineIds }) => lineIds.includes("own") && lineIds.includes(lineId));
          const units = shared.reduce((sum, value) => sum + Number(value.units), 0);
          return shared.length === 0 ? [] : [{ lineId, assets: shared.length, units: `${units}` }];
        });
        expect(overlaps(resolvedOf(own), lines, assets)).toEqual(expected);
      }),
    );
  });
});
