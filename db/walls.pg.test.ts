import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withGate, withRunner, withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { openPostgres } from "@/db/drivers/postgres";
import { migrate } from "@/db/migrate";
import { account } from "@/db/schema/account";
import { billingItem, charge } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import { asset } from "@/db/schema/mirror";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { contextFor, makeAccount, makeContract, makeLine, makeTenant } from "@/lib/testing/factories";
import { provedSettings } from "@/lib/testing/it-glue-settings";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

/** Runs statements as the app's own login, outside withTenant. */
async function asLogin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.appUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe("the walls on a real server, migrated as a non-superuser", () => {
  it("gives the login nothing without a role, and nothing in the role without a tenant", async () => {
    await makeTenant();
    await asLogin(async (client) => {
      await expect(client.query("SELECT * FROM account")).rejects.toThrow(/permission denied/);
      await client.query("SET ROLE flexbill_app");
      expect((await client.query("SELECT * FROM tenant")).rows).toEqual([]);
      await expect(client.query("SELECT * FROM runner.job_run")).rejects.toThrow(/permission denied/);
      await expect(client.query("SET ROLE flexbill_definer")).rejects.toThrow(/permission denied/);
      await expect(client.query("SELECT * FROM session_holder(gen_random_uuid())")).rejects.toThrow(
        /permission denied/,
      );
    });
  });

  it("shows and changes only the tenant's own records", async () => {
    const [own, other] = [await makeTenant(), await makeTenant()];
    const theirs = await makeAccount(other, { name: "Theirs" });
    await makeAccount(own, { name: "Ours" });
    const seen = await withTenant(own.scope, (db) => db.select({ name: account.name }).from(account));
    expect(seen).toEqual([{ name: "Ours" }]);
    const changed = await withTenant(own.scope, (db) =>
      db
        .update(account)
        .set({ name: "Taken" })
        .where(sql`${account.id} = ${theirs.id}`)
        .returning({ id: account.id }),
    );
    expect(changed).toEqual([]);
    await expect(
      withTenant(own.scope, (db) =>
        db.insert(account).values({
          tenantId: other.id,
          name: "Planted",
          source: "manual",
          createdAt: "2026-06-01T00:00:00Z",
        }),
      ),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
  });

  it("refuses a foreign key forged to another tenant's record", async () => {
    const [own, other] = [await makeTenant(), await makeTenant()];
    const theirs = await makeAccount(other);
    await expect(makeContract(own, { accountId: theirs.id })).rejects.toMatchObject({
      cause: { message: expect.stringContaining("contract_account") },
    });
    expect(await withTenant(own.scope, (db) => db.select().from(contract))).toEqual([]);
  });

  it("takes an asset only under a connection of its own tenant, written or moved", async () => {
    const [own, other] = [await makeTenant(), await makeTenant()];
    const [known, theirs] = [await provedSettings(own), await provedSettings(other)];
    const put = (connectionId: string) =>
      withTenant(own.scope, (db) =>
        db.insert(asset).values({
          tenantId: own.id,
          connectionId,
          id: "1",
          organizationId: "2",
          assetTypeId: "3",
          name: "Firewall",
          traits: {},
          isArchived: false,
          isRestricted: false,
          itGlueUpdatedAt: "2026-06-01T00:00:00Z",
          contentHash: "",
        }),
      );
    const refused = { cause: { message: expect.stringContaining("known_connection") } };
    for (const connectionId of [theirs, crypto.randomUUID()])
      await expect(put(connectionId)).rejects.toMatchObject(refused);
    await put(known);
    await expect(
      withTenant(own.scope, (db) => db.update(asset).set({ connectionId: theirs })),
    ).rejects.toMatchObject(refused);
    for (const change of [
      sql`DELETE FROM it_glue_connection`,
      sql`UPDATE it_glue_connection SET account_id = '2'`,
    ])
      await expect(withTenant(own.scope, (db) => db.execute(change))).rejects.toMatchObject({
        cause: { message: expect.stringContaining("permission denied") },
      });
  });

  it("keeps the tenant setting inside its transaction", async () => {
    const tenant = await makeTenant();
    await withTenant(tenant.scope, (db) => db.execute(sql`SELECT 1`));
    const after = await withGate(async (db) =>
      db.execute(sql`SELECT current_setting('flexbill.tenant_id', true) AS id, current_user AS role`),
    );
    expect((after as unknown as { rows: unknown[] }).rows).toEqual([{ id: "", role: "flexbill_gate" }]);
    await expect(withRunner((db) => db.select().from(account))).rejects.toMatchObject({
      cause: { message: expect.stringContaining("permission denied") },
    });
  });

  it("refuses a second transaction inside one", async () => {
    const tenant = await makeTenant();
    await expect(withTenant(tenant.scope, () => withTenant(tenant.scope, async () => 1))).rejects.toThrow(
      /already open/,
    );
  });

  it("runs nothing of a transaction whose opening fails, and tells why it did", async () => {
    const database = await openPostgres(server.appUrl);
    const answers: unknown[] = [];
    const work = async (db: Db) => {
      // Asked for at once, before the opening is answered, and again when it has failed.
      for (let round = 0; round < 2; round += 1)
        answers.push(
          await db.execute(sql`SELECT current_user`).then(
            () => "ran",
            (error: Error) => (error.cause as Error).message,
          ),
        );
    };
    try {
      await expect(database.transaction(work, "SELECT 1 / 0")).rejects.toThrow("division by zero");
      expect(answers).toEqual([0, 1].map(() => expect.stringContaining("transaction is aborted")));
      const after = await database.transaction((db) => db.execute(sql`SELECT current_user AS name`));
      expect(after).toMatchObject({ rows: [{ name: "flexbill_login" }] });
    } finally {
      await database.close();
    }
  });

  it("migrates again without a change", async () => {
    const owner = new pg.Client({ connectionString: server.ownerUrl });
    await owner.connect();
    const again = await migrate({
      query: async (text, values) => (await owner.query(text, values)).rows as never,
    });
    await owner.end();
    expect(again).toEqual([]);
  });

  it("reads dates as calendar text and instants as UTC, whatever zone the process is in", async () => {
    const tenant = await makeTenant({ clockAt: "2026-06-01T13:00:00Z" });
    const made = await makeContract(tenant, { startOn: "2026-03-08" });
    const [read] = await withTenant(tenant.scope, (db) => db.select().from(contract));
    expect(read).toMatchObject({ startOn: "2026-03-08", createdAt: "2026-06-01T13:00:00.000Z", id: made.id });
  });
});

describe("concurrency", () => {
  it("posts an item once when twenty people post it at the same time", async () => {
    const tenant = await makeTenant();
    const ctx = contextFor(tenant);
    const line = await makeLine(tenant, { units: [{ effectiveOn: "2026-06-01", units: "10" }] });
    await withTenant(tenant.scope, (db) => reprojectLine(db, ctx, line.id));
    const [item] = await withTenant(tenant.scope, (db) =>
      db.select().from(billingItem).orderBy(billingItem.effectiveOn),
    );
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        postItems(ctx, { items: [{ id: item!.id, contentHash: item!.contentHash }] }),
      ),
    );
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(tries.filter((one) => one.status === "rejected").map((one) => one.reason.code)).toEqual(
      Array(19).fill("items-changed"),
    );
    expect(await withTenant(tenant.scope, (db) => db.select().from(charge))).toHaveLength(1);
  });
});
