import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { adjustablePeriods } from "./adjustable-periods";
import { type Case, inputOf, july, june, posted } from "./billing-input.fixture";
import { PreviewInput } from "./preview-input";

const given: Case = {
  contract: { startOn: "2026-05-01" },
  line: { startOn: "2026-05-20" },
  units: [["2026-05-20", "10"]],
  prices: [["2026-05-20", "10.00"]],
};

function periods(more: Partial<Case>, todayOn: string): string[] {
  const input = PreviewInput.parse(inputOf({ ...given, ...more }));
  return adjustablePeriods(input, Temporal.PlainDate.from(todayOn)).map(
    ({ startOn, endOn, days, periodDays, inWords, balanceMinor }) =>
      [`${startOn}/${endOn}`, days, periodDays, inWords, balanceMinor].join(" | "),
  );
}

const MAY = "2026-05-01/2026-05-31 | 31 | 31 | 1 to 31 May 2026";
const JUNE = "2026-06-01/2026-06-30 | 30 | 30 | 1 to 30 June 2026";
const JULY = "2026-07-01/2026-07-31 | 31 | 31 | 1 to 31 July 2026";

it("are those up to the one that owns today, the latest first", () => {
  expect(periods({}, "2026-06-30")).toEqual([`${JUNE} | 0`, `${MAY} | 0`]);
  expect(periods({}, "2026-07-01")).toEqual([`${JULY} | 0`, `${JUNE} | 0`, `${MAY} | 0`]);
  expect(periods({}, "2026-04-30")).toEqual([]);
});

it("end with the service, its last day included", () => {
  expect(periods({ line: { startOn: "2026-05-20", endOn: "2026-06-01" } }, "2026-08-10")).toEqual([
    `${JUNE} | 0`,
    `${MAY} | 0`,
  ]);
  expect(periods({ line: { startOn: "2026-05-20", endOn: "2026-05-31" } }, "2026-08-10")).toEqual([
    `${MAY} | 0`,
  ]);
});

it("know what stands of them, and are listed however far ahead something was posted", () => {
  const manual = { ...june("-20.00"), kind: "manual" as const };
  const charges = [july("100.00"), june("100.00"), manual, posted("2026-04-01", "2026-04-30", "5.00")];
  const before = "2026-04-01/2026-04-30 | 30 | 30 | 1 to 30 April 2026 | 500";
  expect(periods({ posted: charges }, "2026-05-02")).toEqual([
    `${JULY} | 10000`,
    `${JUNE} | 8000`,
    `${MAY} | 0`,
    before,
  ]);
});

it("are the posted ones alone where the line never served", () => {
  const contract = { startOn: "2026-05-01", endOn: "2026-05-31" };
  const line = { startOn: "2026-06-10" };
  expect(periods({ contract: { ...contract, endOn: "2026-06-05" }, line }, "2026-08-10")).toEqual([]);
  expect(periods({ contract, line, posted: [june("100.00")] }, "2026-08-10")).toEqual([`${JUNE} | 10000`]);
});
