import { sql } from "drizzle-orm";
import type { Db } from "../database";

type PooledClient = { query(text: string): Promise<unknown>; release(destroy?: boolean): void };

/**
 * One transaction on a connection of a pool, as Drizzle's own, but `BEGIN`, the statement `opening` and what `work` asks
 * first go out together: each transaction of the app sets its role first, and a round trip is as dear as a query. The server
 * takes them in their order and refuses all that follows where the opening fails. `databaseOn` makes a Drizzle transaction
 * of a connection, so that one inside it is a savepoint.
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
    const begin = client.query(`BEGIN; ${opening}`);
    // Both are waited for: nothing of `work` may go on once the connection is somebody else's.
    const [begun, worked] = await Promise.allSettled([begin, work(db)]);
    if (begun.status === "rejected") throw begun.reason;
    if (worked.status === "rejected") throw worked.reason;
    await db.execute(sql.raw("COMMIT"));
    return worked.value;
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
