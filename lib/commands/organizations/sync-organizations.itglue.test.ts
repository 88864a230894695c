import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import { organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import {
  type Bench,
  BLUEFIN,
  connectedTenant,
  NORTHWIND,
  refusalOf,
  startBench,
} from "@/lib/testing/connected-tenant";
import { contextFor, makeAccount, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { saveItGlueSettings } from "../it-glue-settings/save-it-glue-settings";
import { unlinkOrganization } from "../organization-links/unlink-organization";
import { syncOrganizations } from "./sync-organizations";
import { syncOrganizationsNow } from "./sync-organizations-now";

let client: PGlite;
let bench: Bench;

beforeAll(async () => {
  client = await startTestDatabase();
  bench = await startBench();
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const CUSTOMERS = 3 + 22 + 2; // RK Fabrics and the two Harbor practices, the list, a vendor and a prospect

const accountsOf = (tenant: TestTenant) =>
  withTenant(tenant.scope, (db) => db.select().from(account).orderBy(account.name));
const namedAccount = async (tenant: TestTenant, name: string) =>
  (await accountsOf(tenant)).find((row) => row.name === name);
const mirrorOf = (tenant: TestTenant) =>
  withTenant(tenant.scope, (db) => db.select().from(organization).orderBy(organization.id));
const linksOf = (tenant: TestTenant) =>
  withTenant(tenant.scope, (db) =>
    db.select().from(accountOrganization).orderBy(accountOrganization.organizationId),
  );
const auditOf = (tenant: TestTenant, action: string) =>
  withTenant(tenant.scope, (db) => db.select().from(auditEvent).where(eq(auditEvent.action, action)));
const idOf = (name: string) => organizationOf(bench.emulator.state, "northwind", name).id;

/** Which version of each row is stored, for every table a sync writes: any write at all shows here. */
async function rowVersions(tenant: TestTenant): Promise<string[]> {
  const versions: string[] = [];
  for (const table of [
    "organization",
    "organization_kind",
    "account",
    "account_organization",
    "organization_sync_log",
    "audit_event",
  ]) {
    const { rows } = await client.query<{ version: string }>(
      `SELECT '${table} ' || ctid || ' ' || xmin AS version FROM ${table} WHERE tenant_id = $1 ORDER BY 1`,
      [tenant.id],
    );
    versions.push(...rows.map(({ version }) => version));
  }
  return versions;
}

describe("sync", () => {
  it("makes an account of every organization but the MSP's own, linked by ids", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    expect(await syncOrganizations(ctx)).toEqual({
      created: CUSTOMERS,
      linked: 0,
      updated: 0,
      orphaned: 0,
      returned: 0,
      undecided: 0,
      conflicts: 0,
      pushed: 0,
      errors: 0,
      left: 0,
      total: CUSTOMERS,
    });
    expect(await namedAccount(tenant, "RK Fabrics")).toMatchObject({
      accountCode: "RK",
      typeName: "Customer",
      statusName: "Active",
      source: "it-glue",
      currency: null,
      billingName: null,
    });
    expect(await namedAccount(tenant, "Northwind MSP")).toBeUndefined();
    expect(await mirrorOf(tenant)).toHaveLength(CUSTOMERS + 1);
    expect(await linksOf(tenant)).toHaveLength(CUSTOMERS);
    const [summary] = await auditOf(tenant, "organizations.synced");
    expect(summary).toMatchObject({
      subjectKind: "it-glue-connection",
      changes: { accountsCreated: { from: null, to: CUSTOMERS } },
    });
  });

  it("writes nothing the second time", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const before = await rowVersions(tenant);
    tenant.clock.set("2026-06-02T04:20:00Z");
    expect(await syncOrganizations(ctx)).toMatchObject({
      created: 0,
      linked: 0,
      updated: 0,
      orphaned: 0,
      total: CUSTOMERS,
    });
    expect(await rowVersions(tenant)).toEqual(before);
  });

  it("links an account that was there before by its name, and overwrites nothing of it", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const made = await makeAccount(tenant, {
      name: " rk fabrics ",
      accountCode: "MINE",
      billingName: "RK Ltd",
    });
    expect(await syncOrganizations(ctx)).toMatchObject({ created: CUSTOMERS - 1, linked: 1 });
    expect((await accountsOf(tenant)).find(({ id }) => id === made.id)).toEqual(made);
    expect((await linksOf(tenant)).find(({ accountId }) => accountId === made.id)).toMatchObject({
      organizationId: idOf("RK Fabrics"),
    });
  });

  it("one-way, lets the account's name follow the organization's until a person changes it here", async () => {
    const { tenant, ctx } = await connectedTenant(bench, { ...NORTHWIND, isTwoWaySyncEnabled: false });
    await syncOrganizations(ctx);
    const rk = (await namedAccount(tenant, "RK Fabrics"))!;
    const organizationId = idOf("RK Fabrics");
    const rename = (name: string) => bench.control({ action: "rename-organization", organizationId, name });
    await rename("RK Textiles");
    expect(await syncOrganizations(ctx)).toMatchObject({ updated: 1, created: 0 });
    expect(await namedAccount(tenant, "RK Textiles")).toMatchObject({ id: rk.id, version: 2 });
    const [event] = await auditOf(tenant, "account.synced");
    expect(event).toMatchObject({
      subjectId: rk.id,
      changes: { name: { from: "RK Fabrics", to: "RK Textiles" }, version: { from: 1, to: 2 } },
    });

    await withTenant(tenant.scope, (db) =>
      db.update(account).set({ name: "RK (billing)" }).where(eq(account.id, rk.id)),
    );
    await rename("RK Textiles Group");
    expect(await syncOrganizations(ctx)).toMatchObject({ updated: 0 });
    expect(await namedAccount(tenant, "RK (billing)")).toMatchObject({ id: rk.id });
    expect((await mirrorOf(tenant)).find(({ id }) => id === organizationId)?.name).toBe("RK Textiles Group");
  });

  it("orphans the account of a vanished organization without deleting anything, and takes it back", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const [accounts, links] = [await accountsOf(tenant), await linksOf(tenant)];
    const id = idOf("RK Fabrics");
    const northwind = bench.emulator.state.accounts[0]!;
    const kept = structuredClone(organizationOf(bench.emulator.state, "northwind", "RK Fabrics"));
    await bench.control({ action: "delete-organization", organizationId: id });
    tenant.clock.set("2026-06-05T04:20:00Z");
    expect(await syncOrganizations(ctx)).toMatchObject({ orphaned: 1, created: 0 });
    expect((await mirrorOf(tenant)).find((row) => row.id === id)).toMatchObject({
      name: "RK Fabrics",
      missingSince: "2026-06-05T04:20:00.000Z",
    });
    expect(await accountsOf(tenant)).toEqual(accounts);
    const orphaned = {
      state: "orphaned",
      problem: "organization-deleted",
      syncedAt: "2026-06-05T04:20:00.000Z",
    };
    expect(await linksOf(tenant)).toEqual(
      links.map((link) => (link.organizationId === id ? { ...link, ...orphaned } : link)),
    );
    expect(await syncOrganizations(ctx)).toMatchObject({ orphaned: 0 });

    northwind.organizations.push(kept);
    expect(await syncOrganizations(ctx)).toMatchObject({ returned: 1, created: 0, linked: 0 });
    expect((await mirrorOf(tenant)).find((row) => row.id === id)?.missingSince).toBeNull();
    const returned = (await linksOf(tenant)).find((link) => link.organizationId === id);
    expect(returned).toMatchObject({ state: "synced", problem: null, snapshot: links[0]?.snapshot });
  });

  it("links none again that a person unlinked", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const rk = (await namedAccount(tenant, "RK Fabrics"))!;
    await unlinkOrganization(ctx, { accountId: rk.id, version: 1, organizationId: idOf("RK Fabrics") });
    expect(await syncOrganizations(ctx)).toMatchObject({ created: 0, linked: 0 });
    expect(await linksOf(tenant)).toHaveLength(CUSTOMERS - 1);
  });

  it("keeps two tenants with an organization of one name apart", async () => {
    const { tenant: a, ctx: ofA } = await connectedTenant(bench);
    const { tenant: b, ctx: ofB } = await connectedTenant(bench, BLUEFIN);
    await syncOrganizations(ofA);
    expect(await syncOrganizations(ofB)).toMatchObject({ created: 4, linked: 0 });
    const [rkOfA, rkOfB] = [await namedAccount(a, "RK Fabrics"), await namedAccount(b, "RK Fabrics")];
    expect(rkOfA?.id).not.toBe(rkOfB?.id);
    expect(await accountsOf(b)).toHaveLength(4);
  });
});

