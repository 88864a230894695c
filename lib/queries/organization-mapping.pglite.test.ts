import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeAccount, makeContract, makeLine } from "@/lib/testing/factories";
import {
  type MappedTenant,
  makeCountingLine,
  makeLinkedAccount,
  makeOrganization,
  mappedTenant,
} from "@/lib/testing/mapped-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type MappingFilter, type MappingTab, organizationMapping } from "./organization-mapping";
import { accountChoices, organizationChoices } from "./organization-mapping/choices";
import { unlinkPreview } from "./organization-mapping/unlink-preview";

const GONE = "2026-05-20T04:00:00.000Z";

let tenant: MappedTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await mappedTenant();
});

const ALL: MappingFilter = { tab: "linked", query: "", states: [], sort: null, pageIndex: 0, pageSize: 50 };
const read = (tab: MappingTab, filter: Partial<MappingFilter> = {}, of: MappedTenant = tenant) =>
  organizationMapping(of.scope, { ...ALL, ...filter, tab });

/** The rows of a tab by the name they are about. */
async function namesOf(tab: MappingTab, filter: Partial<MappingFilter> = {}): Promise<string[]> {
  const { list } = await read(tab, filter);
  return list.tab === "accounts"
    ? list.rows.map(({ name }) => name)
    : list.rows.map((row) => row.organization.name);
}

describe("what is mapped and what is not", () => {
  it("is counted for each tab, the MSP's own and another tenant's left out", async () => {
    const other = await mappedTenant();
    await makeLinkedAccount(other, "Theirs", [await makeOrganization(other, "Theirs")]);
    await makeOrganization(other, "Free of theirs");
    await makeOrganization(tenant, "Our own company", { isPrimary: true });
    await makeOrganization(tenant, "Gone", { missingSince: GONE });
    await makeOrganization(tenant, "Acme, Inc.");
    await makeOrganization(tenant, "Quite alone");
    await makeAccount(tenant, { name: "ACME" });
    await makeLinkedAccount(tenant, "Beta", [
      await makeOrganization(tenant, "Beta East"),
      await makeOrganization(tenant, "Beta West", { missingSince: GONE }),
    ]);
    const { integration, counts } = await read("linked");
    expect([integration, counts]).toEqual([
      "ready",
      { suggested: 1, linked: 2, organizations: 2, accounts: 1 },
    ]);
    expect(await namesOf("organizations")).toEqual(["Acme, Inc.", "Quite alone"]);
    expect(await namesOf("accounts")).toEqual(["ACME"]);
  });

  it("is nothing before an IT Glue account is pinned", async () => {
    const fresh = await mappedTenant({ connectionId: null, isEnabled: false });
    await makeAccount(fresh);
    expect(await read("accounts", {}, fresh)).toEqual({
      integration: "not-set-up",
      counts: { suggested: 0, linked: 0, organizations: 0, accounts: 0 },
      list: { tab: "accounts", rows: [], rowCount: 0 },
    });
    const off = await mappedTenant({ isEnabled: false });
    expect((await read("linked", {}, off)).integration).toBe("disabled");
  });

  it("leaves out organizations whose type or status is not selected, until they are asked for", async () => {
    tenant = await mappedTenant({ syncedTypeIds: ["1"], syncedStatusIds: ["5", "6"] });
    await makeAccount(tenant, { name: "Vendor" });
    await makeOrganization(tenant, "Customer", { typeId: "1", statusId: "6" });
    await makeOrganization(tenant, "Vendor", { typeId: "2", statusId: "5" });
    await makeOrganization(tenant, "Untyped", { statusId: "5" });
    await makeOrganization(tenant, "Gone", { typeId: "1", statusId: "5", missingSince: GONE });
    expect((await read("suggested")).counts).toMatchObject({ suggested: 0, organizations: 1 });
    expect(await namesOf("organizations")).toEqual(["Customer"]);
    expect(await namesOf("organizations", { states: ["not-selected"] })).toEqual(["Untyped", "Vendor"]);
    expect(await namesOf("organizations", { states: ["gone"] })).toEqual(["Gone"]);
    expect(await namesOf("organizations", { states: ["gone", "not-selected", "x"] })).toHaveLength(3);
  });
});

