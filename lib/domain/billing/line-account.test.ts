import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type CountTerms, type LineTerms, lineAccount, walkOf } from "./line-account";
import { stepsBefore } from "./unit-segments";

const day = (text: string) => Temporal.PlainDate.from(`2026-${text}`);
const at = (text: string) => Temporal.Instant.from(`2026-${text}T12:00:00Z`);
const UNIT = 10_000n;

const contract = {
  billingCycle: "monthly",
  alignment: "calendar",
  anchorDay: null,
  issueInvoiceOn: "start",
  startOn: day("06-01"),
  endOn: null,
} as const;

const terms: CountTerms = {
  rounding: "none",
  minimum: null,
  included: null,
  maximum: null,
  prorateIncreases: "daily",
  prorateDecreases: "daily",
};
const count = (on: string, units: bigint, recorded = on) => ({
  effectiveOn: day(on),
  units: units * UNIT,
  recordedAt: at(recorded),
});
const price = (on: string, unitPrice: bigint, recorded = on) => ({
  effectiveOn: day(on),
  unitPrice,
  recordedAt: at(recorded),
});
const change = (on: string, more: Partial<CountTerms>) => ({
  ...terms,
  ...more,
  effectiveOn: day(on),
  recordedAt: at(on),
});
const ten: LineTerms = {
  ...terms,
  startOn: day("06-01"),
  endOn: null,
  units: [count("06-01", 10n)],
  prices: [price("06-01", 7n)],
};
const accountOf = (more: Partial<LineTerms>, asOf: Temporal.Instant | null = null) =>
  lineAccount("USD", contract, { ...ten, ...more }, asOf);
const units = (steps: readonly { units: bigint }[]) => steps.map((step) => step.units / UNIT);

describe("two values of one day, recorded at one instant", () => {
  it("are one where they are the same", () => {
    const twice = accountOf({
      units: [count("06-01", 10n), count("06-01", 10n)],
      prices: [price("06-01", 7n), price("06-01", 7n)],
      termsChanges: [change("06-10", { minimum: 1n }), change("06-10", { minimum: 1n })],
    });
    expect(units(twice.steps)).toEqual([10n]);
  });

  it.each<[string, Partial<LineTerms>]>([
    ["line.units.1.recordedAt", { units: [count("06-01", 10n), count("06-01", 11n)] }],
    ["line.prices.1.recordedAt", { prices: [price("06-01", 7n), price("06-01", 8n)] }],
  ])("%s: are a fault where they differ", (path, more) => {
    expect(() => accountOf(more)).toThrow(expect.objectContaining({ code: "conflicting-segments", path }));
  });

  it.each<Partial<CountTerms>>([
    { rounding: "up" },
    { minimum: 1n },
    { included: 1n },
    { maximum: 1n },
    { prorateIncreases: "none" },
    { prorateDecreases: "none" },
  ])("are a fault where terms differ in one point: %o", (more) => {
    const fault = { code: "conflicting-segments", path: "line.termsChanges.1.recordedAt" };
    const termsChanges = [change("06-10", {}), change("06-10", more)];
    expect(() => accountOf({ termsChanges })).toThrow(expect.objectContaining(fault));
  });
});

describe("what was known earlier", () => {
  const given = {
    units: [
      count("06-01", 10n),
      count("06-05", 12n),
      count("06-01", 11n, "06-20"),
      count("06-03", 9n, "06-10"),
    ],
  };

  it("is each view before a recording, latest first", () => {
    const account = accountOf(given);
    expect(units(account.steps)).toEqual([11n, 9n, 12n]);
    expect(account.earlierViews().map(({ steps }) => units(steps))).toEqual([
      [10n, 9n, 12n],
      [10n, 12n],
      [10n],
    ]);
    expect(account.earlierViews()).toBe(account.earlierViews());
  });

  it("is no view after the moment that is looked at, which is known itself", () => {
    const account = accountOf(given, at("06-10"));
    expect(units(account.steps)).toEqual([10n, 9n, 12n]);
    expect(account.earlierViews().map(({ steps }) => units(steps))).toEqual([[10n, 12n], [10n]]);
  });
});

