import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { GET } from "@/app/api/health/route";
import { closeDatabase, database, placeDatabase, withTenant } from "@/db/client";
import { type Database, DatabaseUnavailable } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { syncRun } from "@/db/schema/sync-run";
import { makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { health } from "./health";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

const NOTHING_KNOWN = { itGlue: "unknown", lastRunMinutesAgo: null };

let client: PGlite;
let migrated: Database;
beforeAll(async () => {
  client = await startTestDatabase();
  migrated = await database();
});
afterEach(() => placeDatabase(migrated));

it("is ok where the database is at the newest migration", async () => {
  expect(await health()).toEqual({ status: "ok", database: "ok", migrations: "current", ...NOTHING_KNOWN });
  const answer = await GET();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: "ok",
    database: "ok",
    migrations: "current",
    ...NOTHING_KNOWN,
  });
});

it("tells whether the last runs reached IT Glue and how old the last one is, and names nobody", async () => {
  const enabled = async (values: object) => {
    const of = await makeTenant();
    await withTenant(of.scope, (db) =>
      db
        .insert(itGlueSettings)
        .values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us", ...values }),
    );
    return of;
  };
  const of = await enabled({ lastSuccessAt: "2026-06-01T04:15:00Z" });
  const finishedAt = new Date(Date.now() - 90 * 60_000 - 5_000).toISOString();
  await withTenant(of.scope, (db) =>
    db.insert(syncRun).values({
      tenantId: of.id,
      businessOn: "2026-06-01",
      trigger: "schedule",
      status: "completed",
      startedAt: finishedAt,
      finishedAt,
      summary: {},
    }),
  );
  expect(await health()).toMatchObject({ status: "ok", itGlue: "ok", lastRunMinutesAgo: 90 });
  await enabled({ lastSuccessAt: "2026-06-01T04:15:00Z", lastErrorAt: "2026-06-02T04:15:00Z" });
  const told = await health();
  expect(told).toMatchObject({ status: "ok", itGlue: "partly-failing" });
  expect(JSON.stringify(told)).not.toMatch(/msp|northwind|[0-9a-f]{8}-/i);
  await withTenant(of.scope, (db) =>
    db.update(itGlueSettings).set({ isEnabled: false }).where(eq(itGlueSettings.tenantId, of.id)),
  );
  expect(await health()).toMatchObject({ status: "ok", itGlue: "failing", lastRunMinutesAgo: 90 });
});

it("is not, where a migration is missing", async () => {
  await client.query("BEGIN");
  const [last] = (
    await client.query<{ tag: string; hash: string }>(
      "SELECT tag, hash FROM schema_migration ORDER BY tag DESC LIMIT 1",
    )
  ).rows;
  await client.query("DELETE FROM schema_migration WHERE tag = $1", [last!.tag]);
  await client.query("COMMIT");
  try {
    expect(await health()).toEqual({
      status: "unavailable",
      database: "ok",
      migrations: "pending",
      ...NOTHING_KNOWN,
    });
    expect((await GET()).status).toBe(503);
  } finally {
    await client.query("INSERT INTO schema_migration (tag, hash) VALUES ($1, $2)", [last!.tag, last!.hash]);
  }
});

it("is not, where nothing was ever migrated", async () => {
  const { openPgliteInMemory } = await import("@/db/drivers/pglite");
  const empty = await openPgliteInMemory();
  placeDatabase(empty.database);
  expect(await health()).toEqual({
    status: "unavailable",
    database: "ok",
    migrations: "pending",
    ...NOTHING_KNOWN,
  });
  await closeDatabase();
});

it("is not, where the database does not answer, and says nothing of where it is", async () => {
  placeDatabase({
    ...migrated,
    transaction: () => Promise.reject(new DatabaseUnavailable("connect ECONNREFUSED 10.0.0.5:5432")),
  });
  const answer = await GET();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({
    status: "unavailable",
    database: "unavailable",
    migrations: "unknown",
    ...NOTHING_KNOWN,
  });
});
