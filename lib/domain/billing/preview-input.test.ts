import { describe, expect, it } from "vitest";
import { inputOf, posted } from "./billing-input.fixture";
import { tryPreview } from "./preview";

const good = inputOf({
  units: [["2026-06-01", "10"]],
  prices: [["2026-06-01", "10.00"]],
  posted: [posted("2026-06-01", "2026-06-30", "100.00")],
  window: ["2026-06-01", "2026-07-31"],
});

/** The input with one value changed, added or (undefined) left out. */
function withValue(path: string, value: unknown): unknown {
  const copy = structuredClone(good) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  let parent = copy;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function errorsOf(json: unknown): { path: string; reason: string }[] {
  const outcome = tryPreview(json);
  return outcome.ok ? [] : outcome.errors;
}

describe("bad input names the path and the reason of each fault", () => {
  it.each<[string, unknown, string]>([
    ["currency", "US", "is not a known currency code, as in USD"],
    ["contract.billingCycle", "daily", 'expected one of "weekly"|"monthly"|"quarterly"|"yearly"'],
    ["contract.startOn", "2026-02-30", '"2026-02-30" is not a day of the calendar'],
    ["contract.startOn", "2026-6-1", '"2026-6-1" is not a day of the calendar'],
    ["contract.startOn", "2026-06-01T00:00:00Z", "is not a day of the calendar"],
    ["contract.startOn", "2026-06-01T00:00:00", "is not a day of the calendar"],
    ["contract.startOn", "+002026-06-01", "is not a day of the calendar"],
    ["contract.startOn", "1969-12-31", '"1969-12-31" is not between 1970 and 2199'],
    ["contract.endOn", "2200-01-01", '"2200-01-01" is not between 1970 and 2199'],
    ["contract.startOn", "0001-01-01", '"0001-01-01" is not between 1970 and 2199'],
    ["contract.startOn", 20260601, "expected string, received number"],
    ["contract.endOn", "2026-05-31", "is before startOn"],
    ["contract.anchorDay", 15, "calendar periods have no anchor day of their own"],
    ["contract.anchorDay", 1.5, "expected int"],
    ["contract.issueInvoiceOn", undefined, "expected one of"],
    ["line.endOn", "2026-05-31", "is before startOn"],
    ["line.prorateDecreases", "never", 'expected one of "daily"|"next-period"|"none"'],
    ["line.rounding", "nearest", 'expected one of "none"|"up"|"down"|"half-up"'],
    ["line.minimum", "-1", "must not be negative"],
    ["line.minimum", "1.23456", '"1.23456" has more than 4 decimal places'],
    ["line.minimums", "1", "is not a known field"],
    ["line.units.0.effectiveOn", "2026-13-01", '"2026-13-01" is not a day of the calendar'],
    ["line.units.0.units", "ten", '"ten" is not a decimal number, as in 12.50'],
    ["line.units.0.units", 10, "expected string, received number"],
    ["line.units.0.units", "", "is blank"],
    ["line.units.0.recordedAt", "2026-06-01", "is not an instant with its offset"],
    ["line.prices.0.unitPrice", "1.123456789", "has more than 8 decimal places"],
    ["line.prices.0.unitPrice", "1e3", "is not a decimal number"],
    ["line.prices.0.unitPrice", "-5", "must not be negative; give a discount as a manual adjustment"],
    ["line.prices.0.unitPrice", "1234567890123", "is too large"],
    ["posted.0.amount", "100.001", '"100.001" has more than 2 decimal places'],
    ["posted.0.periodEndOn", "2026-05-31", "is before periodStartOn"],
    ["posted.0.periodEndOn", "2026-07-01", "no period of the contract holds it"],
    ["posted.0.kind", "credit", "expected one of"],
    ["window.toOn", "2026-05-31", "is before fromOn"],
    ["asOf", "yesterday", "is not an instant"],
    ["posted.0.postedAt", "2026-06-01", "is not an instant with its offset"],
    ["extra", 1, "is not a known field"],
  ])("%s %j", (path, value, reason) => {
    expect(errorsOf(withValue(path, value))).toEqual([{ path, reason: expect.stringContaining(reason) }]);
  });

  it.each<[string, unknown, string]>([
    ["line.prices", [], "line.prices"],
    ["line.prices.0.effectiveOn", "2026-06-02", "line.prices"],
  ])("a counted day without a price (%s)", (path, value, at) => {
    expect(errorsOf(withValue(path, value))).toEqual([
      { path: at, reason: "no price is in force on 2026-06-01" },
    ]);
  });

  it("a first count before the first price, in whatever order they are listed", () => {
    const second = { ...good.line.units[0]!, effectiveOn: "2026-06-20" };
    const price = { ...good.line.prices[0]!, effectiveOn: "2026-06-10" };
    for (const units of [
      [good.line.units[0]!, second],
      [second, good.line.units[0]!],
    ])
      expect(errorsOf({ ...good, line: { ...good.line, units, prices: [price] } })).toEqual([
        { path: "line.prices", reason: "no price is in force on 2026-06-01" },
      ]);
  });

  it("a weekly anchor day that is no weekday", () => {
    const weekly = { ...good.contract, billingCycle: "weekly", alignment: "contract-start", anchorDay: 8 };
    expect(errorsOf({ ...good, posted: [], contract: weekly })).toEqual([
      { path: "contract.anchorDay", reason: "a weekly cycle is anchored on a weekday, 1 (Monday) to 7" },
    ]);
  });

  it("a monthly anchor day that no month has", () => {
    const contract = { ...good.contract, alignment: "contract-start", anchorDay: 32 };
    expect(errorsOf({ ...good, posted: [], contract })).toEqual([
      { path: "contract.anchorDay", reason: expect.stringContaining("<=31") },
    ]);
  });

  it("a maximum below the minimum", () => {
    const line = { ...good.line, minimum: "5", maximum: "4" };
    expect(errorsOf({ ...good, line })).toEqual([{ path: "line.maximum", reason: "is below the minimum" }]);
  });

  it("a posted proration without its date", () => {
    expect(errorsOf(withValue("posted.0.kind", "proration"))).toEqual([
      { path: "posted.0.effectiveOn", reason: "a posted proration names its effective date" },
    ]);
  });

  it("two values recorded for one day at one instant", () => {
    const units = [good.line.units[0]!, { ...good.line.units[0]!, units: "11" }];
    expect(errorsOf({ ...good, line: { ...good.line, units } })).toEqual([
      {
        path: expect.stringMatching(/^line\.units\.[01]\.recordedAt$/),
        reason: expect.stringContaining("2026-06-01"),
      },
    ]);
  });

  it("postings that overlap", () => {
    const overlapping = [
      posted("2026-06-01", "2026-06-20", "66.67"),
      posted("2026-06-15", "2026-06-30", "53.33"),
    ];
    expect(errorsOf({ ...good, posted: overlapping })).toEqual([
      { path: "posted.1.periodStartOn", reason: "its days overlap those of posted.0" },
    ]);
  });

  it("a loop of revisions", () => {
    const june = good.posted[0]!;
    const loop = Array.from({ length: 16 }, () => ({
      ...june,
      kind: "proration",
      effectiveOn: "2026-06-10",
    }));
    expect(errorsOf({ ...good, posted: [june, ...loop] })).toEqual([
      { path: "posted.16", reason: "more than 15 charges for one period and effective date" },
    ]);
  });

  it("all faults at once, those of each input of an array under its position", () => {
    const faulty = { ...good, currency: "??", asOf: "?" };
    expect(errorsOf([good, faulty]).map((error) => error.path)).toEqual(["1.currency", "1.asOf"]);
    expect(errorsOf(null)).toEqual([{ path: "", reason: expect.stringContaining("expected object") }]);
    expect(errorsOf([[]])).toEqual([{ path: "0", reason: expect.stringContaining("expected object") }]);
  });
});

describe("what lies on a limit is good", () => {
  it.each<[string, unknown]>([
    ["contract.startOn", "1970-01-01"],
    ["contract.endOn", "2199-12-31"],
    ["contract.endOn", "2026-06-30"],
    ["line.minimum", "0"],
    ["line.units", []],
    ["line.endOn", "2026-06-01"],
    ["asOf", "2026-06-30T05:15:00+02:00"],
  ])("%s %j", (path, value) => {
    expect(tryPreview(withValue(path, value))).toEqual({
      ok: true,
      result: { items: expect.any(Array), total: expect.any(String) },
    });
  });

  it("a Sunday as the weekly anchor, and a maximum that is the minimum", () => {
    const weekly = { ...good.contract, billingCycle: "weekly", alignment: "contract-start", anchorDay: 7 };
    expect(errorsOf({ ...good, posted: [], contract: weekly })).toEqual([]);
    expect(errorsOf({ ...good, line: { ...good.line, minimum: "5", maximum: "5" } })).toEqual([]);
  });
});

describe("optional fields", () => {
  it("may be left out or null", () => {
    const whole = { ...good.line, rounding: "none", minimum: null, included: null, maximum: null };
    const charge = { ...good.posted[0]!, kind: null, effectiveOn: null };
    expect(tryPreview({ ...good, line: whole, posted: [charge] })).toEqual(tryPreview(good));
  });

  it("a charge and its mirror leave nothing posted", () => {
    const mirrored = [good.posted[0]!, { ...good.posted[0]!, amount: "-100.00" }];
    expect(tryPreview({ ...good, posted: mirrored })).toEqual(tryPreview({ ...good, posted: [] }));
  });
});
