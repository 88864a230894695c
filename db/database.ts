import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** A connection in a transaction, whatever driver is behind it (PGlite, pg, Neon). Only `withTenant` and its kin hand one out. */
export type Db = PgDatabase<PgQueryResultHKT>;

export type DatabaseKind = "pglite" | "postgres" | "neon";

/**
 * An open database. `transaction` is used by `db/client.ts` alone; `opening` is a statement that begins it, sent along with
 * `BEGIN` where the driver can: one round trip for both.
 */
export type Database = {
  kind: DatabaseKind;
  transaction<T>(work: (db: Db) => Promise<T>, opening?: string): Promise<T>;
  close(): Promise<void>;
};

/** Why a database could not be opened, in one line a person can act on. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}
