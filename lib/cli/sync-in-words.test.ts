import { expect, it } from "vitest";
import type { RehearsedLine } from "@/lib/queries/rehearsed-run";
import { syncInWords } from "./sync-in-words";

const line = (values: Partial<RehearsedLine>): RehearsedLine => ({
  name: "RK Fabrics: Microsoft 365",
  contractName: "Seats",
  outcome: "changed",
  state: "counted",
  from: "10",
  to: "11",
  currency: "USD",
  perPeriod: "10.00",
  dueNow: "7.00",
  why: ["+1: Seats of Microsoft 365 Business Premium 6 → 7"],
  ...values,
});
const company = { tenant: "northwind", businessOn: "2026-06-10", status: "completed" } as const;
const summary = { lines: 4, changed: 1, unchanged: 1, held: 1, notCounted: 1 };

it("says of a recount what came of it, and of a dry run what would come of each line that moves, and why", () => {
  const figures = "4 lines: 1 changed, 1 unchanged, 1 held, 1 not counted";
  expect(syncInWords({ ...company, summary })).toEqual([`northwind 2026-06-10: completed. ${figures}`]);
  const dryRun = [
    line({}),
    line({ outcome: "held", to: "40", perPeriod: "-300.00", why: ["Fewer than half."] }),
    line({ outcome: "not-counted", state: "unmapped", from: null, to: null, perPeriod: null, why: [] }),
  ];
  expect(syncInWords({ ...company, summary, dryRun })).toEqual([
    `northwind 2026-06-10: dry run, nothing was written, would be completed. ${figures}`,
    "  RK Fabrics: Microsoft 365 (Seats): 10 → 11 units, +10.00 USD a period, +7.00 USD due now. +1: Seats of Microsoft 365 Business Premium 6 → 7.",
    "  RK Fabrics: Microsoft 365 (Seats): held, keeps 10 units; counted 40, -300.00 USD a period if approved. Fewer than half.",
    "  RK Fabrics: Microsoft 365 (Seats): not counted (unmapped), stays unbillable.",
  ]);
  const error = { code: "it-glue-timeout", message: "IT Glue did not answer in time" };
  expect(syncInWords({ ...company, status: "failed", summary: { ...summary, error } })[0]).toMatch(
    /failed\. 4 lines: .* not counted\. IT Glue did not answer in time$/,
  );
});
