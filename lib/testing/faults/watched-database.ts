import type { PGlite } from "@electric-sql/pglite";
import type { QueryConfig } from "pg";
import type { Database } from "@/db/database";
import { pgliteDatabase } from "@/db/drivers/pglite";
import { openPostgres } from "@/db/drivers/postgres";
import { currentProcess, stillAlive } from "./processes";

/** What a test hears of, and may answer by throwing or killing: each statement, with the step it is made in. */
export type StatementWatch = (statement: string, step: string | null) => void;

/** A database that does no work for the dead, and whose statements are heard before they are carried out. */
export type WatchedDatabase = Database & {
  /** Hears every statement; null: nobody. A transaction in which it throws is taken back. */
  watch: StatementWatch | null;
};

/** A PGlite whose transactions let each statement be heard. */
export function heardClient(client: PGlite, hear: (statement: string) => void): PGlite {
  return new Proxy(client, {
    get(_, name) {
      if (name !== "transaction") return Reflect.get(client, name);
      return (work: (tx: unknown) => Promise<unknown>) =>
        client.transaction((tx) => {
          const query = (...asked: Parameters<typeof tx.query>) => {
            hear(asked[0]);
            return tx.query(...asked);
          };
          return work({ query });
        });
    },
  });
}

/** Statements that undo or end a transaction are never refused: a lost connection undoes it, too. */
const ENDING = /^(savepoint|release|rollback|commit|set constraints)/i;

/** @param open the database on a client whose statements call `hear`. */
export async function watchedDatabase<Opened extends Database>(
  open: (hear: (statement: string) => void) => Promise<Opened>,
): Promise<Opened & WatchedDatabase> {
  const hear = (statement: string) => {
    if (ENDING.test(statement)) return;
    watched.watch?.(statement, currentProcess()?.step ?? null);
    if (currentProcess()?.isDead) throw new Error("The process was killed in its transaction");
  };
  const opened = await open(hear);
  const watched: Opened & WatchedDatabase = {
    ...opened,
    watch: null,
    async transaction(work, opening) {
      await stillAlive();
      hear("BEGIN");
      try {
        return await opened.transaction(work, opening);
      } finally {
        await stillAlive();
      }
    },
  };
  return watched;
}

/** The test database, watched. */
export function watchedPglite(client: PGlite): Promise<WatchedDatabase> {
  return watchedDatabase(async (hear) => pgliteDatabase(heardClient(client, hear)));
}

/** A real server, watched: for what would take the database in this process too long. */
export function watchedPostgres(url: string): Promise<WatchedDatabase> {
  return watchedDatabase((hear) =>
    openPostgres(
      url,
      (client) =>
        new Proxy(client, {
          get(_, name) {
            if (name !== "query") return Reflect.get(client, name);
            return (statement: string | QueryConfig, values?: unknown[]) => {
              hear(typeof statement === "string" ? statement : statement.text);
              return client.query(statement, values);
            };
          },
        }),
    ),
  );
}