describe("what was known at an instant", () => {
  const given = {
    units: [
      count("06-01", 10n),
      count("06-05", 12n),
      count("06-01", 11n, "06-20"),
      count("06-10", 9n, "06-22"),
    ],
  };
  const known = (on: string, until: string, asOf: Temporal.Instant | null = null) =>
    units(stepsBefore(accountOf(given, asOf).asKnownAt(at(on), day(until)).steps, day(until)));

  it("is what was recorded up to it, of the days before another", () => {
    expect(known("06-19", "07-01")).toEqual([10n, 12n]);
    expect(known("06-19", "06-05")).toEqual([10n]);
    expect(known("06-04", "07-01")).toEqual([10n]);
    expect(known("05-31", "07-01")).toEqual([]);
    expect(known("06-20", "07-01")).toEqual([11n, 12n]);
  });

  it("is what is known now where all that came later is for other days", () => {
    expect(known("06-21", "06-10")).toEqual([11n, 12n]);
    expect(known("06-21", "06-11")).toEqual([11n, 12n]);
    expect(known("06-22", "06-11")).toEqual([11n, 12n, 9n]);
  });

  it("is nothing that the moment looked at does not know", () => {
    expect(known("06-22", "07-01", at("06-19"))).toEqual([10n, 12n]);
    expect(known("06-20", "07-01", at("06-19"))).toEqual([10n, 12n]);
    expect(known("06-04", "07-01", at("06-19"))).toEqual([10n]);
  });

  it("is not what a price or terms recorded later make of it", () => {
    const prices = [price("06-01", 7n), price("06-01", 8n, "06-20")];
    const termsChanges = [{ ...change("06-01", { included: 2n * UNIT }), recordedAt: at("06-20") }];
    for (const later of [{ prices }, { termsChanges }]) {
      const { steps } = accountOf(later).asKnownAt(at("06-19"), day("07-01"));
      expect(steps).toMatchObject([{ units: 10n * UNIT, unitPrice: 7n }]);
    }
  });

  it("is billed by the terms of then, for whatever days others were recorded since", () => {
    const later = { ...change("07-10", { prorateIncreases: "none" }), recordedAt: at("06-20") };
    const account = accountOf({ termsChanges: [change("06-05", { minimum: UNIT }), later] });
    expect(account.movesWholePeriods).toBe(true);
    expect(account.asKnownAt(at("06-20"), day("07-01"))).toBe(account);
    const then = account.asKnownAt(at("06-19"), day("07-01"));
    expect([then.movesWholePeriods, then.termsOn(day("07-10")).prorateIncreases]).toEqual([false, "daily"]);
  });
});

describe("terms", () => {
  it("move whole periods where any of them do", () => {
    expect(accountOf({}).movesWholePeriods).toBe(false);
    expect(accountOf({ prorateDecreases: "none" }).movesWholePeriods).toBe(true);
    const once = accountOf({
      termsChanges: [change("06-10", { prorateIncreases: "none" }), change("06-20", {})],
    });
    expect(once.movesWholePeriods).toBe(true);
    expect(once.termsOn(day("06-09")).prorateIncreases).toBe("daily");
    expect(once.termsOn(day("06-10")).prorateIncreases).toBe("none");
    expect(once.termsOn(day("06-20")).prorateIncreases).toBe("daily");
  });
});

describe("a change that waits", () => {
  const walk = walkOf(accountOf({ startOn: day("06-10") }), day("07-01"));

  it("waits for the next month's first day, but on the line's own first day for nothing", () => {
    expect(walk.boundaryFrom(day("06-11")).toString()).toBe("2026-07-01");
    expect(walk.boundaryFrom(day("06-10")).toString()).toBe("2026-06-10");
    expect(walk.boundaryFrom(day("06-02")).toString()).toBe("2026-06-02");
  });

  it("arrives in periods from its boundary on", () => {
    const arrives = ["06-30", "07-01", "07-02"].map((on) => walk.arrivesIn(day(on)));
    expect(arrives).toEqual([true, true, false]);
  });
});
