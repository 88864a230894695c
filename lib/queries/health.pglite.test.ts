import type { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { GET } from "@/app/api/health/route";
import { closeDatabase, database, placeDatabase } from "@/db/client";
import { type Database, DatabaseUnavailable } from "@/db/database";
import { startTestDatabase } from "@/lib/testing/test-database";
import { health } from "./health";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

let client: PGlite;
let migrated: Database;
beforeAll(async () => {
  client = await startTestDatabase();
  migrated = await database();
});
afterEach(() => placeDatabase(migrated));

it("is ok where the database is at the newest migration", async () => {
  expect(await health()).toEqual({ status: "ok", database: "ok", migrations: "current" });
  const answer = await GET();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "ok", database: "ok", migrations: "current" });
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
    expect(await health()).toEqual({ status: "unavailable", database: "ok", migrations: "pending" });
    expect((await GET()).status).toBe(503);
  } finally {
    await client.query("INSERT INTO schema_migration (tag, hash) VALUES ($1, $2)", [last!.tag, last!.hash]);
  }
});

it("is not, where nothing was ever migrated", async () => {
  const { openPgliteInMemory } = await import("@/db/drivers/pglite");
  const empty = await openPgliteInMemory();
  placeDatabase(empty.database);
  expect(await health()).toEqual({ status: "unavailable", database: "ok", migrations: "pending" });
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
  });
});
