import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { type Asset, billedUnits, countUnits, type UnitsTerms } from "./count-units";
import { asset, resolvedOf, ruleOf, tagged } from "./licensing.sample";

const licenses = ["E3", "e3 ", "E5", "Ｅ5", "F1", " "];

const seats = (minimum: number) =>
  fc.oneof(
    fc.integer({ min: minimum, max: 500 }),
    fc.double({ min: minimum, max: 500, noNaN: true }),
    fc.integer({ min: minimum, max: 500 }).map(String),
    fc.constantFrom(null, undefined, "", "ten"),
  );

const assetsOf = (minimum: number) =>
  fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 1, max: 40 }).map(String),
        license: fc.constantFrom(...licenses),
        seats: seats(minimum),
        users: fc.uniqueArray(fc.constantFrom("Ann", "Bob", "Cid"), { maxLength: 3 }),
        managed: fc.constantFrom(true, false, null),
        isArchived: fc.boolean(),
        organizationId: fc.constantFrom("1", "2"),
      })
      .map(({ id, isArchived, organizationId, users, ...traits }) =>
        asset(id, { ...traits, users: tagged(...users) }, { isArchived, organizationId }),
      ),
    { selector: ({ id }) => id, maxLength: 25 },
  );

const rules = fc
  .record({
    billBy: fc.constantFrom("seats", "users", "assets"),
    license: fc.uniqueArray(fc.constantFrom("E3", "E5", "F1", "none"), { minLength: 1 }),
    isFiltered: fc.boolean(),
    includeArchived: fc.boolean(),
  })
  .map(({ billBy, license, isFiltered, includeArchived }) =>
    resolvedOf(ruleOf(billBy as "seats", isFiltered ? { license } : {}, includeArchived)),
  );

const units = (text: string) => decimal(text, UNITS_SCALE);

describe("counting, whatever the assets", () => {
  it("takes the same one of two copies, in either order", () => {
    fc.assert(
      fc.property(
        seats(0),
        seats(0),
        fc.constantFrom("", "2026-05-31T00:00:00Z", "2026-06-01T00:00:00.000Z"),
        (a, b, at) => {
          const copies = [asset("a", { seats: a }), asset("a", { seats: b }, { updatedAt: at })];
          const rule = resolvedOf(ruleOf("seats"));
          expect(countUnits(rule, copies)).toEqual(countUnits(rule, copies.toReversed()));
        },
      ),
    );
  });

  it("lists every asset exactly once, and adds up to what it lists", () => {
    fc.assert(
      fc.property(rules, assetsOf(-50), (rule, assets) => {
        const { counted, leftOut, total } = countUnits(rule, assets);
        expect([...counted, ...leftOut].map(({ id }) => id).sort()).toEqual(
          assets.map(({ id }) => id).sort(),
        );
        const sum = counted.reduce((running, { value }) => running + units(value), 0n);
        expect(total).toBe(formatDecimal(sum, UNITS_SCALE));
      }),
    );
  });

  it("never rises when one more filter must hold", () => {
    fc.assert(
      fc.property(assetsOf(0), (assets) => {
        const one = countUnits(resolvedOf(ruleOf("seats", { license: ["E3", "E5"] })), assets).total;
        const two = countUnits(
          resolvedOf(ruleOf("seats", { license: ["E3", "E5"], managed: "yes" })),
          assets,
        ).total;
        expect(units(two) <= units(one)).toBe(true);
      }),
    );
  });

  it("survives any trait", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("seats", "users", "assets"),
        fc.jsonValue(),
        fc.jsonValue(),
        (billBy, a, b) => {
          const filters = { license: "E3", notes: "x", managed: "yes", renewal: "2026-01-01" };
          const assets: Asset[] = [
            asset("a", { seats: a, users: b, license: "E3" }),
            asset("b", { license: a, notes: b, managed: a, renewal: b }),
          ];
          const by = billBy as "seats";
          expect(countUnits(resolvedOf(ruleOf(by)), assets).counted.length).toBeLessThanOrEqual(2);
          expect(countUnits(resolvedOf(ruleOf(by, filters)), assets).leftOut.length).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});

describe("billed units, whatever the terms", () => {
  const amount = fc
    .integer({ min: 0, max: 1_000_000 })
    .map((value) => formatDecimal(BigInt(value), UNITS_SCALE));
  const terms: fc.Arbitrary<UnitsTerms> = fc.record({
    rounding: fc.constantFrom("none", "up", "down", "half-up"),
    minimum: fc.option(amount),
    included: fc.option(amount),
    maximum: fc.option(amount),
  });

  it("never fall when the count rises, and keep to minimum and maximum", () => {
    fc.assert(
      fc.property(terms, amount, amount, (agreed, count, more) => {
        const billed = units(billedUnits(count, agreed));
        const higher = formatDecimal(units(count) + units(more), UNITS_SCALE);
        expect(units(billedUnits(higher, agreed)) >= billed).toBe(true);
        if (agreed.minimum) expect(billed >= units(agreed.minimum)).toBe(true);
        if (agreed.maximum && !agreed.minimum) expect(billed <= units(agreed.maximum)).toBe(true);
      }),
    );
  });
});
