import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { emulatorRequestCounts, emulatorRequests } from "./control-client";
import { DEMO_KEYS } from "./demo-data";
import { createRequestLog, listRequests, logRequest } from "./request-log";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const create = (name: string, headers?: Record<string, string>) =>
  api.call("POST", "/organizations", { data: { type: "organizations", attributes: { name } } }, headers);

describe("the log of requests", () => {
  it("says who asked for what, and what was answered", async () => {
    await api.call("GET", "/organizations?page[size]=1");
    await create("New");
    await api.call("GET", "/organizations", undefined, { "x-api-key": "ITG.wrong" });
    expect(await emulatorRequests(api.emulator.url)).toMatchObject([
      { method: "GET", apiKey: DEMO_KEYS.northwind, accountId: "northwind", isWrite: false, status: 200 },
      { method: "POST", path: "/us/organizations", accountId: "northwind", isWrite: true, status: 201 },
      { method: "GET", apiKey: "ITG.wrong", accountId: null, isWrite: false, status: 403 },
    ]);
  });

  it("is narrowed by method, server, key, account, path and writes", async () => {
    await api.call("GET", "/organizations?page[size]=1");
    await create("New");
    await fetch(`${api.emulator.url}/eu/organization_types`, { headers: { "x-api-key": DEMO_KEYS.bluefin } });
    const paths = async (filter: Parameters<typeof emulatorRequests>[1]) =>
      (await emulatorRequests(api.emulator.url, filter)).map(({ path }) => path);
    expect(await paths({ writes: "true" })).toEqual(["/us/organizations"]);
    expect(await paths({ method: "POST" })).toEqual(["/us/organizations"]);
    expect(await paths({ server: "eu" })).toEqual(["/eu/organization_types"]);
    expect(await paths({ apiKey: DEMO_KEYS.bluefin })).toEqual(["/eu/organization_types"]);
    expect(await paths({ accountId: "northwind", writes: "false" })).toEqual([
      "/us/organizations?page[size]=1",
    ]);
    expect(await paths({ match: "organization_types" })).toEqual(["/eu/organization_types"]);
    const unknown = await fetch(`${api.emulator.url}/control/requests?colour=red`);
    expect(unknown.status).toBe(400);
  });

  it("counts requests and writes, refused ones too, in all and per key, until it is cleared", async () => {
    await create("New");
    await create("New");
    await api.call("GET", "/organizations?page[size]=1");
    await create("Foreign", { "x-api-key": "ITG.wrong" });
    const counts = (key?: string) => emulatorRequestCounts(api.emulator.url, key);
    expect(await counts()).toEqual({ requests: 4, writes: 3 });
    expect(await counts(DEMO_KEYS.northwind)).toEqual({ requests: 3, writes: 2 });
    expect(await counts("ITG.wrong")).toEqual({ requests: 1, writes: 1 });
    await api.control({ action: "clear-requests" });
    expect(await counts()).toEqual({ requests: 0, writes: 0 });
    expect(await counts(DEMO_KEYS.northwind)).toEqual({ requests: 0, writes: 0 });
    expect(await emulatorRequests(api.emulator.url)).toEqual([]);
  });

  it("has no calls of OAuth among the writes, and none of control", async () => {
    await fetch(`${api.emulator.url}/us/oauth/token`, { method: "POST", body: "grant_type=none" });
    await api.control({ action: "clear-faults" });
    expect(await emulatorRequestCounts(api.emulator.url)).toEqual({ requests: 1, writes: 0 });
  });

  it("keeps the latest 5000 calls and counts them all", () => {
    const log = createRequestLog();
    const call = { at: "", server: "us", method: "GET", apiKey: null, accountId: null, status: 200 } as const;
    for (let index = 1; index <= 5100; index += 1) {
      logRequest(log, { ...call, path: `/us/${index}`, isWrite: index > 5000 });
    }
    const { requests, counts } = listRequests(log, new URLSearchParams());
    expect([requests.length, requests[0]?.path, requests[4999]?.path]).toEqual([5000, "/us/101", "/us/5100"]);
    expect(counts).toEqual({ requests: 5100, writes: 100, byKey: { "": { requests: 5100, writes: 100 } } });
  });
});
