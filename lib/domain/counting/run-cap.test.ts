import { describe, expect, it } from "vitest";
import { beyondRunCap, type ProposedMove } from "./run-cap";

const move = (before: string, after: string, change: Partial<ProposedMove> = {}): ProposedMove => ({
  currency: "USD",
  billingCycle: "monthly",
  unitPrice: "10.00",
  before,
  after,
  ...change,
});

const isBeyond = (moves: ProposedMove[], percent: string | null) => beyondRunCap(moves, percent) !== null;

describe("the cap of a run", () => {
  it("takes exactly the share, and holds beyond it", () => {
    expect(isBeyond([move("90", "100"), move("10", "10")], "10")).toBe(false);
    expect(isBeyond([move("90", "100.0001"), move("10", "10")], "10")).toBe(true);
    expect(isBeyond([move("90", "1000")], null)).toBe(false);
    expect(isBeyond([move("90", "91")], "0")).toBe(true);
    expect(isBeyond([move("90", "90")], "0")).toBe(false);
  });

  it("never lets a decrease make up for an increase", () => {
    expect(isBeyond([move("50", "70"), move("50", "30")], "39")).toBe(true);
    expect(isBeyond([move("50", "70"), move("50", "30")], "40")).toBe(false);
  });

  it("compares over the same time, whatever a line's cycle", () => {
    // 120 a year of 1,200 + 120 = 9.09 %.
    const monthly = move("10", "10");
    const yearly = move("12", "24", { billingCycle: "yearly" });
    expect(isBeyond([monthly, yearly], "9")).toBe(true);
    expect(isBeyond([monthly, yearly], "9.1")).toBe(false);
    expect(isBeyond([move("10", "10"), move("1", "2", { billingCycle: "weekly" })], "30")).toBe(true);
    expect(isBeyond([move("10", "10"), move("3", "6", { billingCycle: "quarterly" })], "9")).toBe(true);
  });

  it("never adds currencies: one beyond the share is enough", () => {
    const moves = [move("1000", "1000"), move("10", "16", { currency: "GBP" })];
    expect(isBeyond(moves, "50")).toBe(true);
    expect(beyondRunCap(moves, "50")).toEqual({
      code: "run-cap",
      message: "The run would move 60 % of what is billed in GBP a month, more than the 50 % it may",
    });
  });

  it("has no share of nothing: first units of a currency are for the other gates", () => {
    expect(isBeyond([move("0", "1000")], "1")).toBe(false);
  });
});
