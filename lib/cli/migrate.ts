/**
 * `npm run db:migrate`: brings the database to the newest migration. On a server it connects as the owner,
 * DATABASE_MIGRATION_URL, and lets the app's login, that of DATABASE_URL, take the app's roles. Without DATABASE_URL it is
 * the embedded database, which every start migrates by itself.
 */
import pg from "pg";
import { dataFolder } from "@/db/data-folder/location";
import { grantAppRoles, migrate } from "@/db/migrate";
import { openForCommandLine } from "@/db/open-for-command-line";

async function migrateServer(appUrl: string, ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const connection = {
      query: async <Row>(text: string, values?: unknown[]) =>
        (await client.query(text, values)).rows as Row[],
    };
    const applied = await migrate(connection);
    const login = decodeURIComponent(new URL(appUrl).username);
    if (login !== "") await grantAppRoles(connection, login);
    return applied;
  } finally {
    await client.end();
  }
}

async function migrateEmbedded(): Promise<string> {
  const opened = await openForCommandLine();
  if (opened.kind === "held")
    return `The data folder ${dataFolder()} is open in process ${opened.holder.pid}, which migrated it at its start.`;
  await opened.close();
  return `The embedded database in ${dataFolder()} is at the newest migration.`;
}

try {
  const { DATABASE_URL: appUrl, DATABASE_MIGRATION_URL: ownerUrl } = process.env;
  if (ownerUrl && !appUrl)
    throw new Error("DATABASE_MIGRATION_URL is set, but DATABASE_URL is not: set both.");
  if (appUrl) {
    const applied = await migrateServer(appUrl, ownerUrl || appUrl);
    console.log(applied.length === 0 ? "Nothing to migrate." : `Migrated: ${applied.join(", ")}`);
  } else {
    console.log(await migrateEmbedded());
  }
} catch (error) {
  console.error(`Not migrated: ${(error as Error).message.split("\n")[0]}`);
  process.exitCode = 1;
}
