import type { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import type { Database, Db } from "@/db/database";
import { heardClient, type WatchedDatabase, watchedDatabase } from "./watched-database";

/** A database that goes back to where it stood, so that many tests can begin at one point. */
export type RewindableDatabase = WatchedDatabase & Rewindable;
type Rewindable = {
  /** Remembers how everything stands now. */
  mark: () => Promise<Mark>;
  /** Takes back all that was written since, and forgets later marks; may be asked again. */
  rewind: (to: Mark) => Promise<void>;
};
type Mark = string;

/**
 * All in one transaction that is never committed: what is a transaction elsewhere is a savepoint here, one after the other. Deferred
 * constraints are checked at the end of each, as a commit would.
 */
export function rewindableDatabase(client: PGlite): Promise<RewindableDatabase> {
  return watchedDatabase(async (hear) => inOneTransaction(await outerTransaction(heardClient(client, hear))));
}

function inOneTransaction({ outer, end }: OuterTransaction): Database & Rewindable {
  let turn: Promise<unknown> = Promise.resolve();
  let marks = 0;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    kind: "pglite",
    transaction: (work, opening) =>
      inTurn(() =>
        outer.transaction(async (db) => {
          if (opening) await db.execute(sql.raw(opening));
          const result = await work(db);
          await db.execute(sql`SET CONSTRAINTS ALL IMMEDIATE`);
          await db.execute(sql`SET CONSTRAINTS ALL DEFERRED`);
          return result;
        }),
      ),
    close: () => inTurn(end),
    mark() {
      marks += 1;
      const name = `mark_${marks}`;
      return inTurn(async () => {
        await outer.execute(sql.raw(`SAVEPOINT ${name}`));
        return name;
      });
    },
    rewind: (to) => inTurn(async () => void (await outer.execute(sql.raw(`ROLLBACK TO SAVEPOINT ${to}`)))),
  };
}

type OuterTransaction = {
  outer: Db;
  /** Takes it back; a database with an open transaction cannot be closed. */
  end: () => Promise<void>;
};

function outerTransaction(client: PGlite): Promise<OuterTransaction> {
  return new Promise((resolve, reject) => {
    let takeBack: (reason: Error) => void;
    const held = new Promise<never>((_, refuse) => {
      takeBack = refuse;
    });
    const ended = drizzle(client).transaction(async (tx) => {
      resolve({
        outer: tx as Db,
        end: async () => {
          takeBack(new Error("Taken back"));
          await ended.catch(() => undefined);
        },
      });
      await held;
    });
    ended.catch(reject);
  });
}
