import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type Bench, collect, errorOf, NORTHWIND, startBench } from "./gateway-fixture";
import { createItGlueGateway, type GatewayOptions } from "./http";
import type { ItGlueCredential, RequestBudget } from "./port";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

it("holds a key's requests back before IT Glue has to, whichever gateway makes them", async () => {
  const canned: typeof fetch = async () =>
    Response.json({
      data: [
        { id: "1", attributes: { name: "MSP", primary: true, "updated-at": "2026-03-01T00:00:00.000Z" } },
      ],
      meta: { "total-count": 1, "next-page": null },
    });
  const key = { kind: "api-key", key: "ITG.demo.many-requests" } as const;
  for (let call = 0; call < 1160; call += 1) await bench.gateway({ fetch: canned }, key).proveAccount();
  expect(bench.sleeps).toEqual([]);
  await bench.gateway({ fetch: canned }, key).proveAccount();
  expect(bench.sleeps).toEqual([250]);

  const impatient = bench.gateway({ fetch: canned, timeouts: { waitMs: 10 }, now: () => 0 }, key);
  expect(await errorOf(impatient.proveAccount())).toMatchObject({ code: "rate-limited", status: null });
});

describe("a budget that is given", () => {
  /** Answers the waits in turn, then 0, and notes what it was asked. */
  function budgetOf(...waits: number[]) {
    const asked: string[] = [];
    const released: string[] = [];
    const budget: RequestBudget = {
      reserve: async (digest) => {
        asked.push(digest);
        return waits.shift() ?? 0;
      },
      release: async (digest) => {
        released.push(digest);
      },
    };
    return { budget, asked, released };
  }
  const gatewayWith = (
    budget: RequestBudget,
    credential: ItGlueCredential = NORTHWIND,
    options: GatewayOptions = {},
  ) =>
    createItGlueGateway({
      baseUrlOf: (id) => `${bench.url}/${id}`,
      sleep: async (milliseconds) => {
        bench.sleeps.push(milliseconds);
      },
      random: () => 0,
      pageSize: 10,
      ...options,
    })({ server: "us", credential, budget });

  it("is asked before every request: each page, each try, each write", async () => {
    const { budget, asked, released } = budgetOf();
    const gateway = gatewayWith(budget);
    await bench.control({ action: "fault", kind: "503", times: 1 });
    await collect(gateway.organizations());
    await gateway.updateOrganization(bench.organizationId("RK Fabrics"), { shortName: "RKF" });
    expect(asked).toHaveLength(5);
    expect(gateway.requests).toBe(5);
    expect(released).toEqual([]);
  });

  it("is told the credential by its digest alone, another for each", async () => {
    const { budget, asked } = budgetOf();
    await gatewayWith(budget).proveAccount();
    await errorOf(gatewayWith(budget, { kind: "bearer", token: DEMO_KEYS.northwind }).proveAccount());
    await errorOf(gatewayWith(budget, { kind: "api-key", key: DEMO_KEYS.bluefin }).proveAccount());
    await gatewayWith(budget).proveAccount();
    expect(asked).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect(new Set(asked).size).toBe(3);
    expect(asked[3]).toBe(asked[0]);
  });

  it("makes the request wait", async () => {
    const { budget, released } = budgetOf(0, 1500);
    expect(await collect(gatewayWith(budget).organizations())).toHaveLength(28);
    expect(bench.sleeps).toEqual([1500]);
    expect(released).toEqual([]);
  });

  it("gets back the turn that nobody waits for", async () => {
    const late = budgetOf(61_000);
    const error = await errorOf(gatewayWith(late.budget).proveAccount());
    expect(error).toMatchObject({ code: "rate-limited", status: null, retryAfterSeconds: 61 });
    expect(late.released).toEqual(late.asked);
    const cancelled = budgetOf(1000);
    const controller = new AbortController();
    const gateway = gatewayWith(cancelled.budget, NORTHWIND, { sleep: async () => controller.abort() });
    const { signal } = controller;
    expect(await errorOf(gateway.proveAccount({ signal }))).toMatchObject({ code: "cancelled" });
    expect(cancelled.released).toEqual(cancelled.asked);
    expect(await bench.calls()).toEqual([]);
  });

  it("holds a write back before it is sent: nothing is in doubt", async () => {
    const { budget } = budgetOf(61_000);
    const values = { name: "Alder", shortName: null, typeId: null, statusId: null, parentId: null };
    const error = await errorOf(gatewayWith(budget).createOrganization(values));
    expect(error).toMatchObject({ code: "rate-limited", isOutcomeUnknown: false });
  });

  it("passes its own failure on", async () => {
    const broken: RequestBudget = {
      reserve: () => Promise.reject(new Error("The database is away")),
      release: async () => undefined,
    };
    await expect(gatewayWith(broken).proveAccount()).rejects.toThrow("The database is away");
    expect(await bench.calls()).toEqual([]);
  });
});