describe("suggestions", () => {
  it("come best first, with other likely accounts, and say when a person has to tell them apart", async () => {
    await makeAccount(tenant, { name: "Twin" });
    await makeAccount(tenant, { name: "Twin LLC" });
    await makeAccount(tenant, { name: "Contoso", accountCode: "CON" });
    await makeLinkedAccount(tenant, "Delta", [await makeOrganization(tenant, "Delta One")]);
    await makeLinkedAccount(tenant, "Epsilon", [
      await makeOrganization(tenant, "Epsilon once", { missingSince: GONE }),
    ]);
    await makeOrganization(tenant, "Contosso", { shortName: "CTS" });
    await makeOrganization(tenant, "The Twin");
    await makeOrganization(tenant, "Delta GmbH");
    await makeOrganization(tenant, "Epsilon Inc");
    const { list } = await read("suggested");
    if (list.tab !== "suggested") throw new Error("Another tab was read.");
    const said = list.rows.map((row) => [
      row.organization.name,
      row.account.name,
      row.score,
      row.byHand,
      row.others.map(({ name }) => name),
    ]);
    expect(said).toEqual([
      ["Delta GmbH", "Delta", 100, "has-organization", []],
      ["Epsilon Inc", "Epsilon", 100, null, []],
      ["The Twin", "Twin", 100, "tied", ["Twin LLC"]],
      ["Contosso", "Contoso", 94, null, []],
    ]);
    expect(await namesOf("suggested", { query: "con" })).toEqual(["Contosso"]);
    expect(await namesOf("suggested", { query: "TWIN" })).toEqual(["The Twin"]);
    expect(await namesOf("suggested", { sort: { by: "score", direction: "asc" }, pageSize: 1 })).toEqual([
      "Contosso",
    ]);
    expect(
      await namesOf("suggested", { sort: { by: "account", direction: "desc" }, pageSize: 2, pageIndex: 1 }),
    ).toEqual(["Delta GmbH", "Contosso"]);
  });

  it("stand beside the organizations without an account", async () => {
    const contoso = await makeAccount(tenant, { name: "Contoso" });
    await makeOrganization(tenant, "Contosso");
    await makeOrganization(tenant, "Zeta");
    const { list } = await read("organizations");
    if (list.tab !== "organizations") throw new Error("Another tab was read.");
    expect(list.rows.map(({ suggested }) => suggested?.id ?? null)).toEqual([contoso.id, null]);
  });
});

describe("linked organizations", () => {
  beforeEach(async () => {
    await makeLinkedAccount(tenant, "Acme", [
      await makeOrganization(tenant, "West", { shortName: "W" }),
      await makeOrganization(tenant, "East"),
    ]);
    await makeLinkedAccount(tenant, "Beta 10%", [
      await makeOrganization(tenant, "Gone", { missingSince: GONE }),
    ]);
    await makeLinkedAccount(tenant, "Gamma", [await makeOrganization(tenant, "Gamma")], {
      state: "read-only",
      problem: "psa-synced",
    });
  });

  it("come by account with the leading one first, and tell how each stands", async () => {
    const { list } = await read("linked");
    if (list.tab !== "linked") throw new Error("Another tab was read.");
    expect(
      list.rows.map((row) => [
        row.account.name,
        row.organization.name,
        row.isLeading,
        row.organizations,
        row.state,
      ]),
    ).toEqual([
      ["Acme", "West", true, 2, "synced"],
      ["Acme", "East", false, 2, "synced"],
      ["Beta 10%", "Gone", true, 1, "orphaned"],
      ["Gamma", "Gamma", true, 1, "read-only"],
    ]);
    expect(list.rows[2]?.organization.missingSince).toBe(GONE);
    expect(list.rows[3]).toMatchObject({
      problem: "psa-synced",
      takesPart: true,
      linkedAt: "2026-05-01T12:00:00.000Z",
      account: { version: 1 },
    });
  });

  it("are searched on both sides, filtered, sorted and paged", async () => {
    expect(await namesOf("linked", { query: "0%" })).toEqual(["Gone"]);
    expect(await namesOf("linked", { query: "acm" })).toEqual(["West", "East"]);
    expect(await namesOf("linked", { states: ["orphaned", "read-only"] })).toEqual(["Gone", "Gamma"]);
    expect(await namesOf("linked", { states: ["several"] })).toEqual(["West", "East"]);
    const byName = { by: "organization", direction: "desc" } as const;
    expect(await namesOf("linked", { sort: byName, pageSize: 2, pageIndex: 1 })).toEqual(["Gamma", "East"]);
    expect((await read("linked", { sort: byName, pageSize: 2, pageIndex: 9 })).list).toEqual({
      tab: "linked",
      rows: [],
      rowCount: 4,
    });
  });
});

describe("accounts without an organization", () => {
  it("tell how many active contracts they have", async () => {
    const busy = await makeAccount(tenant, { name: "Busy", accountCode: "B" });
    await makeAccount(tenant, { name: "Idle" });
    await makeAccount(tenant, { name: "Closed", isActive: false });
    for (const status of ["active", "active", "inactive"] as const)
      await makeContract(tenant, { accountId: busy.id, status });
    const { list } = await read("accounts", { sort: { by: "contracts", direction: "desc" } });
    expect(list.rows).toEqual([
      { id: busy.id, name: "Busy", accountCode: "B", typeName: null, version: 1, contracts: 2 },
      expect.objectContaining({ name: "Idle", contracts: 0 }),
    ]);
    expect(await namesOf("accounts", { query: "idl" })).toEqual(["Idle"]);
  });
});

