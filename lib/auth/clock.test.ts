import { describe, expect, it } from "vitest";
import { clockOf } from "./clock";

describe("a tenant's clock", () => {
  it("stands where a simulation was left, to the millisecond", () => {
    const now = clockOf({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.123999Z" });
    expect(now().toString()).toBe("2026-06-01T13:00:00.123Z");
    expect(now().equals(now())).toBe(true);
  });

  it("is the real time elsewhere, whatever is stored", () => {
    const before = Date.now();
    const now = clockOf({ isSimulation: false, simulatedAt: "2001-01-01T00:00:00Z" })();
    expect(now.epochMilliseconds).toBeGreaterThanOrEqual(before);
    expect(now.epochNanoseconds % 1_000_000n).toBe(0n);
  });

  it("never falls back to the real date in a simulation", () => {
    expect(() => clockOf({ isSimulation: true, simulatedAt: null })).toThrow(/no clock/);
  });
});
