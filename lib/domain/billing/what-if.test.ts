import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf } from "./billing-input.fixture";
import { PreviewInput } from "./preview-input";
import { whatIf } from "./what-if";

const JUNE = "2026-06-15";
function amounts(given: Case, on = JUNE): Record<string, string> | null {
  const found = whatIf(PreviewInput.parse(inputOf(given)), Temporal.PlainDate.from(on));
  return found && Object.fromEntries(found.policies.map(({ policy, amount }) => [policy, amount]));
}

const price: Case["prices"] = [["2026-06-01", "10.00"]];

describe("a month under five policies, 10.00 a unit", () => {
  it.each<[string, Case["units"], Record<string, string>]>([
    [
      "10 units and one more from 10 June",
      [
        ["2026-06-01", "10"],
        ["2026-06-10", "11"],
      ],
      { daily: "107.00", "next-period": "100.00", none: "100.00", snapshot: "110.00", peak: "110.00" },
    ],
    [
      "10 units and one less from 10 June",
      [
        ["2026-06-01", "10"],
        ["2026-06-10", "9"],
      ],
      { daily: "93.00", "next-period": "100.00", none: "100.00", snapshot: "90.00", peak: "100.00" },
    ],
    [
      "11 units for ten days in between",
      [
        ["2026-06-01", "10"],
        ["2026-06-11", "11"],
        ["2026-06-21", "10"],
      ],
      { daily: "103.33", "next-period": "100.00", none: "100.00", snapshot: "100.00", peak: "110.00" },
    ],
    [
      "no change at all",
      [["2026-06-01", "10"]],
      { daily: "100.00", "next-period": "100.00", none: "100.00", snapshot: "100.00", peak: "100.00" },
    ],
  ])("%s", (_name, units, expected) => {
    expect(amounts({ units, prices: price })).toEqual(expected);
  });

  it("carries a change that waits for the next period into July", () => {
    const units: Case["units"] = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ];
    expect(amounts({ units, prices: price }, "2026-07-15")).toMatchObject({
      daily: "110.00",
      "next-period": "110.00",
    });
  });
});

it("bills an end-billed month by its changes, with nothing posted before", () => {
  const units: Case["units"] = [
    ["2026-06-01", "10"],
    ["2026-06-10", "11"],
  ];
  expect(amounts({ units, prices: price, contract: { issueInvoiceOn: "end" } })).toMatchObject({
    daily: "107.00",
    "next-period": "100.00",
    none: "110.00",
  });
});

it("applies the limits of the line, and bills a part-period by its days", () => {
  const units: Case["units"] = [
    ["2026-06-16", "3"],
    ["2026-06-26", "30"],
  ];
  const found = amounts({
    units,
    prices: [["2026-06-16", "10.00"]],
    contract: { startOn: "2026-06-16" },
    line: { startOn: "2026-06-16", minimum: "6", maximum: "12" },
  });
  // 6 for ten days and 12 for five; snapshot and peak 12 for fifteen days.
  expect(found).toMatchObject({ daily: "40.00", snapshot: "60.00", peak: "60.00" });
});

it("tells whole units apart from days that differ, and names the days it is about", () => {
  const input = PreviewInput.parse(
    inputOf({
      units: [
        ["2026-06-01", "10"],
        ["2026-06-10", "11"],
      ],
      prices: price,
    }),
  );
  const found = whatIf(input, Temporal.PlainDate.from(JUNE))!;
  expect([found.startOn, found.endOn]).toEqual(["2026-06-01", "2026-06-30"]);
  expect(found.policies.map(({ units }) => units)).toEqual([null, null, null, "11", "11"]);
});

it("asks of changed terms as well, and leaves out what the line did not serve", () => {
  const units: Case["units"] = [
    ["2026-05-20", "50"],
    ["2026-06-01", "10"],
    ["2026-06-10", "11"],
    ["2026-07-10", "99"],
  ];
  const contract = { startOn: "2026-05-01" };
  const input = PreviewInput.parse(inputOf({ units, prices: [["2026-05-20", "10.00"]], contract }));
  const { rounding, minimum, included, maximum } = input.line;
  const first = {
    rounding,
    minimum,
    included,
    maximum,
    prorateIncreases: "none",
    prorateDecreases: "none",
  } as const;
  const recordedAt = Temporal.Instant.from("2026-06-05T00:00:00Z");
  const change = { ...first, effectiveOn: Temporal.PlainDate.from("2026-06-05"), recordedAt };
  const found = whatIf(
    { ...input, line: { ...input.line, termsChanges: [change] } },
    Temporal.PlainDate.from(JUNE),
  );
  expect(found?.policies.map(({ policy, amount }) => `${policy} ${amount}`)).toEqual([
    "daily 107.00",
    "next-period 100.00",
    "none 100.00",
    "snapshot 110.00",
    "peak 110.00",
  ]);
});

it("is nothing for a period in which the line is not served", () => {
  const line = { endOn: "2026-06-30" };
  expect(amounts({ units: [["2026-06-01", "10"]], prices: price, line }, "2026-08-01")).toBeNull();
});
