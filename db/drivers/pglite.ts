import { join } from "node:path";
import { PGlite, types } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { holdDataFolder } from "../data-folder/hold";
import { makeDataFolder } from "../data-folder/make";
import { type Database, DatabaseUnavailable, type Db } from "../database";

/** Dates stay text, as with the other drivers. */
const parsers = { [types.DATE]: (value: string) => value };

/** Wraps an open PGlite; one transaction at a time, which PGlite itself queues. */
export function pgliteDatabase(
  client: PGlite,
  release: () => Promise<void> = async () => undefined,
): Database {
  const orm = drizzle(client);
  return {
    kind: "pglite",
    transaction: (work, opening) =>
      orm.transaction(async (tx) => {
        if (opening) await tx.execute(sql.raw(opening));
        return work(tx as Db);
      }),
    close: async () => {
      await client.close();
      await release();
    },
  };
}

/**
 * Opens the embedded database in `folder` and holds the folder's exclusive lock until it is closed: PGlite does not
 * lock, and a second opener loses data (design.md 11). Throws `DatabaseUnavailable` with one readable line.
 */
export async function openPglite(folder: string): Promise<Database> {
  try {
    await makeDataFolder(folder);
  } catch (error) {
    throw new DatabaseUnavailable(`Cannot write the data folder ${folder}: ${(error as Error).message}`);
  }
  const hold = await holdDataFolder(folder);
  try {
    const client = await PGlite.create({
      dataDir: join(folder, "database"),
      parsers,
      relaxedDurability: false,
    });
    return pgliteDatabase(client, hold.release);
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/** An empty database in memory, for tests. */
export async function openPgliteInMemory(from?: Blob): Promise<{ client: PGlite; database: Database }> {
  const client = await PGlite.create({
    parsers,
    // An eighth of the usual buffers: they are filled with zeros at every start.
    startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"],
    ...(from ? { loadDataDir: from } : {}),
  });
  return { client, database: pgliteDatabase(client) };
}
