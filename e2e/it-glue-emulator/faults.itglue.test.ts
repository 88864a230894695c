import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { DEMO_KEYS } from "./demo-data";

let api: ApiBench;
let nowMs = Date.parse("2026-03-01T00:00:00.000Z");
beforeAll(async () => {
  api = await startApi({ now: () => new Date(nowMs) });
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const PATH = "/organizations?page[size]=5";
const headers = { "x-api-key": DEMO_KEYS.northwind };
const raw = (init: RequestInit = {}) => fetch(`${api.emulator.url}/us${PATH}`, { headers, ...init });

describe("a fault", () => {
  it.each([
    ["429", 429, '{"message":"Too Many Requests"}'],
    ["503", 503, '{"message":"Service Unavailable"}'],
    ["504", 504, '{"message":"Endpoint request timed out"}'],
    ["malformed", 200, '{"records":"none of these"}'],
  ] as const)("%s answers in place of the true answer", async (kind, status, text) => {
    await api.control({ action: "fault", kind, times: 1 });
    const answer = await api.call("GET", PATH);
    expect([answer.status, answer.text, answer.headers.get("retry-after")]).toEqual([status, text, null]);
    expect((await api.call("GET", PATH)).json.data).toHaveLength(5);
  });

  it.each([
    [7, "7"],
    ["Sun, 01 Mar 2026 00:01:00 GMT", "Sun, 01 Mar 2026 00:01:00 GMT"],
  ])("429 and 503 carry Retry-After %s where asked", async (retryAfter, sent) => {
    for (const kind of ["429", "503"] as const) {
      await api.control({ action: "fault", kind, times: 1, retryAfter });
      expect((await api.call("GET", PATH)).headers.get("retry-after")).toBe(sent);
    }
  });

  it.each([
    ["500", 500],
    ["502-html", 502],
  ] as const)("%s is a page", async (kind, status) => {
    await api.control({ action: "fault", kind });
    const answer = await api.call("GET", PATH);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "text/html; charset=utf-8"]);
    expect(answer.text).toContain("<html");
  });

  it("took-too-long is an errors array", async () => {
    await api.control({ action: "fault", kind: "took-too-long" });
    const answer = await api.call("GET", PATH);
    expect(answer.status).toBe(504);
    expect(answer.json.errors[0].detail).toBe("The request took too long to process and timed out.");
  });

  it("truncated ends in the middle of the JSON, as if it were whole", async () => {
    const whole = (await api.call("GET", PATH)).text;
    await api.control({ action: "fault", kind: "truncated" });
    const answer = await raw();
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(whole.startsWith(text)).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it("reset cuts the connection in the middle of the body", async () => {
    await api.control({ action: "fault", kind: "reset" });
    await expect(raw().then((answer) => answer.text())).rejects.toThrow();
  });

  it("redirect leads where it is told", async () => {
    await api.control({ action: "fault", kind: "redirect", location: "http://127.0.0.1:9/away" });
    const answer = await raw({ redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://127.0.0.1:9/away"]);
  });

  it.each(["slow", "drip"] as const)("%s lets a caller with a deadline wait in vain", async (kind) => {
    await api.control({ action: "fault", kind, delayMs: 60_000 });
    const answer = raw({ signal: AbortSignal.timeout(200) }).then((one) => one.text());
    await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("drip gives the true answer to one who waits", async () => {
    const path = "/organization_types?page[size]=1";
    const whole = (await api.call("GET", path)).text;
    await api.control({ action: "fault", kind: "drip", delayMs: 0 });
    expect((await api.call("GET", path)).text).toBe(whole);
  });

  it("leaves a write undone that it answers for, and does one whose answer it spoils", async () => {
    const create = (name: string) =>
      api.call("POST", "/organizations", { data: { type: "organizations", attributes: { name } } });
    await api.control({ action: "fault", kind: "503", times: 1 });
    expect((await create("Not made")).status).toBe(503);
    await api.control({ action: "fault", kind: "reset", times: 1 });
    await expect(create("Made, unheard")).rejects.toThrow();
    expect(await api.names("/organizations?filter[name]=Not made,Made\\, unheard")).toEqual([
      "Made, unheard",
    ]);
  });
});

describe("the rate limit", () => {
  const limit = (retryAfter: "none" | "seconds" | "date") =>
    api.control({ action: "switches", set: { rateLimit: { requests: 3, perSeconds: 300, retryAfter } } });
  const statuses = async (count: number, key: string = DEMO_KEYS.northwind) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) {
      seen.push((await api.call("GET", PATH, undefined, { "x-api-key": key })).status);
    }
    return seen;
  };

  it("refuses a key's calls over it with 429, and no other key's, until the window has passed", async () => {
    await limit("none");
    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(1, "ITG.other")).toEqual([403]);
    nowMs += 300_000;
    expect(await statuses(1)).toEqual([200]);
  });

  it.each([
    ["none", null],
    ["seconds", "180"],
    ["date", "Sun, 01 Mar 2026 01:05:00 GMT"],
  ] as const)("says with Retry-After %s when to come back", async (retryAfter, sent) => {
    nowMs = Date.parse("2026-03-01T01:00:00.000Z");
    await limit(retryAfter);
    await statuses(3);
    nowMs += 120_000;
    const refused = await api.call("GET", PATH);
    expect([refused.status, refused.text, refused.headers.get("retry-after")]).toEqual([
      429,
      '{"message":"Too Many Requests"}',
      sent,
    ]);
  });
});
