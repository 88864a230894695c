import { describe, expect, it } from "vitest";
import { inProcessBudget } from "./request-budget";

const START = Date.parse("2026-03-01T00:00:00Z");

/** Reserves so many turns; the wait of the last. */
async function spend(key: string, requests: number, atMs = START): Promise<number> {
  let waitMs = 0;
  for (let request = 0; request < requests; request += 1) waitMs = await inProcessBudget.reserve(key, atMs);
  return waitMs;
}

describe("the request budget of a process", () => {
  it("lets a burst go at once and holds back the next, each longer", async () => {
    expect(await spend("burst", 1160)).toBe(0);
    expect(await spend("burst", 1)).toBe(250);
    expect(await spend("burst", 1)).toBe(500);
  });

  it("refills evenly, to a burst and no more", async () => {
    await spend("refill", 1160);
    expect(await spend("refill", 4, START + 1000)).toBe(0);
    expect(await spend("refill", 1, START + 1000)).toBeGreaterThan(0);
    const muchLater = START + 3_600_000;
    expect(await spend("refill", 1160, muchLater)).toBe(0);
    expect(await spend("refill", 1, muchLater)).toBeGreaterThan(0);
  });

  it("gives no more than 2400 turns in any five minutes, however greedy the caller", async () => {
    const turns: number[] = [];
    let nowMs = START;
    while (nowMs < START + 900_000) {
      const waitMs = await inProcessBudget.reserve("greedy", nowMs);
      nowMs += waitMs;
      turns.push(nowMs);
    }
    const most = Math.max(
      ...turns.map((from) => turns.filter((at) => at >= from && at < from + 300_000).length),
    );
    expect(most).toBeLessThanOrEqual(2400);
    expect(most).toBeGreaterThan(2300);
  });

  it("takes nothing from another credential", async () => {
    await spend("first", 3000);
    expect(await spend("second", 1)).toBe(0);
  });

  it("takes back a turn that was not used", async () => {
    await spend("returned", 1160);
    await inProcessBudget.release("returned");
    expect(await spend("returned", 1)).toBe(0);
  });
});
