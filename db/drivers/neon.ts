import { Pool, type PoolClient, type PoolConfig } from "@neondatabase/serverless";
import { NeonSession, NeonTransaction } from "drizzle-orm/neon-serverless";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Database, Db } from "../database";
import { pooledTransaction } from "./pooled-transaction";

/** Neon over WebSockets: money needs interactive transactions, which Neon's HTTP driver has not. */
export async function openNeon(
  connectionString: string,
  config: Pick<PoolConfig, "maxUses"> = {},
): Promise<Database> {
  const pool = new Pool({ connectionString, ...config });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const dialect = new PgDialect();
  const databaseOn = (client: PoolClient): Db =>
    new NeonTransaction(dialect, new NeonSession(client, dialect, undefined), undefined);
  return {
    kind: "neon",
    transaction: (work, opening) => pooledTransaction({ pool, databaseOn }, work, opening),
    close: () => pool.end(),
  };
}
