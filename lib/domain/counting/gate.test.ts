import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal } from "@/lib/domain/decimal";
import type { UnitsTerms } from "./count-units";
import { DEFAULT_TOLERANCE, type GateInput, gate } from "./gate";
import { asset, evidenceOf, ruleOf } from "./licensing.sample";

const PLAIN: UnitsTerms = { rounding: "none", minimum: null, included: null, maximum: null };

/** One asset whose Seats are `total`. */
const counted = (total: unknown) => evidenceOf([asset("a", { seats: total }, { name: "E3" })]);

function verdictOf(change: Partial<GateInput> & Pick<GateInput, "previous" | "current">): string[] {
  const verdict = gate({
    terms: PLAIN,
    tolerance: DEFAULT_TOLERANCE,
    unitPrice: null,
    isFirstNightCount: false,
    isIdentityChanged: false,
    ...change,
  });
  return verdict.verdict === "apply" ? [] : verdict.reasons.map(({ code }) => code);
}

const step = (from: unknown, to: unknown, change: Partial<GateInput> = {}) =>
  verdictOf({ previous: counted(from), current: counted(to), ...change });

describe("tolerance", () => {
  it.each<[from: unknown, to: unknown, change: Partial<GateInput>, codes: string[]]>([
    [10, 10, {}, []],
    [6, 7, {}, []],
    [10, 20, {}, []],
    [10, 21, {}, ["beyond-tolerance"]],
    [10, "20.0001", {}, ["beyond-tolerance"]],
    [100, 150, {}, []],
    [100, "150.0001", {}, ["beyond-tolerance"]],
    [100, 49, {}, ["beyond-tolerance"]],
    [100, 50, {}, []],
    [12, 1, {}, ["beyond-tolerance"]],
    [11, 1, {}, []],
    [0, 10, {}, []],
    [0, 11, {}, ["beyond-tolerance"]],
    [-5, 11, {}, ["beyond-tolerance"]],
    // Billed units are compared, under today's terms.
    [100, 40, { terms: { ...PLAIN, maximum: "40" } }, []],
    [10, 25, { terms: { ...PLAIN, minimum: "25" } }, []],
    [20, 35, { terms: { ...PLAIN, included: "15" } }, ["beyond-tolerance"]],
    [10.4, 20.6, { terms: { ...PLAIN, rounding: "down" } }, []],
    [10.4, 20.6, {}, ["beyond-tolerance"]],
    [10.4, 20.6, { terms: { ...PLAIN, rounding: "half-up" } }, ["beyond-tolerance"]],
    // Parts of a tolerance.
    [10, 21, { tolerance: { percent: "200", units: "10", money: null } }, []],
    [100, 111, { tolerance: { percent: null, units: "10", money: null } }, ["beyond-tolerance"]],
    [2, 4, { tolerance: { percent: "50", units: null, money: null } }, ["beyond-tolerance"]],
    [10, 1000, { tolerance: { percent: null, units: null, money: null } }, []],
    [10, 11, { tolerance: { percent: "0", units: "0", money: null } }, ["beyond-tolerance"]],
    // Money.
    [10, 15, { tolerance: { ...DEFAULT_TOLERANCE, money: "50" }, unitPrice: "10" }, []],
    [10, 15, { tolerance: { ...DEFAULT_TOLERANCE, money: "49.99" }, unitPrice: "10.00" }, ["beyond-money"]],
    [15, 10, { tolerance: { ...DEFAULT_TOLERANCE, money: "49.99" }, unitPrice: "10.00" }, ["beyond-money"]],
    [
      10,
      15,
      { tolerance: { ...DEFAULT_TOLERANCE, money: "50" }, unitPrice: "10.00000001" },
      ["beyond-money"],
    ],
    [10, 15, { tolerance: { ...DEFAULT_TOLERANCE, money: "1" }, unitPrice: null }, []],
    [10, 15, { tolerance: { ...DEFAULT_TOLERANCE, money: null }, unitPrice: "1000000" }, []],
    [
      10,
      30,
      { tolerance: { ...DEFAULT_TOLERANCE, money: "1" }, unitPrice: "9" },
      ["beyond-tolerance", "beyond-money"],
    ],
  ])("%j → %j under %j", (from, to, change, codes) => {
    expect(step(from, to, change)).toEqual(codes);
  });
});

it("says which value was lost and how it reads now", () => {
  const wordsOf = (seats: unknown) => {
    const others = asset("b", { seats: 50 });
    const verdict = gate({
      previous: evidenceOf([asset("a", { seats: 5 }, { name: "E3" }), others]),
      current: evidenceOf([asset("a", { seats }, { name: "E3" }), others]),
      terms: PLAIN,
      tolerance: DEFAULT_TOLERANCE,
      unitPrice: null,
      isFirstNightCount: false,
      isIdentityChanged: false,
    });
    return verdict.verdict === "apply" ? [] : verdict.reasons.map(({ message }) => message);
  };
  expect(wordsOf(null)).toEqual(["E3 counted 5 and now is blank"]);
  expect(wordsOf("five")).toEqual(["E3 counted 5 and now is not a number"]);
});

