import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import type { SaveAccountInput } from "@/lib/inputs/accounts";
import { type AccountFilter, accountList } from "@/lib/queries/accounts";
import { accountPage } from "@/lib/queries/accounts/account-page";
import { type Bench, BLUEFIN, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeAccount, makeContract, makeLine, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { linkOrganization } from "../organization-links/link-organization";
import { unlinkOrganization } from "../organization-links/unlink-organization";
import { syncOrganizations } from "../organizations/sync-organizations";
import { createAccount } from "./create-account";
import { saveAccount } from "./save-account";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  await syncOrganizations(ctx);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const idOf = (name: string, msp: "northwind" | "bluefin" = "northwind") =>
  organizationOf(bench.emulator.state, msp, name).id;
const accountNamed = async (name: string, of: TestTenant = tenant) => {
  const [found] = await withTenant(of.scope, (db) => db.select().from(account).where(eq(account.name, name)));
  return found!;
};
const linksOf = (of: TestTenant = tenant) =>
  withTenant(of.scope, (db) =>
    db.select().from(accountOrganization).orderBy(accountOrganization.organizationId),
  );
const auditOf = (action: string, subjectId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.action, action), eq(auditEvent.subjectId, subjectId))),
  );
const FIRST_PAGE: AccountFilter = {
  query: "",
  statuses: [],
  sort: { by: "name", direction: "asc" },
  pageIndex: 0,
  pageSize: 10,
};
const list = (change: Partial<AccountFilter> = {}, of: TestTenant = tenant) =>
  accountList(of.scope, { ...FIRST_PAGE, ...change });
const namesOf = async (change: Partial<AccountFilter>) => (await list(change)).rows.map(({ name }) => name);

const TYPED: Omit<SaveAccountInput, "accountId" | "version"> = {
  billingName: " RK Fabrics Ltd ",
  billingAddress: "1 Mill Road\nSpringfield",
  currency: "eur",
  taxRatePercent: "8.250",
  paymentTermDays: "14",
};

describe("save", () => {
  it("keeps how an account is invoiced, and audits exactly what changed", async () => {
    const rk = await accountNamed("RK Fabrics");
    expect(await saveAccount(ctx, { ...TYPED, accountId: rk.id, version: 1 })).toEqual({ version: 2 });
    expect(await accountPage(tenant.scope, rk.id, "2026-06-01")).toMatchObject({
      name: "RK Fabrics",
      billingName: "RK Fabrics Ltd",
      billingAddress: "1 Mill Road\nSpringfield",
      currency: "EUR",
      taxRatePercent: "8.25",
      paymentTermDays: 14,
      version: 2,
    });
    await saveAccount(ctx, {
      ...TYPED,
      taxRatePercent: "8.25 %",
      currency: "",
      accountId: rk.id,
      version: 2,
    });
    const events = await auditOf("account.saved", rk.id);
    expect(events.map(({ changes }) => changes)).toContainEqual({
      currency: { from: "EUR", to: null },
      version: { from: 2, to: 3 },
    });
  });

  it("is not touched by a sync that renames the account", async () => {
    const rk = await accountNamed("RK Fabrics");
    await saveAccount(ctx, { ...TYPED, accountId: rk.id, version: 1 });
    const organizationId = idOf("RK Fabrics");
    await bench.control({ action: "rename-organization", organizationId, name: "RK Textiles" });
    await syncOrganizations(ctx);
    expect(await accountNamed("RK Textiles")).toMatchObject({
      id: rk.id,
      billingName: "RK Fabrics Ltd",
      currency: "EUR",
      version: 3,
    });
  });

  it("refuses an older version and names what the other changed", async () => {
    const rk = await accountNamed("RK Fabrics");
    await saveAccount(ctx, { ...TYPED, accountId: rk.id, version: 1 });
    const refusal = await refusalOf(saveAccount(ctx, { ...TYPED, accountId: rk.id, version: 1 }));
    expect(refusal.code).toBe("changed-meanwhile");
    expect(refusal.fields).toContainEqual({
      path: "paymentTermDays",
      message: expect.stringContaining("changed Payment terms from “30” to “14”"),
    });
  });

  it.each([
    ["currency", "DOLLAR", "is not a currency"],
    ["taxRatePercent", "101", "between 0 and 100"],
    ["taxRatePercent", "-1", "between 0 and 100"],
    ["taxRatePercent", "eight", "is a number such as 8.25"],
    ["taxRatePercent", "8,25", "is a number such as 8.25"],
    ["taxRatePercent", "8.00001", "at most four decimals"],
    ["paymentTermDays", "366", "between 0 and 365"],
    ["paymentTermDays", "1.5", "whole days"],
    ["paymentTermDays", "", "whole days"],
    ["billingName", "x".repeat(201), "at most 200 characters"],
  ])("refuses %s %j with words at the field", async (field, typed, words) => {
    const rk = await accountNamed("RK Fabrics");
    const input = { ...TYPED, [field]: typed, accountId: rk.id, version: 1 };
    await expect(saveAccount(ctx, input)).rejects.toMatchObject({
      issues: [{ path: [field], message: expect.stringContaining(words) }],
    });
    expect((await accountNamed("RK Fabrics")).version).toBe(1);
  });

  it.each(["Technician", "Auditor"] as const)("is not for a %s", async (role) => {
    const rk = await accountNamed("RK Fabrics");
    const other = contextFor(tenant, { role, itGlue: bench.itGlue });
    const link = { accountId: rk.id, version: 1, organizationId: idOf("RK Fabrics") };
    expect((await refusalOf(saveAccount(other, { ...TYPED, accountId: rk.id, version: 1 }))).code).toBe(
      "not-allowed",
    );
    expect((await refusalOf(linkOrganization(other, link))).code).toBe("not-allowed");
    expect((await refusalOf(unlinkOrganization(other, link))).code).toBe("not-allowed");
  });
});

