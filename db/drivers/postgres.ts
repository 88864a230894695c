import { NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";
import type { Database, Db } from "../database";
import { pooledTransaction } from "./pooled-transaction";

const DATE_OID = 1082;

/**
 * Any Postgres server. Dates stay text: a JavaScript `Date` would move them by the server's zone. What `onConnection` makes of a
 * connection stands for it in a transaction: tests listen in.
 */
export async function openPostgres(
  connectionString: string,
  onConnection: (client: pg.PoolClient) => pg.PoolClient = (client) => client,
): Promise<Database> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(DATE_OID, (value) => value);
  // Statements asked for at once go out at once, and are answered in their order: one round trip for all.
  const pool = new pg.Pool({ connectionString, types, max: 10, pipeline: true });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const dialect = new PgDialect();
  const databaseOn = (client: pg.PoolClient): Db =>
    new NodePgTransaction(dialect, new NodePgSession(onConnection(client), dialect, undefined), undefined);
  return {
    kind: "postgres",
    transaction: (work, opening) => pooledTransaction({ pool, databaseOn }, work, opening),
    close: () => pool.end(),
  };
}
