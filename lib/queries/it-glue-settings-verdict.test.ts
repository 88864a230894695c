import { describe, expect, it } from "vitest";
import { itGlueVerdict, type VerdictFacts } from "./it-glue-settings-verdict";

const GOOD: VerdictFacts = {
  isEnabled: true,
  isProved: true,
  countingUser: null,
  keyUnusedDays: 0,
  lastSuccessAt: "2026-06-02T04:15:00.000Z",
  lastErrorAt: null,
  lastErrorCode: null,
};
const FAILED = { lastErrorAt: "2026-06-03T04:15:00.000Z", lastErrorCode: "forbidden" };
const LOST = { countingUser: { name: "Nora", status: "needs-reconnect" as const } };
const verdict = (facts: Partial<VerdictFacts>) => itGlueVerdict({ ...GOOD, ...facts });

describe("the verdict of a connection", () => {
  it("is healthy, with when it last answered", () => {
    expect(verdict({})).toEqual({ state: "healthy", at: GOOD.lastSuccessAt });
    expect(verdict({ countingUser: { name: "Nora", status: "connected" } }).state).toBe("healthy");
  });

  it("names the most serious of several", () => {
    const all = { ...FAILED, ...LOST, keyUnusedDays: 85 };
    expect(verdict({ ...all, isEnabled: false, isProved: false })).toEqual({ state: "not-set-up" });
    expect(verdict({ ...all, isEnabled: false })).toEqual({ state: "off" });
    expect(verdict(all)).toEqual({ state: "identity-lost", userName: "Nora", status: "needs-reconnect" });
    expect(verdict({ ...all, countingUser: null })).toEqual({
      state: "failing",
      code: "forbidden",
      at: FAILED.lastErrorAt,
    });
    expect(verdict({ keyUnusedDays: 85 })).toEqual({ state: "key-unused", unusedDays: 85 });
  });

  it("fails from an error until the next success; one of the same instant is the later", () => {
    expect(verdict({ ...FAILED, lastSuccessAt: FAILED.lastErrorAt }).state).toBe("failing");
    expect(verdict({ ...FAILED, lastSuccessAt: null }).state).toBe("failing");
    expect(verdict({ ...FAILED, lastSuccessAt: "2026-06-03T04:15:00.001Z" }).state).toBe("healthy");
  });

  it("is over an error of a user who counts again, or of one who no longer counts", () => {
    const reconnected = { ...FAILED, lastErrorCode: "identity-reconnect" };
    expect(verdict({ ...reconnected, ...LOST }).state).toBe("identity-lost");
    expect(verdict({ ...reconnected, countingUser: { name: "Nora", status: "connected" } }).state).toBe(
      "healthy",
    );
    expect(verdict(reconnected).state).toBe("healthy");
  });

  it.each([
    [79, "healthy"],
    [80, "key-unused"],
    [null, "healthy"],
  ])("after %s days without use is %s", (keyUnusedDays, state) => {
    expect(verdict({ keyUnusedDays }).state).toBe(state);
  });
});
