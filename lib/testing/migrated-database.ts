import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openPgliteInMemory } from "@/db/drivers/pglite";
import { migrate } from "@/db/migrate";

declare module "vitest" {
  export interface ProvidedContext {
    /** A dump of a migrated PGlite. */
    migratedDatabase: string;
  }
}

/**
 * Migrates one PGlite before the first test file and hands out its dump: initializing a cluster takes seconds, and there
 * is one for each test file.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { client } = await openPgliteInMemory();
  await migrate({ query: async (text, values) => (await client.query(text, values)).rows as never });
  // A file's start unpacks and opens all of it: what no test asks for is left out.
  await client.exec("UPDATE pg_database SET datistemplate = false");
  await client.exec("DROP DATABASE template0");
  await client.exec("DROP DATABASE template1");
  await client.exec("CHECKPOINT");
  const dump = await client.dumpDataDir("none");
  await client.close();

  const folder = await mkdtemp(join(tmpdir(), "migrated-database-"));
  const file = join(folder, "dump.tar");
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  project.provide("migratedDatabase", file);
  return () => rm(folder, { recursive: true });
}
