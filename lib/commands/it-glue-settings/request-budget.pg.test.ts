import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { itGlueRequestBudget, itGlueRequestTally } from "@/db/schema/it-glue";
import { makeTenant } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { tenantRequestBudget } from "./request-budget";

const WORKERS = 30;
const TURNS_EACH = 100;
const FIVE_MINUTES_MS = 300_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

it("never gives 2401 turns in five minutes, however many workers ask at the same time", async () => {
  const tenant = await makeTenant();
  const startedMs = Date.now();
  const turns: number[] = [];
  let unusedTurns = 0;
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      // Holdings of its own: a worker in another process.
      const holdings = new Map();
      const budget = tenantRequestBudget(tenant.scope, holdings);
      for (let turn = 0; turn < TURNS_EACH; turn += 1) {
        const askedMs = Date.now();
        turns.push(askedMs + (await budget.reserve("one key", askedMs)));
      }
      for (const { turns: left } of holdings.values()) unusedTurns += left;
    }),
  );
  const tookMs = Date.now() - startedMs;

  turns.sort((left, right) => left - right);
  const inWindow = turns.map(
    (from) => turns.filter((at) => at >= from && at < from + FIVE_MINUTES_MS).length,
  );
  expect(Math.max(...inWindow)).toBeLessThanOrEqual(2400);
  expect(Math.max(...inWindow)).toBeGreaterThan(2000);
  const atOnce = turns.filter((at) => at <= startedMs + tookMs).length;
  expect(atOnce).toBeLessThanOrEqual(1160 + Math.ceil((2 * tookMs * 4) / 1000));

  const [rows, [bucket]] = await withTenant(tenant.scope, async (db) => [
    await db.select().from(itGlueRequestTally),
    await db.select().from(itGlueRequestBudget),
  ]);
  const taken = rows.reduce((sum, { requests }) => sum + requests, 0);
  expect(taken).toBe(WORKERS * TURNS_EACH + unusedTurns);
  // Nothing was lost between workers: what is left is what was there, refilled for as long as it took.
  const refilled = (bucket?.tokens ?? 0) - (1160 - taken);
  expect(refilled).toBeGreaterThanOrEqual(-0.001);
  expect(refilled).toBeLessThanOrEqual((tookMs * 4) / 1000 + 1);
});