describe("link and unlink", () => {
  it("moves an organization from its own account to another, audited on both", async () => {
    const harbor = await accountNamed("Harbor Dental Group");
    const downtown = await accountNamed("Harbor Dental Downtown");
    const organizationId = idOf("Harbor Dental Downtown");
    await unlinkOrganization(ctx, { accountId: downtown.id, version: 1, organizationId });
    expect(await linkOrganization(ctx, { accountId: harbor.id, version: 1, organizationId })).toEqual({
      version: 2,
      organizationName: "Harbor Dental Downtown",
      accountName: "Harbor Dental Group",
    });
    const page = await accountPage(tenant.scope, harbor.id, "2026-06-01");
    expect(page?.organizations.map(({ name, isLeading }) => [name, isLeading])).toEqual([
      ["Harbor Dental Group", true],
      ["Harbor Dental Downtown", false],
    ]);
    expect(page?.organizations[1]?.url).toBe(`https://northwind.itglue.com/${organizationId}`);
    const [linked] = await auditOf("account.organization-linked", harbor.id);
    expect(linked?.changes.linkedOrganization).toEqual({
      from: null,
      to: `Harbor Dental Downtown (${organizationId})`,
    });
    expect(await auditOf("account.organization-unlinked", downtown.id)).toHaveLength(1);
  });

  it("refuses an organization that has an account, saying which", async () => {
    const rk = await accountNamed("RK Fabrics");
    const refusal = await refusalOf(
      linkOrganization(ctx, { accountId: rk.id, version: 1, organizationId: idOf("Elm City Bakery") }),
    );
    expect(refusal).toMatchObject({
      code: "invalid",
      fields: [
        { path: "organizationId", message: expect.stringContaining("linked to the account Elm City") },
      ],
    });
    expect((await accountNamed("RK Fabrics")).version).toBe(1);
  });

  it("refuses an organization that is gone, the MSP's own, and an unknown one", async () => {
    const rk = await accountNamed("RK Fabrics");
    const elm = await accountNamed("Elm City Bakery");
    const organizationId = idOf("Elm City Bakery");
    await unlinkOrganization(ctx, { accountId: elm.id, version: 1, organizationId });
    await bench.control({ action: "delete-organization", organizationId });
    await syncOrganizations(ctx);
    const to = { accountId: rk.id, version: 1 };
    expect(await refusalOf(linkOrganization(ctx, { ...to, organizationId }))).toMatchObject({
      fields: [{ message: expect.stringContaining("no longer in IT Glue") }],
    });
    const own = { ...to, organizationId: idOf("Northwind MSP") };
    expect((await refusalOf(linkOrganization(ctx, own))).code).toBe("not-found");
    expect((await refusalOf(linkOrganization(ctx, { ...to, organizationId: "42" }))).code).toBe("not-found");
  });

  it("refuses a second tab that opened the account before", async () => {
    const elm = await accountNamed("Elm City Bakery");
    const organizationId = idOf("Elm City Bakery");
    await unlinkOrganization(ctx, { accountId: elm.id, version: 1, organizationId });
    const again = refusalOf(unlinkOrganization(ctx, { accountId: elm.id, version: 1, organizationId }));
    expect((await again).code).toBe("changed-meanwhile");
    const notThere = refusalOf(unlinkOrganization(ctx, { accountId: elm.id, version: 2, organizationId }));
    expect((await notThere).code).toBe("not-found");
  });

  it("makes an account of an organization that was unlinked", async () => {
    const elm = await accountNamed("Elm City Bakery");
    const organizationId = idOf("Elm City Bakery");
    await unlinkOrganization(ctx, { accountId: elm.id, version: 1, organizationId });
    const [undecided] = (await list()).undecided;
    expect(undecided).toEqual({
      id: organizationId,
      name: "Elm City Bakery",
      shortName: "ELM",
      namesakes: [{ id: elm.id, name: "Elm City Bakery", version: 2, accountCode: "ELM" }],
    });
    const made = await createAccount(ctx, { organizationId });
    expect(made.accountId).not.toBe(elm.id);
    expect((await list()).undecided).toEqual([]);
    expect((await refusalOf(createAccount(ctx, { organizationId }))).code).toBe("invalid");
  });
});

