import { describe, expect, it } from "vitest";
import { openingPeriods } from "./opening-periods";

const contract = {
  billingCycle: "monthly" as const,
  alignment: "contract-start" as const,
  anchorDay: null,
  startOn: "2026-01-17",
  endOn: null as string | null,
  billedElsewhereThroughOn: "2026-03-16" as string | null,
};
const line = { startOn: "2026-01-17", endOn: null as string | null };

describe("openingPeriods", () => {
  it("are those up to the last day billed elsewhere", () => {
    expect(openingPeriods(contract, line)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-16", isPart: false },
      { startOn: "2026-02-17", endOn: "2026-03-16", isPart: false },
    ]);
  });

  it("end with a part where the last one was billed in part, and begin with the line", () => {
    const partBilled = { ...contract, billedElsewhereThroughOn: "2026-02-28" };
    expect(openingPeriods(partBilled, { ...line, startOn: "2026-01-20" })).toEqual([
      { startOn: "2026-01-20", endOn: "2026-02-16", isPart: true },
      { startOn: "2026-02-17", endOn: "2026-02-28", isPart: true },
    ]);
  });

  it("end with the line", () => {
    expect(openingPeriods(contract, { ...line, endOn: "2026-02-16" })).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-16", isPart: false },
    ]);
  });

  it.each([
    [{ billedElsewhereThroughOn: null }, line],
    [{ billedElsewhereThroughOn: "2026-01-16" }, line],
    [{}, { ...line, startOn: "2026-03-17" }],
  ])("are none for a contract %o and a line %o", (values, own) => {
    expect(openingPeriods({ ...contract, ...values }, own)).toEqual([]);
  });

  it("are a single day where no more was billed elsewhere", () => {
    expect(openingPeriods({ ...contract, billedElsewhereThroughOn: "2026-01-17" }, line)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-01-17", isPart: true },
    ]);
  });

  it("are the latest twelve at most", () => {
    const periods = openingPeriods({ ...contract, billedElsewhereThroughOn: "2028-03-16" }, line);
    expect(periods).toHaveLength(12);
    expect(periods[0]!.startOn).toBe("2027-03-17");
    expect(periods.at(-1)!.endOn).toBe("2028-03-16");
  });
});
