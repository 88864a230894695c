import { Pool, type PoolConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-serverless";
import type { Database, Db } from "../database";

/** Neon over WebSockets: money needs interactive transactions, which Neon's HTTP driver has not. */
export async function openNeon(
  connectionString: string,
  config: Pick<PoolConfig, "maxUses"> = {},
): Promise<Database> {
  const pool = new Pool({ connectionString, ...config });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const orm = drizzle(pool);
  return {
    kind: "neon",
    transaction: (work) => orm.transaction((tx) => work(tx as Db)),
    close: () => pool.end(),
  };
}