describe("walls", () => {
  it("refuses another tenant's account and organization, whichever of the two is forged", async () => {
    const { tenant: other, ctx: ofOther } = await connectedTenant(bench, BLUEFIN);
    await syncOrganizations(ofOther);
    const [ours, theirs] = [await accountNamed("RK Fabrics"), await accountNamed("Camden Books", other)];
    const theirOrganization = idOf("Camden Books", "bluefin");
    const before = [await linksOf(), await linksOf(other)];
    const attacks = [
      saveAccount(ctx, { ...TYPED, accountId: theirs.id, version: 1 }),
      linkOrganization(ctx, { accountId: ours.id, version: 1, organizationId: theirOrganization }),
      linkOrganization(ctx, { accountId: theirs.id, version: 1, organizationId: idOf("RK Fabrics") }),
      unlinkOrganization(ctx, { accountId: theirs.id, version: 1, organizationId: theirOrganization }),
      createAccount(ctx, { organizationId: theirOrganization }),
    ];
    for (const attack of attacks) expect((await refusalOf(attack)).code).toBe("not-found");
    expect([await linksOf(), await linksOf(other)]).toEqual(before);
    expect(await accountPage(tenant.scope, theirs.id, "2026-06-01")).toBeNull();
    expect(await accountNamed("Camden Books", other)).toEqual(theirs);
  });

  it("holds in the database itself: a forged foreign key finds no row of another tenant", async () => {
    const { tenant: other, ctx: ofOther } = await connectedTenant(bench, BLUEFIN);
    await syncOrganizations(ofOther);
    const [link] = await linksOf();
    const theirs = await accountNamed("Camden Books", other);
    await expect(
      withTenant(tenant.scope, (db) =>
        db
          .update(accountOrganization)
          .set({ accountId: theirs.id })
          .where(eq(accountOrganization.organizationId, link!.organizationId)),
      ),
    ).rejects.toMatchObject({ cause: { constraint: "account_organization_account_fk" } });
  });
});

