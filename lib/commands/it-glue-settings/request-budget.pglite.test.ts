import type { PGlite } from "@electric-sql/pglite";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, withTenant } from "@/db/client";
import { itGlueRequestBudget, itGlueRequestTally } from "@/db/schema/it-glue";
import { createItGlueGateway } from "@/lib/itglue/http";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type Holdings, takeTurns, tenantRequestBudget } from "./request-budget";

const KEY = "digest-of-a-key";
const NOW = Date.parse("2026-06-01T13:00:00Z");

let client: PGlite;
let tenant: TestTenant;
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant();
});
afterAll(() => closeDatabase());

const worker = (holdings: Holdings = new Map()) => tenantRequestBudget(tenant.scope, holdings);
const bucket = async (key = KEY) => {
  const rows = await withTenant(tenant.scope, (db) => db.select().from(itGlueRequestBudget));
  return rows.find(({ credentialDigest }) => credentialDigest === key);
};
const tallied = async () => {
  const rows = await withTenant(tenant.scope, (db) => db.select().from(itGlueRequestTally));
  return rows.reduce((sum, { requests }) => sum + requests, 0);
};
/** Sets what the bucket holds, as of so many seconds ago; as of a moment to come, nothing is refilled until then. */
const setBucket = (tokens: number, secondsAgo = 0, key = KEY) =>
  withTenant(tenant.scope, (db) =>
    db
      .insert(itGlueRequestBudget)
      .values({
        tenantId: tenant.id,
        credentialDigest: key,
        tokens,
        refilledAt: sql`clock_timestamp() - ${secondsAgo} * interval '1 second'`,
      })
      .onConflictDoUpdate({
        target: [itGlueRequestBudget.tenantId, itGlueRequestBudget.credentialDigest],
        set: { tokens, refilledAt: sql`excluded.refilled_at` },
      }),
  );

const NOT_YET = -200;

describe("the bucket of a credential", () => {
  it("is opened full by its first turn", async () => {
    expect(await worker().reserve(KEY, NOW)).toBe(0);
    expect(await bucket()).toMatchObject({ tokens: 1159 });
  });

  it("is shared by workers that know nothing of each other", async () => {
    await setBucket(2, NOT_YET);
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) waits.push(await worker().reserve(KEY, NOW));
    expect(waits).toEqual([0, 0, 250, 500]);
  });

  it("refills four tokens a second, to a burst at most", async () => {
    await setBucket(0, 60);
    await worker().reserve(KEY, NOW);
    const { tokens = 0 } = (await bucket()) ?? {};
    expect(tokens).toBeGreaterThanOrEqual(239);
    expect(tokens).toBeLessThan(400);
    await setBucket(0, 86_000);
    await worker().reserve(KEY, NOW);
    expect(await bucket()).toMatchObject({ tokens: 1159 });
    await setBucket(-5, 1);
    expect(await worker().reserve(KEY, NOW)).toBeLessThanOrEqual(500);
  });

  it("refills nothing for a clock that was set back, and comes out of it", async () => {
    await setBucket(100, -60);
    await worker().reserve(KEY, NOW);
    const ahead = await bucket();
    expect(ahead?.tokens).toBe(99);
    expect(Date.parse(ahead?.refilledAt ?? "")).toBeGreaterThan(Date.now() + 30_000);
    await setBucket(100, -7200);
    await worker().reserve(KEY, NOW);
    const caughtUp = await bucket();
    expect(caughtUp?.tokens).toBe(99);
    expect(Date.parse(caughtUp?.refilledAt ?? "")).toBeLessThan(Date.now() + 1000);
  });

  it("takes back a turn that was not used", async () => {
    await setBucket(-8, NOT_YET);
    const one = worker();
    expect(await one.reserve(KEY, NOW)).toBeGreaterThan(0);
    const before = (await bucket())?.tokens ?? 0;
    await one.release(KEY);
    expect((await bucket())?.tokens).toBe(before + 1);
    expect(await tallied()).toBe(0);
  });

  it("is one for each credential and each tenant", async () => {
    await setBucket(-100, NOT_YET);
    expect(await worker().reserve("another key", NOW)).toBe(0);
    const neighbor = await makeTenant();
    expect(await tenantRequestBudget(neighbor.scope, new Map()).reserve(KEY, NOW)).toBe(0);
    expect((await bucket())?.tokens).toBeLessThan(0);
  });
});

