import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { account, accountOrganization } from "@/db/schema/account";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { accountOf, organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, BLUEFIN, connectedTenant, startBench } from "@/lib/testing/connected-tenant";
import { makeAccount } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { saveItGlueSettings } from "../it-glue-settings/save-it-glue-settings";
import { linkOrganization } from "../organization-links/link-organization";
import { unlinkOrganization } from "../organization-links/unlink-organization";
import { CommandRefused } from "../refusal";
import { syncOrganizations } from "./sync-organizations";

let server: PostgresServer;
let bench: Bench;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
  bench = await startBench();
});
afterAll(async () => {
  await bench?.stop();
  await closeDatabase();
  await server?.stop();
});

const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => {
    if (result.status === "fulfilled") return "done";
    if (result.reason instanceof CommandRefused) return result.reason.code;
    throw result.reason;
  });

describe("at once", () => {
  it("several syncs make each account once", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const synced = await Promise.all(Array.from({ length: 4 }, () => syncOrganizations(ctx)));
    expect(synced.map(({ created }) => created).sort((a, b) => b - a)).toEqual([27, 0, 0, 0]);
    const [accounts, links] = await withTenant(tenant.scope, async (db) => [
      await db.select().from(account),
      await db.select().from(accountOrganization),
    ]);
    expect([accounts.length, links.length]).toEqual([27, 27]);
  });

  it("several syncs make each organization once, and none makes another wait", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    for (const name of ["Brightwater Spa", "Cedar Clinic", "Dawn Foods"]) await makeAccount(tenant, { name });
    for (let turn = 0; turn < 3; turn += 1)
      await Promise.all(Array.from({ length: 4 }, () => syncOrganizations(ctx)));
    const { organizations } = accountOf(bench.emulator.state, "northwind");
    for (const name of ["Brightwater Spa", "Cedar Clinic", "Dawn Foods"])
      expect(organizations.filter((row) => row.name === name)).toHaveLength(1);
    const links = await withTenant(tenant.scope, (db) => db.select().from(accountOrganization));
    expect(links.filter(({ state }) => state !== "synced")).toEqual([]);
    expect(links).toHaveLength(30);
    await bench.control({ action: "reset" });
  });

  it("a sync and a change of the IT Glue account never leave links of the account that was left", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const { tenant, ctx } = await connectedTenant(bench);
      const outcome = codesOf(
        await Promise.allSettled([
          syncOrganizations(ctx),
          saveItGlueSettings(ctx, { ...BLUEFIN, version: 1 }),
        ]),
      );
      const [pinned] = await withTenant(tenant.scope, (db) =>
        db
          .select({ name: itGlueConnection.accountName, id: itGlueConnection.id })
          .from(itGlueSettings)
          .innerJoin(itGlueConnection, eq(itGlueConnection.id, itGlueSettings.connectionId)),
      );
      const links = await withTenant(tenant.scope, (db) => db.select().from(accountOrganization));
      expect([
        ["done", "it-glue-other-account"],
        ["changed-meanwhile", "done"],
      ]).toContainEqual(outcome);
      expect(links.every(({ connectionId }) => connectionId === pinned?.id)).toBe(true);
      expect(links.length > 0).toBe(pinned?.name === "Northwind MSP");
    }
  });

  it("one of two people links an organization, the other is told", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const idOf = async (name: string) => {
      const [row] = await withTenant(tenant.scope, (db) =>
        db.select().from(account).where(eq(account.name, name)),
      );
      return row!.id;
    };
    const organizationId = organizationOf(bench.emulator.state, "northwind", "RK Fabrics").id;
    await unlinkOrganization(ctx, { accountId: await idOf("RK Fabrics"), version: 1, organizationId });
    const targets = [await idOf("Elm City Bakery"), await idOf("Tidewater Foods")];
    const outcome = codesOf(
      await Promise.allSettled(
        targets.map((accountId) => linkOrganization(ctx, { accountId, version: 1, organizationId })),
      ),
    );
    expect(outcome.sort()).toEqual(["done", "invalid"]);
  });

  it("one of two Administrators saves, the other is told", async () => {
    const { ctx } = await connectedTenant(bench);
    const outcome = codesOf(
      await Promise.allSettled(
        ["one", "two"].map((subdomain) =>
          saveItGlueSettings(ctx, { ...BLUEFIN, server: "us", subdomain, apiKey: "", version: 1 }),
        ),
      ),
    );
    expect(outcome.sort()).toEqual(["changed-meanwhile", "done"]);
  });
});