describe("list", () => {
  it("shows organizations, status and active contracts", async () => {
    const rk = await accountNamed("RK Fabrics");
    await makeContract(tenant, { accountId: rk.id });
    await makeContract(tenant, { accountId: rk.id, status: "inactive" });
    const { rows, rowCount, total, integration } = await list({ query: "rk fab" });
    expect(rows).toEqual([
      {
        id: rk.id,
        name: "RK Fabrics",
        accountCode: "RK",
        typeName: "Customer",
        organizations: [{ id: idOf("RK Fabrics"), name: "RK Fabrics", isMissing: false }],
        status: "linked",
        contracts: 1,
      },
    ]);
    expect({ rowCount, total, integration }).toEqual({ rowCount: 1, total: 27, integration: "ready" });
  });

  it("tells linked, orphaned and not linked apart, and filters by them", async () => {
    await bench.control({ action: "delete-organization", organizationId: idOf("RK Fabrics") });
    await syncOrganizations(ctx);
    await makeAccount(tenant, { name: "By hand" });
    expect(await namesOf({ statuses: ["orphaned"] })).toEqual(["RK Fabrics"]);
    expect(await namesOf({ statuses: ["not-linked"] })).toEqual(["By hand"]);
    expect((await list({ statuses: ["orphaned", "not-linked"] })).rowCount).toBe(2);
    expect((await list({ statuses: ["linked"] })).rowCount).toBe(26);
  });

  it("sorts and pages in the database, and keeps its total beyond the last page", async () => {
    const first = await namesOf({});
    const second = await namesOf({ pageIndex: 1 });
    expect(first[0]).toBe("Alder Ridge Veterinary");
    expect([...first, ...second]).toEqual([...first, ...second].toSorted((a, b) => a.localeCompare(b, "en")));
    expect(await list({ pageIndex: 99 })).toMatchObject({ rows: [], rowCount: 27, total: 27 });
    expect((await namesOf({ sort: { by: "name", direction: "desc" } }))[0]).toBe("Vantage Coffee Roasters");
    await makeContract(tenant, { accountId: (await accountNamed("RK Fabrics")).id });
    expect((await namesOf({ sort: { by: "contracts", direction: "desc" } }))[0]).toBe("RK Fabrics");
  });

  it("searches by code and by organization, and takes % and _ for letters", async () => {
    expect(await namesOf({ query: "HARBORDT" })).toEqual(["Harbor Dental Downtown"]);
    expect(await namesOf({ query: "%" })).toEqual([]);
    expect(await namesOf({ query: "_" })).toEqual([]);
    const hand = await makeAccount(tenant, { name: "100% Coffee" });
    expect(await namesOf({ query: "100%" })).toEqual([hand.name]);
  });

  it("knows of no other tenant's account, and of an integration that is not there", async () => {
    const { tenant: other } = await connectedTenant(bench, BLUEFIN);
    expect(await list({}, other)).toMatchObject({ rows: [], total: 0, undecided: [], integration: "ready" });
  });
});

describe("page", () => {
  it("lists contracts, and the lines that an unlink would stop counting", async () => {
    const rk = await accountNamed("RK Fabrics");
    const active = await makeContract(tenant, { accountId: rk.id, name: "Managed services" });
    const counted = await makeLine(tenant, {
      contractId: active.id,
      name: "Microsoft 365",
      terms: { billBy: "flexible-assets", ruleInWords: "Seats of Microsoft 365" },
    });
    await makeLine(tenant, { contractId: active.id, name: "Typed by hand" });
    await makeLine(tenant, {
      contractId: active.id,
      name: "Ended",
      endOn: "2026-06-10",
      terms: { billBy: "flexible-assets" },
    });
    const page = await accountPage(tenant.scope, rk.id, "2026-06-11");
    expect(page?.contracts).toEqual([expect.objectContaining({ name: "Managed services", lines: 3 })]);
    expect(page?.countingLines).toEqual([
      {
        id: counted.id,
        contractId: active.id,
        name: "Microsoft 365",
        contractName: "Managed services",
        rule: "Seats of Microsoft 365",
      },
    ]);
  });
});
