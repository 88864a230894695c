import { readFile } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";
import { placeDatabase } from "@/db/client";
import { openPgliteInMemory } from "@/db/drivers/pglite";

/**
 * An empty, migrated PGlite behind `withTenant`, one for each test file. Tests do not share tenants: each makes its own
 * through the factories, so nothing has to be cleaned up between them.
 */
export async function startTestDatabase(): Promise<PGlite> {
  holder.testDump ??= await readFile(inject("migratedDatabase"));
  const { client, database } = await openPgliteInMemory(new Blob([holder.testDump]));
  holder.testDatabases ??= [];
  holder.testDatabases.push(client);
  placeDatabase(database);
  return client;
}

/** Read once in each process; `fresh-process.ts` closes what a file opened. */
const holder = globalThis as typeof globalThis & {
  testDump?: Buffer<ArrayBuffer>;
  testDatabases?: PGlite[];
};