describe("choices", () => {
  it("of accounts begin with those of a like name, and say what each is linked to", async () => {
    const harbor = await makeLinkedAccount(tenant, "Harbor Dental", [
      await makeOrganization(tenant, "Harbor"),
    ]);
    await makeAccount(tenant, { name: "Acme" });
    const organization = await makeOrganization(tenant, "Harbor Dental Downtown");
    const all = await accountChoices(tenant.scope, { query: "", organizationId: organization.id });
    expect(all).toEqual({
      likely: [
        { id: harbor.id, name: "Harbor Dental", accountCode: null, version: 1, organizations: ["Harbor"] },
      ],
      others: [expect.objectContaining({ name: "Acme", organizations: [] })],
      isMore: false,
    });
    const found = await accountChoices(tenant.scope, { query: "ACM", organizationId: organization.id });
    expect([found.likely, found.others.map(({ name }) => name)]).toEqual([[], ["Acme"]]);
  });

  it("of organizations are those that are there and that no account has", async () => {
    const acme = await makeAccount(tenant, { name: "Acme" });
    await makeLinkedAccount(tenant, "Beta", [await makeOrganization(tenant, "Acme linked")]);
    await makeOrganization(tenant, "Acme gone", { missingSince: GONE });
    await makeOrganization(tenant, "Acme ourselves", { isPrimary: true });
    await makeOrganization(tenant, "Acme LLC");
    for (let number = 10; number < 35; number += 1) await makeOrganization(tenant, `Org ${number}`);
    const { likely, others, isMore } = await organizationChoices(tenant.scope, {
      query: "",
      accountId: acme.id,
    });
    expect(likely.map(({ name }) => name)).toEqual(["Acme LLC"]);
    expect([others.length, others[0]?.name, isMore]).toEqual([20, "Org 10", true]);
    const found = await organizationChoices(tenant.scope, { query: "acme", accountId: acme.id });
    expect([found.others.map(({ name }) => name), found.isMore]).toEqual([["Acme LLC"], false]);
  });
});

describe("what unlinking would mean", () => {
  it("names the lines that count, with the units they bill, and who leads next", async () => {
    const [east, gone, west] = [
      await makeOrganization(tenant, "East"),
      await makeOrganization(tenant, "Gone", { missingSince: GONE }),
      await makeOrganization(tenant, "West"),
    ];
    const acme = await makeLinkedAccount(tenant, "Acme", [east, gone, west]);
    const contract = await makeContract(tenant, { accountId: acme.id, name: "Managed services" });
    const of = { contractId: contract.id };
    const seats = await makeCountingLine(tenant, acme.id, { ...of, name: "Seats", sortOrder: 1 });
    await makeCountingLine(tenant, acme.id, { ...of, name: "New", sortOrder: 2, units: [] });
    await makeCountingLine(tenant, acme.id, { ...of, name: "Over", endOn: "2026-05-31" });
    await makeLine(tenant, { ...of, name: "Typed" });
    const inactive = await makeContract(tenant, { accountId: acme.id, status: "inactive" });
    await makeCountingLine(tenant, acme.id, { contractId: inactive.id });
    const preview = (organizationId: string) =>
      unlinkPreview(tenant.scope, { accountId: acme.id, organizationId }, "2026-06-01");
    expect(await preview(east.id)).toEqual({
      organizationName: "East",
      account: { id: acme.id, name: "Acme", version: 1 },
      remaining: [{ name: "Gone" }, { name: "West" }],
      nextLeading: "West",
      lines: [
        {
          id: seats.id,
          contractId: contract.id,
          version: 1,
          name: "Seats",
          contractName: "Managed services",
          billedUnits: "10",
        },
        expect.objectContaining({ name: "New", billedUnits: null }),
      ],
      todayOn: "2026-06-01",
    });
    expect((await preview(west.id))?.nextLeading).toBeNull();
  });

  it("is nothing for another account's organization, and another tenant's", async () => {
    const other = await mappedTenant();
    const theirs = await makeOrganization(other, "Theirs");
    const theirAccount = await makeLinkedAccount(other, "Theirs", [theirs]);
    const acme = await makeLinkedAccount(tenant, "Acme", [await makeOrganization(tenant, "East")]);
    for (const accountId of [acme.id, theirAccount.id])
      expect(
        await unlinkPreview(tenant.scope, { accountId, organizationId: theirs.id }, "2026-06-01"),
      ).toBeNull();
    const seen = await accountChoices(tenant.scope, { query: "", organizationId: theirs.id });
    expect([...seen.likely, ...seen.others].map(({ name }) => name)).toEqual(["Acme"]);
    const free = await organizationChoices(tenant.scope, { query: "", accountId: theirAccount.id });
    expect([free.likely, free.others]).toEqual([[], []]);
  });
});
