import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import { makeAccount } from "@/lib/testing/factories";
import { type MappedTenant, mappedTenant } from "@/lib/testing/mapped-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type SyncLogFilter, syncLog } from "./organization-sync-log";

let tenant: MappedTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await mappedTenant();
});

const ALL: SyncLogFilter = {
  events: [],
  query: "",
  accountId: null,
  fromOn: null,
  toOn: null,
  timeZone: "America/New_York",
  pageIndex: 0,
  pageSize: 50,
};

const write = (values: Partial<typeof organizationSyncLog.$inferInsert>, of: MappedTenant = tenant) =>
  withTenant(of.scope, (db) =>
    db.insert(organizationSyncLog).values({
      tenantId: of.id,
      connectionId: of.connectionId,
      at: "2026-06-01T13:00:00Z",
      event: "pulled",
      organizationId: "42",
      organizationName: "Acme",
      fields: {},
      actorName: "Organization sync",
      ...values,
    }),
  );
const read = (filter: Partial<SyncLogFilter> = {}, of: MappedTenant = tenant) =>
  syncLog(of.scope, { ...ALL, ...filter });
const namesOf = async (filter: Partial<SyncLogFilter>) =>
  (await read(filter)).rows.map(({ organization }) => organization?.name);

describe("the sync log", () => {
  it("is newest first by order of writing, with fields from and to", async () => {
    const acme = await makeAccount(tenant, { name: "Acme today" });
    await write({ organizationName: "One" });
    await write({
      organizationName: "Two",
      event: "conflict",
      reason: "changed-on-both-sides",
      detail: "Words of IT Glue",
      accountId: acme.id,
      accountName: "Acme then",
      fields: { name: { from: "Acme", to: "Acme Corp" } },
    });
    const { rows, rowCount, total } = await read();
    expect([rowCount, total]).toEqual([2, 2]);
    expect(rows.map(({ organization }) => organization?.name)).toEqual(["Two", "One"]);
    expect(rows[0]).toMatchObject({
      event: "conflict",
      reason: "changed-on-both-sides",
      detail: "Words of IT Glue",
      organization: { id: "42", name: "Two" },
      account: { id: acme.id, name: "Acme then" },
      fields: [{ field: "name", from: "Acme", to: "Acme Corp" }],
      actorName: "Organization sync",
    });
    expect(rows[1]?.account).toBeNull();
  });

  it("is found by event, by names and id, and by account", async () => {
    const beta = await makeAccount(tenant, { name: "Beta" });
    await write({ organizationName: "Alpha 100%" });
    await write({ organizationName: "Beta Inc", accountId: beta.id, accountName: "Beta", event: "linked" });
    await write({ organizationName: "Gamma", organizationId: "77", event: "error" });
    expect(await namesOf({ events: ["linked", "error"] })).toEqual(["Gamma", "Beta Inc"]);
    expect(await namesOf({ query: "beta" })).toEqual(["Beta Inc"]);
    expect(await namesOf({ query: "0%" })).toEqual(["Alpha 100%"]);
    expect(await namesOf({ query: " 77 " })).toEqual(["Gamma"]);
    expect(await read({ accountId: beta.id })).toMatchObject({ rowCount: 1, total: 3, accountName: "Beta" });
    expect(await read({ accountId: crypto.randomUUID() })).toMatchObject({ rowCount: 0, accountName: null });
  });

  it("takes days in the tenant's own zone, both ends inclusive", async () => {
    // June 1 in New York is 04:00 UTC of June 1 to 04:00 UTC of June 2.
    await write({ organizationName: "Before", at: "2026-06-01T03:59:59.999Z" });
    await write({ organizationName: "First", at: "2026-06-01T04:00:00Z" });
    await write({ organizationName: "Last", at: "2026-06-02T03:59:59.999Z" });
    await write({ organizationName: "After", at: "2026-06-02T04:00:00Z" });
    expect(await namesOf({ fromOn: "2026-06-01", toOn: "2026-06-01" })).toEqual(["Last", "First"]);
    expect(await namesOf({ fromOn: "2026-06-02" })).toEqual(["After"]);
    expect(await namesOf({ toOn: "2026-05-31" })).toEqual(["Before"]);
  });

  it("is read page by page, and holds nothing of another tenant", async () => {
    const other = await mappedTenant();
    const theirs = await makeAccount(other, { name: "Theirs" });
    await write({ organizationName: "Theirs", accountId: theirs.id, accountName: "Theirs" }, other);
    for (const name of ["One", "Two", "Three"]) await write({ organizationName: name });
    expect(await namesOf({ pageSize: 2, pageIndex: 1 })).toEqual(["One"]);
    expect(await read({ pageSize: 2, pageIndex: 1 })).toMatchObject({ rowCount: 3, total: 3 });
    expect(await read({ accountId: theirs.id })).toMatchObject({ rowCount: 0, accountName: null });
    expect((await read({}, other)).rows).toHaveLength(1);
  });
});
