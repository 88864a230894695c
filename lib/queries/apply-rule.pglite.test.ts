import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { makeAccount, makeContract, makeLine, makeService, makeTenant } from "@/lib/testing/factories";
import { type MappedTenant, makeOrganization, mappedTenant } from "@/lib/testing/mapped-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import { applyRulePage } from "./apply-rule";

const ON = "2026-06-15";
const RULE: CountRule = {
  assetTypeId: "7",
  billBy: { by: "field", fieldId: "71" },
  conditions: [{ fieldId: "72", values: ["E3"] }],
  includeArchived: false,
};
const OTHER: CountRule = { ...RULE, conditions: [] };

let tenant: MappedTenant;
let serviceId: string;
let source: { id: string; contractId: string };
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await mappedTenant();
  serviceId = (await makeService(tenant, { name: "Microsoft 365" })).id;
  const { contractId } = await customer("Acme");
  source = await counted(contractId, RULE, {
    name: "Seats",
    prices: [
      { effectiveOn: "2026-06-01", unitPrice: "10.00", unitCost: "6.00" },
      { effectiveOn: "2026-08-01", unitPrice: "11.00", unitCost: "6.50" },
    ],
  });
});

/** An account with a linked organization and a monthly contract in USD, unless told. */
async function customer(
  name: string,
  { isLinked = true, ...contract }: { isLinked?: boolean } & Parameters<typeof makeContract>[1] = {},
) {
  const { id: accountId } = await makeAccount(tenant, { name });
  if (isLinked) {
    const { id: organizationId } = await makeOrganization(tenant, name);
    await withTenant(tenant.scope, (db) =>
      db.insert(accountOrganization).values({
        tenantId: tenant.id,
        connectionId: tenant.connectionId,
        organizationId,
        accountId,
        linkedAt: "2026-06-01T00:00:00Z",
      }),
    );
  }
  return { accountId, contractId: (await makeContract(tenant, { accountId, ...contract })).id };
}

const counted = (contractId: string, rule: CountRule, values: Parameters<typeof makeLine>[1] = {}) =>
  makeLine(tenant, {
    contractId,
    serviceId,
    ...values,
    terms: { billBy: "flexible-assets", countRule: rule, ruleInWords: "Sum of Seats", minimumUnits: "3" },
  });

const page = (lineId: string | null = null) => applyRulePage(tenant.scope, { serviceId, lineId, on: ON });
const reasons = async (lineId: string | null = null) =>
  Object.fromEntries(
    (await page(lineId))!.accounts.map(({ accountName, contracts, reason }) => [
      accountName,
      reason?.code ?? contracts.length,
    ]),
  );

describe("the rule that is applied", () => {
  it("is that of the oldest line, with its newest price and its terms", async () => {
    expect((await page())!.rule).toEqual({
      lineId: source.id,
      lineName: "Seats",
      accountName: "Acme",
      inWords: "Sum of Seats",
      contractId: source.contractId,
      termsVersion: 1,
      currency: "USD",
      billingCycle: "monthly",
      unitPrice: "11.00",
      unitCost: "6.50",
      terms: { rounding: "none", minimum: "3", included: null, maximum: null },
    });
  });

  it("can be that of another line; each thing that the service counts is offered once", async () => {
    const beta = await customer("Beta");
    tenant.clock.set("2026-06-02T13:00:00Z");
    const same = await counted(beta.contractId, { ...RULE, includeArchived: true });
    const other = await counted(beta.contractId, OTHER);
    expect((await page())!.offered.map(({ lineId }) => lineId)).toEqual([source.id, other.id]);
    const chosen = (await page(same.id))!;
    expect(chosen.rule!.lineId).toBe(same.id);
    expect(chosen.offered.map(({ lineId }) => lineId)).toContain(same.id);
  });

  it("is none where no line of the service counts", async () => {
    const { id } = await makeService(tenant);
    await makeLine(tenant, { serviceId: id });
    const found = await applyRulePage(tenant.scope, { serviceId: id, lineId: null, on: ON });
    expect(found).toMatchObject({ rule: null, offered: [], accounts: [] });
  });

  it("is not found for another service's line, an unknown service, or another tenant", async () => {
    const elsewhere = await makeLine(tenant, { terms: { billBy: "flexible-assets", countRule: RULE } });
    expect(await page(elsewhere.id)).toBeNull();
    expect(await page(crypto.randomUUID())).toBeNull();
    const stranger = await makeTenant();
    expect(await applyRulePage(stranger.scope, { serviceId, lineId: null, on: ON })).toBeNull();
    expect(await applyRulePage(stranger.scope, { serviceId, lineId: source.id, on: ON })).toBeNull();
  });
});

describe("the accounts", () => {
  it("are all active ones of the tenant, choosable or with the reason", async () => {
    await customer("Beta");
    const two = await customer("Two contracts");
    await makeContract(tenant, { accountId: two.accountId, name: "Second" });
    await customer("Unlinked", { isLinked: false });
    await customer("Euro", { currency: "EUR" });
    await customer("Yearly", { billingCycle: "yearly" });
    await customer("Inactive", { status: "inactive" });
    await customer("Ended", { endOn: "2026-06-14" });
    await makeAccount(tenant, { name: "Left", isActive: false });
    const stranger = await makeTenant();
    await makeContract(stranger);
    expect(await reasons()).toEqual({
      Acme: "already",
      Beta: 1,
      Ended: "ended",
      Euro: "currency",
      Inactive: "inactive",
      "Two contracts": 2,
      Unlinked: "unlinked",
      Yearly: "cycle",
    });
  });

  it("are compared by the billing cycle in force today", async () => {
    const yearly = {
      billingCycle: "yearly",
      alignment: "contract-start",
      anchorDay: null,
      issueInvoiceOn: "start",
    } as const;
    await customer("Yearly now", { cycleChanges: [{ ...yearly, fromOn: "2026-06-10" }] });
    await customer("Yearly later", { cycleChanges: [{ ...yearly, fromOn: "2026-07-01" }] });
    await customer("Monthly now", {
      billingCycle: "yearly",
      cycleChanges: [{ ...yearly, billingCycle: "monthly", fromOn: "2026-06-15" }],
    });
    expect(await reasons()).toMatchObject({ "Monthly now": 1, "Yearly later": 1, "Yearly now": "cycle" });
  });

  it("are offered again once their own line has ended, and for another rule of the service", async () => {
    const beta = await customer("Beta");
    await counted(beta.contractId, RULE, { endOn: "2026-06-14" });
    const gamma = await customer("Gamma");
    const other = await counted(gamma.contractId, OTHER);
    expect(await reasons(source.id)).toMatchObject({ Beta: 1, Gamma: 1 });
    expect(await reasons(other.id)).toMatchObject({ Acme: 1, Gamma: "already" });
  });

  it("with a line of another service that counts the same are offered: the preview shows what it bills", async () => {
    const beta = await customer("Beta");
    await counted(beta.contractId, RULE, { serviceId: (await makeService(tenant)).id });
    expect(await reasons()).toMatchObject({ Beta: 1 });
  });
});
