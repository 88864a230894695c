import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { health } from "@/lib/queries/health";
import { type BundledCommand, bundledCommand } from "@/lib/testing/bundled-command";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";

let server: PostgresServer;
let command: BundledCommand;
beforeAll(async () => {
  [server, command] = await Promise.all([startPostgres(), bundledCommand("lib/cli/migrate.ts")]);
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
  await command?.remove();
});

async function migrateVerb(environment: Record<string, string>) {
  const { code, out, err } = await command.run([], {
    DATABASE_URL: "",
    DATABASE_MIGRATION_URL: "",
    ...environment,
  });
  return { code, said: out + err };
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe("npm run db:migrate on a server", () => {
  it("finds nothing to do where all is done, and the app's login sees that it is", async () => {
    const urls = { DATABASE_URL: server.appUrl, DATABASE_MIGRATION_URL: server.ownerUrl };
    expect(await migrateVerb(urls)).toEqual({ code: 0, said: "Nothing to migrate.\n" });
    expect(await health()).toEqual({
      status: "ok",
      database: "ok",
      migrations: "current",
      itGlue: "unknown",
      lastRunMinutesAgo: null,
    });
  });

  it("names what is missing, and touches nothing", async () => {
    const noApp = await migrateVerb({ DATABASE_MIGRATION_URL: server.ownerUrl });
    expect(noApp).toEqual({
      code: 1,
      said: "Not migrated: DATABASE_MIGRATION_URL is set, but DATABASE_URL is not: set both.\n",
    });
    const asLogin = await migrateVerb({ DATABASE_URL: server.appUrl });
    expect(asLogin.code).toBe(1);
    expect(asLogin.said).toMatch(/^Not migrated: permission denied .*\n$/);
  });

  it("refuses a database that was migrated in another form", async () => {
    await asOwner("UPDATE schema_migration SET hash = 'other' WHERE tag = '0000_tables'");
    const { code, said } = await migrateVerb({
      DATABASE_URL: server.appUrl,
      DATABASE_MIGRATION_URL: server.ownerUrl,
    });
    expect(code).toBe(1);
    expect(said).toMatch(/^Not migrated: Migration 0000_tables was applied in another form\. .*\n$/);
  });
});
