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
  const dump = await readFile(inject("migratedDatabase"));
  const { client, database } = await openPgliteInMemory(new Blob([new Uint8Array(dump)]));
  placeDatabase(database);
  return client;
}