describe("a failed read", () => {
  it.each(["503", "504", "truncated", "malformed", "502-html", "reset"] as const)(
    "in the middle (%s) changes nothing, and the health panel knows",
    async (kind) => {
      const { tenant, ctx } = await connectedTenant(bench);
      await syncOrganizations(ctx);
      await bench.control({ action: "rename-organization", organizationId: idOf("RK Fabrics"), name: "X" });
      await bench.control({
        action: "add-organization",
        accountId: "northwind",
        name: "Brand New",
      });
      const before = await rowVersions(tenant);
      // The proof of the account and the first page pass; the second page breaks.
      await bench.control({ action: "fault", kind, match: "/organizations", afterRequests: 2 });
      expect((await refusalOf(syncOrganizationsNow(ctx))).code).toBe("it-glue-unreachable");
      expect(await rowVersions(tenant)).toEqual(before);
      const [settings] = await withTenant(tenant.scope, (db) => db.select().from(itGlueSettings));
      expect(settings?.lastErrorCode).not.toBeNull();
      await bench.control({ action: "clear-faults" });
      expect(await syncOrganizationsNow(ctx)).toMatchObject({ created: 1, updated: 1 });
    },
  );

  it("of a revoked key is refused as such", async () => {
    const { ctx } = await connectedTenant(bench);
    const key = bench.emulator.state.accounts[0]!.apiKeys[0]!.key;
    await bench.control({ action: "revoke-key", key });
    expect((await refusalOf(syncOrganizationsNow(ctx))).code).toBe("it-glue-forbidden");
  });

  it("under a key that now opens another account takes nothing over", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const [northwind, bluefin] = bench.emulator.state.accounts;
    bluefin!.server = "us";
    bluefin!.apiKeys.push(...northwind!.apiKeys.splice(0));
    const refusal = await refusalOf(syncOrganizationsNow(ctx));
    expect(refusal).toMatchObject({
      code: "it-glue-other-account",
      details: { expected: "Northwind MSP", found: "Bluefin IT" },
    });
    expect(await accountsOf(tenant)).toEqual([]);
    const [settings] = await withTenant(tenant.scope, (db) => db.select().from(itGlueSettings));
    expect(settings?.lastErrorCode).toBe("other-account");
  });
});

describe("who and when", () => {
  it("is not for an Auditor", async () => {
    const { tenant } = await connectedTenant(bench);
    const ctx = contextFor(tenant, { role: "Auditor", itGlue: bench.itGlue });
    expect((await refusalOf(syncOrganizationsNow(ctx))).code).toBe("not-allowed");
  });

  it("takes nothing over when the settings changed while IT Glue was being read", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const read = ctx.itGlue;
    const switching = {
      ...ctx,
      itGlue: (target: Parameters<typeof read>[0]) => {
        const gateway = read(target);
        return {
          ...gateway,
          proveAccount: () => gateway.proveAccount(),
          organizationKinds: () => gateway.organizationKinds(),
          organizations: async function* () {
            yield* gateway.organizations();
            await saveItGlueSettings(ctx, { ...BLUEFIN, version: 1 });
          },
        };
      },
    };
    expect((await refusalOf(syncOrganizationsNow(switching as typeof ctx))).code).toBe("changed-meanwhile");
    expect(await accountsOf(tenant)).toEqual([]);
  });
});
