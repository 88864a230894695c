import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Database, Db } from "./database";

/** The app, its verbs and its tests all run from the root of the project; a bundle has no folder of its own to look in. */
const migrationsFolder = () => join(/* turbopackIgnore: true */ process.cwd(), "db", "migrations");

/** What a migration needs of a driver: statements one by one, on one connection. */
export type MigrationConnection = { query<Row>(text: string, values?: unknown[]): Promise<Row[]> };

type Migration = { tag: string; hash: string; statements: string[] };

/**
 * Brings a database to the newest migration, all in one transaction; safe to call at every start. The same files and the
 * same order serve PGlite, Neon and any Postgres, whoever owns it: no superuser is needed.
 * @returns the tags of the migrations that were applied now.
 * @throws when an already applied migration has changed: a database of unknown form is not touched.
 */
export async function migrate(connection: MigrationConnection): Promise<string[]> {
  await connection.query("BEGIN");
  try {
    const applied = await applyPending(connection);
    await connection.query("COMMIT");
    return applied;
  } catch (error) {
    await connection.query("ROLLBACK");
    throw error;
  }
}

/** The same for the embedded database, which belongs to whoever opened it. Called at every opening. */
export function migrateEmbedded(database: Database): Promise<string[]> {
  return database.transaction((db) => applyPending({ query: (text, values) => queryIn(db, text, values) }));
}

/**
 * Which migrations a database still lacks; needs no more than the right to read the list of applied ones, which every
 * migration gives to `flexbill_gate`.
 */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const migrations = await readMigrations();
  const applied = await queryIn<{ tag: string }>(db, "SELECT tag FROM public.schema_migration");
  const tags = new Set(applied.map((row) => row.tag));
  return migrations.map(({ tag }) => tag).filter((tag) => !tags.has(tag));
}

/** Lets the app's login take the app's roles, one at a time and never by inheritance. Called by the owner of the database. */
export async function grantAppRoles(connection: MigrationConnection, login: string): Promise<void> {
  const quoted = `"${login.replaceAll('"', '""')}"`;
  for (const role of ["flexbill_app", "flexbill_gate", "flexbill_runner"]) {
    await connection.query(`GRANT ${role} TO ${quoted} WITH INHERIT FALSE, SET TRUE`);
  }
}

async function applyPending(connection: MigrationConnection): Promise<string[]> {
  const migrations = await readMigrations();
  await connection.query(
    "CREATE TABLE IF NOT EXISTS public.schema_migration (tag text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  await connection.query("LOCK TABLE public.schema_migration IN EXCLUSIVE MODE");
  const applied = await connection.query<{ tag: string; hash: string }>(
    "SELECT tag, hash FROM public.schema_migration",
  );
  const pending = migrations.filter((migration) => {
    const before = applied.find((row) => row.tag === migration.tag);
    if (before && before.hash !== migration.hash) {
      throw new Error(
        `Migration ${migration.tag} was applied in another form. Restore the file, or start from an empty database.`,
      );
    }
    return !before;
  });
  for (const migration of pending) {
    for (const statement of migration.statements) await connection.query(statement);
    await connection.query("INSERT INTO public.schema_migration (tag, hash) VALUES ($1, $2)", [
      migration.tag,
      migration.hash,
    ]);
  }
  await connection.query("GRANT SELECT ON public.schema_migration TO flexbill_gate");
  return pending.map((migration) => migration.tag);
}

/** Runs a statement with `$1`, `$2`, … through Drizzle, whose drivers all answer with `rows`. */
async function queryIn<Row>(db: Db, text: string, values: unknown[] = []): Promise<Row[]> {
  const parts = values.length === 0 ? [text] : text.split(/\$\d+/);
  const statement = sql.join(
    parts.flatMap((part, position) =>
      position < values.length ? [sql.raw(part), sql`${values[position]}`] : [sql.raw(part)],
    ),
  );
  return ((await db.execute(statement)) as unknown as { rows: Row[] }).rows;
}

async function readMigrations(): Promise<Migration[]> {
  const folder = migrationsFolder();
  const journal = JSON.parse(await readFile(join(folder, "meta", "_journal.json"), "utf8")) as {
    entries: { tag: string }[];
  };
  return Promise.all(
    journal.entries.map(async ({ tag }) => {
      const text = await readFile(join(folder, `${tag}.sql`), "utf8");
      return {
        tag,
        hash: createHash("sha256").update(text).digest("hex"),
        statements: text
          .split("--> statement-breakpoint")
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      };
    }),
  );
}
