import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { CountRule } from "./count-rule";
import { type Asset, type Count, countUnits } from "./count-units";
import { asset, type FieldKey, resolvedOf, ruleOf, tagged } from "./licensing.sample";

/** What people, scripts and integrations leave in each field, oddities included. */
const TEXTS = {
  license: ["E3", "e3 ", "Ｅ3", "E5", "E5\r\n", "Acme, Inc.", " ", ""],
  plan: ["Business Basic", "Business Premium\r", "business premium "],
  managed: ["true", "yes", "no"],
  coverage: ["50", "50.0", "97.5%"],
  renewal: ["2026-05-31", "2026-5-31"],
  users: ["Ann", "Bob", "Ｂob"],
  notes: ["<div>Billed&nbsp;monthly</div>", "billed monthly", "<table><tr><td>1</td></tr></table>"],
} satisfies Partial<Record<FieldKey, string[]>>;
type FilterKey = keyof typeof TEXTS;
const FILTERS = Object.keys(TEXTS) as FilterKey[];

const numbers = (minimum: number) =>
  fc.oneof(
    fc.integer({ min: minimum, max: 500 }),
    fc.integer({ min: minimum * 4, max: 2000 }).map((quarters) => quarters / 4),
    fc.integer({ min: minimum, max: 500 }).map(String),
    fc.constantFrom(null, undefined, "", " 7\r\n", "2.50", "ten", "1,000"),
  );

const absentOr = <Value>(values: readonly Value[]) => fc.constantFrom(...values, undefined, null);

/** One asset's whole content; `minimum` is the least number in its fields. */
const contents = (minimum: number) =>
  fc.record({
    seats: numbers(minimum),
    license: absentOr(TEXTS.license),
    plan: absentOr(TEXTS.plan),
    managed: fc.constantFrom(true, false, null, "true"),
    coverage: absentOr([50, "50.0", 97.5]),
    renewal: absentOr(TEXTS.renewal),
    users: fc.uniqueArray(fc.constantFrom(...TEXTS.users), { maxLength: 3 }).map((names) => tagged(...names)),
    notes: absentOr(TEXTS.notes),
  });

const assetsOf = (minimum: number) =>
  fc.uniqueArray(
    fc
      .tuple(
        fc.integer({ min: 1, max: 60 }).map(String),
        contents(minimum),
        fc.record({
          isArchived: fc.boolean(),
          isRestricted: fc.boolean(),
          organizationId: fc.constantFrom("1", "2"),
        }),
      )
      .map(([id, traits, rest]) => asset(id, traits, rest)),
    { selector: ({ id }) => id, maxLength: 25 },
  );

const valuesOf = (key: FilterKey) =>
  fc.uniqueArray(fc.constantFrom(...TEXTS[key].filter((text) => text.trim() !== "")), { minLength: 1 });

const filters = fc
  .uniqueArray(fc.constantFrom(...FILTERS), { maxLength: 3 })
  .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), valuesOf(key)))))
  .map((pairs) => Object.fromEntries(pairs));

const rules: fc.Arbitrary<CountRule> = fc
  .tuple(fc.constantFrom("seats", "users", "assets"), filters, fc.boolean())
  .map(([billBy, conditions, includeArchived]) => ruleOf(billBy as "seats", conditions, includeArchived));

const units = (text: string) => decimal(text, UNITS_SCALE);
const count = (rule: CountRule, assets: Iterable<Asset>) => countUnits(resolvedOf(rule), assets);
const idsOf = ({ counted, leftOut }: Count) => ({
  counted: counted.map(({ id }) => id),
  leftOut: leftOut.map(({ id }) => id),
});

/** A list as IT Glue may hand it over: in any order, in pages that overlap, some assets on two of them. */
const asPages = (assets: Asset[]) =>
  fc
    .tuple(
      fc.shuffledSubarray(assets, { minLength: assets.length }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([shuffled, pageSize, overlap]) =>
      Array.from({ length: Math.ceil(shuffled.length / pageSize) }, (_, page) =>
        shuffled.slice(Math.max(0, page * pageSize - overlap), (page + 1) * pageSize),
      ),
    );

describe("counting, whatever the account documented", () => {
  it("order, paging and duplication of assets never change a count", () => {
    const listed = assetsOf(-50).chain((assets) => fc.tuple(fc.constant(assets), asPages(assets)));
    fc.assert(
      fc.property(rules, listed, (rule, [assets, pages]) => {
        expect(count(rule, pages.flat())).toEqual(count(rule, assets));
      }),
      { numRuns: 300 },
    );
  });

  it("adding a value to a filter never lowers a count", () => {
    const widened = fc
      .tuple(fc.constantFrom(...FILTERS), filters, fc.boolean(), fc.constantFrom("seats", "users", "assets"))
      .chain(([key, others, includeArchived, billBy]) =>
        fc.tuple(valuesOf(key), valuesOf(key)).map(([values, more]) => {
          const ruleWith = (admitted: string[]) =>
            ruleOf(billBy as "seats", { ...others, [key]: admitted }, includeArchived);
          return { narrow: ruleWith(values), wide: ruleWith([...values, ...more]) };
        }),
      );
    let widenings = 0;
    fc.assert(
      fc.property(widened, assetsOf(0), ({ narrow, wide }, assets) => {
        const [before, after] = [count(narrow, assets), count(wide, assets)];
        expect(units(after.total) >= units(before.total)).toBe(true);
        expect(idsOf(after).counted).toEqual(expect.arrayContaining(idsOf(before).counted));
        if (after.counted.length > before.counted.length) widenings += 1;
      }),
      { numRuns: 500 },
    );
    expect(widenings).toBeGreaterThan(0);
  });

  it("the count of a union is the union of the counts", () => {
    fc.assert(
      fc.property(rules, assetsOf(-50), fc.func(fc.constantFrom(0, 1, 2)), (rule, assets, partOf) => {
        const parts = [0, 1, 2].map((part) =>
          count(
            rule,
            assets.filter(({ id }) => partOf(id) === part),
          ),
        );
        const whole = count(rule, assets);
        const sum = parts.reduce((running, { total }) => running + units(total), 0n);
        expect(whole.total).toBe(formatDecimal(sum, UNITS_SCALE));
        expect(new Set(whole.counted)).toEqual(new Set(parts.flatMap(({ counted }) => counted)));
        expect(new Set(whole.leftOut)).toEqual(new Set(parts.flatMap(({ leftOut }) => leftOut)));
      }),
      { numRuns: 300 },
    );
  });
});