describe("turns taken in the caller's own transaction", () => {
  const taking = (wanted: number) =>
    withTenant(tenant.scope, (db) => takeTurns(db, tenant.scope, KEY, wanted));

  it("are used before any other is taken", async () => {
    await setBucket(1000, NOT_YET);
    const taken = await taking(5);
    expect(taken).toMatchObject({ turns: 5, waitMs: 0 });
    const opened = await bucket();
    const budget = tenantRequestBudget(tenant.scope, new Map(), { atOnce: 5, taken });
    for (let turn = 0; turn < 5; turn += 1) expect(await budget.reserve(KEY, NOW)).toBe(0);
    expect(await bucket()).toEqual(opened);
    expect(await tallied()).toBe(5);
    await budget.reserve(KEY, NOW);
    expect(await tallied()).toBe(10);
  });

  it("are one where few are left, and waited for where none is", async () => {
    await setBucket(0, NOT_YET);
    const taken = await taking(5);
    expect(taken).toMatchObject({ turns: 1, waitMs: 250 });
    const budget = tenantRequestBudget(tenant.scope, new Map(), { taken });
    expect(await budget.reserve(KEY, NOW)).toBe(250);
    expect(await budget.reserve(KEY, NOW)).toBe(500);
  });

  it("are lost after ten seconds", async () => {
    await setBucket(1000, NOT_YET);
    const taken = { ...(await taking(5)), takenAtMs: Date.now() - 10_001 };
    await tenantRequestBudget(tenant.scope, new Map(), { taken }).reserve(KEY, NOW);
    expect(await tallied()).toBe(6);
  });
});

describe("blocks of turns", () => {
  const reserve = async (times: number, holdings: Holdings, nowMs = NOW) => {
    for (let time = 0; time < times; time += 1) await worker(holdings).reserve(KEY, nowMs);
  };
  const spent = async () => 1160 - ((await bucket())?.tokens ?? Number.NaN);

  it("are not taken for a short run, which is tallied exactly", async () => {
    const holdings: Holdings = new Map();
    await reserve(10, holdings);
    expect(await tallied()).toBe(10);
    expect(await spent()).toBeLessThanOrEqual(10);
  });

  it("serve a long run, through whichever gateway of the process it goes", async () => {
    const holdings: Holdings = new Map();
    await reserve(30, holdings);
    expect(await tallied()).toBe(30);
    await reserve(1, holdings);
    expect(await tallied()).toBe(50);
    await reserve(19, holdings);
    expect(await tallied()).toBe(50);
  });

  it("serve askers of the same moment together", async () => {
    const holdings: Holdings = new Map();
    await reserve(10, holdings);
    await Promise.all(Array.from({ length: 20 }, () => worker(holdings).reserve(KEY, NOW)));
    expect(await tallied()).toBe(30);
  });

  it("are lost after ten seconds, and a new run begins with single turns", async () => {
    const holdings: Holdings = new Map();
    await reserve(11, holdings);
    await reserve(1, holdings, NOW + 9_999);
    expect(await tallied()).toBe(30);
    await reserve(1, holdings, NOW + 10_000);
    expect(await tallied()).toBe(50);
    await reserve(1, holdings, NOW + 25_000);
    expect(await tallied()).toBe(51);
  });

  it("are not taken from a bucket that is low", async () => {
    const holdings: Holdings = new Map();
    await reserve(10, holdings);
    await setBucket(150, NOT_YET);
    await reserve(5, holdings);
    expect(await tallied()).toBe(15);
    expect((await bucket())?.tokens).toBe(145);
  });
});

describe("housekeeping and limits", () => {
  it("removes tallies of over an hour and buckets of over a day, of this tenant", async () => {
    await setBucket(5, 90_000, "old key");
    await setBucket(5, 80_000, "yesterday's key");
    const old = (hours: number) => sql`clock_timestamp() - ${hours} * interval '1 hour'`;
    await withTenant(tenant.scope, (db) =>
      db.insert(itGlueRequestTally).values([
        { tenantId: tenant.id, startedAt: old(1.1), requests: 70 },
        { tenantId: tenant.id, startedAt: old(0.9), requests: 7 },
      ]),
    );
    await worker().reserve(KEY, NOW);
    expect(await tallied()).toBe(8);
    expect(await bucket("old key")).toBeUndefined();
    expect(await bucket("yesterday's key")).toBeDefined();
  });

  it("refuses to be asked inside a transaction", async () => {
    const inside = withTenant(tenant.scope, () => worker().reserve(KEY, NOW));
    await expect(inside).rejects.toThrow(/already open/);
    expect(await bucket()).toBeUndefined();
  });

  it("counts the requests of a gateway and keeps neither key nor token", async () => {
    const key = "ITG.secret-of-northwind";
    const canned: typeof fetch = async () =>
      Response.json({
        data: [{ id: "1", attributes: { name: "MSP", primary: true, "updated-at": "2026-03-01T00:00:00Z" } }],
        meta: { "total-count": 1, "next-page": null },
      });
    const gateway = createItGlueGateway({ fetch: canned })({
      server: "us",
      credential: { kind: "api-key", key },
      budget: worker(),
    });
    await gateway.proveAccount();
    await gateway.proveAccount();
    expect(gateway.requests).toBe(2);
    expect(await tallied()).toBe(2);
    const [row] = await withTenant(tenant.scope, (db) =>
      db.select().from(itGlueRequestBudget).where(eq(itGlueRequestBudget.tenantId, tenant.id)),
    );
    expect(row?.credentialDigest).toMatch(/^[0-9a-f]{64}$/);
    const { rows } = await client.query<{ row: string }>(
      "SELECT row_to_json(b)::text AS row FROM it_glue_request_budget b",
    );
    expect(JSON.stringify(rows)).not.toContain("secret-of");
  });
});
