import { count, eq, isNotNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeDatabase, withTenant } from "@/db/client";
import { reading } from "@/db/schema/counting";
import { syncRun } from "@/db/schema/sync-run";
import { randomNumbers } from "@/e2e/bench/random-numbers";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { checkConservation } from "@/lib/commands/conservation/check-conservation";
import { totalOf } from "@/lib/testing/faults/line-model";
import { FIRST_NIGHT, segmentsOf, soak } from "@/lib/testing/faults/soak";
import { billed, owed } from "@/lib/testing/faults/soak-money";
import { type SoakTenant, seenBy } from "@/lib/testing/faults/soak-world";
import { type WatchedDatabase, watchedPglite, watchedPostgres } from "@/lib/testing/faults/watched-database";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { startTestDatabase } from "@/lib/testing/test-database";

/**
 * FLEXBILL_SOAK="20x50x60:1,2,3,4,5" is tenants × accounts × nights, and seeds, on a real Postgres server; in CI a small one of
 * one seed on the database in the process.
 */
const [size = "", seeds = ""] = (process.env.FLEXBILL_SOAK ?? "3x2x31:1").split(":");
const [tenants = 0, accounts = 0, nights = 0] = size.split("x").map(Number);
const HOUR = 3_600_000;

let database: WatchedDatabase;
let emulator: Emulator;
let server: PostgresServer | undefined;
beforeAll(async () => {
  if (process.env.FLEXBILL_SOAK) server = await startPostgres();
  database = server ? await watchedPostgres(server.appUrl) : await watchedPglite(await startTestDatabase());
  placeDatabase(database);
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
  if (!server) return;
  await database.close();
  await server.stop();
});

const LAST_ON = FIRST_NIGHT.add({ days: nights - 1 }).toString();

describe.each(seeds.split(",").map(Number))(
  `${nights} nights of ${tenants} tenants × ${accounts} accounts, seed %i`,
  (seed) => {
    it(
      "end with every unit counted and every cent billed, whatever went wrong in between",
      async () => {
        const soaked = soak(
          { tenants, accounts, nights },
          {
            emulator,
            random: randomNumbers(seed),
            listen: (watch) => (database.watch = watch),
          },
        );
        for await (const of of soaked) await expectRight(of);
      },
      HOUR * 3,
    );
  },
);

async function expectRight(of: SoakTenant): Promise<void> {
  for (const line of of.lines) {
    const segments = await segmentsOf(of, line.lineId);
    const direct = totalOf(seenBy(of, line));
    expect(Number(segments.toSorted(byEffect).at(-1)!.units), `units of ${line.lineId}`).toBe(direct);
    expect(line.model.on(LAST_ON), `model of ${line.lineId}`).toBe(direct);
    const untilOn = "2027-12-31";
    expect(await billed(of, line, LAST_ON), `money of ${line.lineId}`).toEqual(owed(line, LAST_ON, untilOn));
  }
  expect(await checkConservation(of.ctx, { trigger: "on-demand" })).toMatchObject({ differences: 0 });
  const twice = await withTenant(of.tenant.scope, async (db) => ({
    readings: await db
      .select({ lineId: reading.lineId, on: reading.businessOn, readings: count() })
      .from(reading)
      .where(isNotNull(reading.units))
      .groupBy(reading.lineId, reading.businessOn)
      .having(sql`count(*) > 1`),
    runs: await db
      .select({ on: syncRun.businessOn, runs: count() })
      .from(syncRun)
      .where(eq(syncRun.status, "completed"))
      .groupBy(syncRun.businessOn)
      .having(sql`count(*) > 1`),
  }));
  expect(twice).toEqual({ readings: [], runs: [] });
}

type Segment = Awaited<ReturnType<typeof segmentsOf>>[number];
const byEffect = (a: Segment, b: Segment) =>
  a.effectiveOn.localeCompare(b.effectiveOn) || a.recordedAt.localeCompare(b.recordedAt);