describe("held at any size", () => {
  it.each<[string, Pick<GateInput, "previous" | "current"> & Partial<GateInput>, string[]]>([
    ["a fall to 0", { previous: counted(1), current: counted(0) }, ["fell-to-zero"]],
    ["a fall below 0", { previous: counted(1), current: counted(-1) }, ["fell-to-zero"]],
    ["the last asset is gone", { previous: counted(1), current: evidenceOf([]) }, ["fell-to-zero"]],
    [
      "a fall to 0 under a minimum",
      { previous: counted(3), current: counted(0), terms: { ...PLAIN, minimum: "5" } },
      ["fell-to-zero"],
    ],
    ["0 stays 0", { previous: counted(0), current: counted(0) }, []],
    [
      "billed units fall to 0 within what is included",
      { previous: counted(11), current: counted(10), terms: { ...PLAIN, included: "10" } },
      [],
    ],
    [
      "a value turned blank",
      {
        previous: evidenceOf([asset("a", { seats: 1 }), asset("b", { seats: 50 })]),
        current: evidenceOf([asset("a", {}), asset("b", { seats: 50 })]),
      },
      ["value-lost"],
    ],
    [
      "a value turned text, another grew",
      {
        previous: evidenceOf([asset("a", { seats: 1 }), asset("b", { seats: 50 })]),
        current: evidenceOf([asset("a", { seats: "one" }), asset("b", { seats: 51 })]),
      },
      ["value-lost"],
    ],
    [
      "a value of 0 turned blank",
      {
        previous: evidenceOf([asset("a", { seats: 0 }), asset("b", { seats: 50 })]),
        current: evidenceOf([asset("a", {}), asset("b", { seats: 50 })]),
      },
      [],
    ],
    [
      "a blank stays blank",
      {
        previous: evidenceOf([asset("a", {}), asset("b", { seats: 50 })]),
        current: evidenceOf([asset("a", {}), asset("b", { seats: 50 })]),
      },
      [],
    ],
    [
      "an asset was archived",
      {
        previous: evidenceOf([asset("a", { seats: 1 }), asset("b", { seats: 50 })]),
        current: evidenceOf([asset("a", { seats: 1 }, { isArchived: true }), asset("b", { seats: 50 })]),
      },
      [],
    ],
    [
      "another field is billed now",
      {
        previous: evidenceOf([asset("a", { seats: 1, used: 1 }), asset("b", { seats: 50, used: 50 })]),
        current: evidenceOf([asset("a", { seats: 1 }), asset("b", { seats: 50, used: 50 })], ruleOf("used")),
      },
      [],
    ],
    [
      "an organization dropped out, the other grew",
      {
        previous: evidenceOf([asset("a", { seats: 5 }), asset("b", { seats: 1 }, { organizationId: "2" })]),
        current: evidenceOf([asset("a", { seats: 6 })]),
      },
      ["organization-dropped"],
    ],
    [
      "an organization came in",
      {
        previous: evidenceOf([asset("a", { seats: 5 })]),
        current: evidenceOf([asset("a", { seats: 5 }), asset("b", { seats: 1 }, { organizationId: "2" })]),
      },
      [],
    ],
    [
      "a first count at night",
      { previous: null, current: counted(1), isFirstNightCount: true },
      ["first-night-count"],
    ],
    [
      "a first count of 0 at night",
      { previous: null, current: counted(0), isFirstNightCount: true },
      ["first-night-count"],
    ],
    ["a first count in the form", { previous: null, current: counted(500) }, []],
    [
      "a decrease after a change of key",
      { previous: counted(10), current: counted(9), isIdentityChanged: true },
      ["identity-changed"],
    ],
    [
      "an increase after a change of key",
      { previous: counted(10), current: counted(11), isIdentityChanged: true },
      [],
    ],
    [
      "the same after a change of key",
      { previous: counted(10), current: counted(10), isIdentityChanged: true },
      [],
    ],
    [
      "everything at once",
      {
        previous: evidenceOf([asset("a", { seats: 20 }), asset("b", { seats: 5 }, { organizationId: "2" })]),
        current: evidenceOf([asset("a", {})]),
        isIdentityChanged: true,
      },
      ["organization-dropped", "value-lost", "fell-to-zero", "identity-changed", "beyond-tolerance"],
    ],
  ])("%s", (_, input, codes) => {
    expect(verdictOf(input)).toEqual(codes);
  });

  it("says why in words", () => {
    const input = { previous: counted(20), current: counted("x") };
    const verdict = gate({
      ...input,
      terms: PLAIN,
      tolerance: { ...DEFAULT_TOLERANCE, money: "100" },
      unitPrice: "10",
      isFirstNightCount: false,
      isIdentityChanged: false,
    });
    expect(verdict.verdict === "held" && verdict.reasons.map(({ message }) => message)).toEqual([
      "E3 counted 20 and now is not a number",
      "The count fell from 20 to 0",
      "Billed units would go from 20 to 0",
      "Billed units would go from 20 to 0, 200.00 a period",
    ]);
  });
});

describe("the gate, whatever the counts", () => {
  const units = fc.integer({ min: 1, max: 5_000_000 }).map((value) => formatDecimal(BigInt(value), 4));

  it("lets an unchanged count through", () => {
    fc.assert(
      fc.property(units, fc.boolean(), (n, isIdentityChanged) => {
        expect(step(n, n, { isIdentityChanged })).toEqual([]);
      }),
    );
  });

  it("holds more, never less, under a tighter tolerance", () => {
    fc.assert(
      fc.property(units, units, fc.nat(200), fc.nat(50), fc.nat(50), (from, to, percent, limit, tighter) => {
        const wide = { percent: `${percent + tighter}`, units: `${limit + tighter}`, money: null };
        const tight = { percent: `${percent}`, units: `${limit}`, money: null };
        const isHeld = step(from, to, { tolerance: wide }).length > 0;
        expect(!isHeld || step(from, to, { tolerance: tight }).length > 0).toBe(true);
      }),
    );
  });
});
