import { sql } from "drizzle-orm";
import type { Db } from "../database";

type PooledClient = { release(destroy?: boolean): void };

/**
 * One transaction on a connection of a pool, as Drizzle's own, but `BEGIN` and the statement `opening` go out together: each
 * transaction of the app sets its role first, and a round trip for `BEGIN` alone is as dear as a query. `databaseOn` makes
 * a Drizzle transaction of a connection, so that one inside it is a savepoint.
 */
export async function pooledTransaction<Client extends PooledClient, T>(
  { pool, databaseOn }: { pool: { connect(): Promise<Client> }; databaseOn: (client: Client) => Db },
  work: (db: Db) => Promise<T>,
  opening = "",
): Promise<T> {
  const client = await pool.connect();
  const db = databaseOn(client);
  let isLost = false;
  try {
    // Without parameters this is a simple query, which may hold several statements.
    await db.execute(sql.raw(`BEGIN; ${opening}`));
    const result = await work(db);
    await db.execute(sql.raw("COMMIT"));
    return result;
  } catch (error) {
    // A connection that cannot roll back is given to nobody again; what went wrong first is what is told.
    await db.execute(sql.raw("ROLLBACK")).catch(() => {
      isLost = true;
    });
    throw error;
  } finally {
    client.release(isLost);
  }
}
