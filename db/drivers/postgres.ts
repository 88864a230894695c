import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Database, Db } from "../database";

const DATE_OID = 1082;

/** Any Postgres server. Dates stay text: a JavaScript `Date` would move them by the server's zone. */
export async function openPostgres(connectionString: string): Promise<Database> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(DATE_OID, (value) => value);
  const pool = new pg.Pool({ connectionString, types, max: 10 });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const orm = drizzle(pool);
  return {
    kind: "postgres",
    transaction: (work) => orm.transaction((tx) => work(tx as Db)),
    close: () => pool.end(),
  };
}
