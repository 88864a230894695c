import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { saveLine } from "@/lib/commands/contract-lines/save-line";
import { editContract } from "@/lib/commands/contracts/edit-contract";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeService,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { billingReview } from "./billing-review";
import { contractForm } from "./contract-form";
import { contractPage } from "./contract-page";
import { type ContractFilter, contractList } from "./contracts";
import { lineForm } from "./line-form";
import { linePage, withDays } from "./line-page";

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
});

const contractsBy = (values: Partial<ContractFilter> = {}): ContractFilter => ({
  query: "",
  accountIds: [],
  statuses: [],
  billingCycles: [],
  sort: { by: "contractNumber", direction: "asc" },
  pageIndex: 0,
  pageSize: 50,
  businessOn: "2026-06-10",
  ...values,
});

describe("the list of contracts", () => {
  it("is filtered by account and shows the price of one period as it stands today", async () => {
    const mine = await makeAccount(tenant, { name: "RK Fabrics" });
    const contract = await makeContract(tenant, { accountId: mine.id });
    await makeContract(tenant);
    await makeLine(tenant, {
      contractId: contract.id,
      units: [
        { effectiveOn: "2026-06-01", units: "10" },
        { effectiveOn: "2026-06-11", units: "99" },
      ],
    });
    await makeLine(tenant, {
      contractId: contract.id,
      terms: { minimumUnits: "3" },
      units: [{ effectiveOn: "2026-06-01", units: "1" }],
      prices: [{ effectiveOn: "2026-06-01", unitPrice: "0.005" }],
    });
    await makeLine(tenant, { contractId: contract.id });
    await makeLine(tenant, {
      contractId: contract.id,
      endOn: "2026-06-09",
      units: [{ effectiveOn: "2026-06-01", units: "7" }],
    });
    const list = await contractList(tenant.scope, contractsBy({ accountIds: [mine.id] }));
    expect(list.rowCount).toBe(1);
    expect(list.rows).toMatchObject([{ accountName: "RK Fabrics", lines: 3, pricePerPeriod: "100.02" }]);
  });

  it("finds by name, reference, account and number", async () => {
    const account = await makeAccount(tenant, { name: "Hollis" });
    await makeContract(tenant, { accountId: account.id, name: "Cloud", referenceNumber: "PO-1" });
    const { contractNumber } = await makeContract(tenant, { name: "Phones" });
    const found = async (query: string) =>
      (await contractList(tenant.scope, contractsBy({ query }))).rows.map(({ name }) => name);
    expect(await found("clo")).toEqual(["Cloud"]);
    expect(await found("po-1")).toEqual(["Cloud"]);
    expect(await found("hollis")).toEqual(["Cloud"]);
    expect(await found(`#${contractNumber}`)).toEqual(["Phones"]);
  });
});

describe("a contract's page", () => {
  it("tells units and prices", async () => {
    const contract = await makeContract(tenant);
    const line = await makeLine(tenant, {
      contractId: contract.id,
      name: "Seats",
      units: [{ effectiveOn: "2026-06-01", units: "10" }],
    });
    const ctx = contextFor(tenant);
    await withTenant(tenant.scope, (db) => reprojectLine(db, ctx, line.id));
    const first = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(first).toMatchObject({ pricePerPeriod: "100.00", organizations: 0, prorated: [] });
    expect(first.contract.isPosted).toBe(false);
    expect(first.lines).toMatchObject([
      { name: "Seats", units: "10", billedUnits: "10", unitPrice: "10.00", extendedPrice: "100.00" },
    ]);
  });

  it("shows a line without units as not billable, never as 0", async () => {
    const contract = await makeContract(tenant);
    await makeLine(tenant, { contractId: contract.id });
    const page = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(page.lines).toMatchObject([{ units: null, billedUnits: null, extendedPrice: null }]);
  });

  it("shows a line that starts later with the figures of its first day", async () => {
    const contract = await makeContract(tenant);
    await makeLine(tenant, {
      contractId: contract.id,
      startOn: "2026-07-01",
      units: [{ effectiveOn: "2026-07-01", units: "4" }],
    });
    const page = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(page.lines).toMatchObject([{ billedUnits: "4", extendedPrice: "40.00" }]);
  });

  it("lists prorations in review and posted, and every change", async () => {
    const contract = await makeContract(tenant);
    const service = await makeService(tenant);
    const ctx = contextFor(tenant);
    const line = {
      contractId: contract.id,
      lineId: null,
      version: null,
      serviceId: service.id,
      name: "Seats",
      description: "",
      startOn: "2026-06-01",
      unitPrice: "10.00",
      unitCost: null,
      billBy: { by: "none", units: "10" },
      rounding: "none",
      minimumUnits: null,
      includedUnits: null,
      maximumUnits: null,
      prorateIncreases: "daily",
      prorateDecreases: "daily",
      effectiveOn: "2026-06-01",
      priceEffectiveOn: null,
      reason: "",
    } as const;
    const { lineId } = await saveLine(ctx, line);
    await saveLine(ctx, {
      ...line,
      lineId,
      version: 1,
      billBy: { by: "none", units: "11" },
      effectiveOn: "2026-06-10",
      reason: "New hire",
    });
    const inReview = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(inReview.prorated).toMatchObject([
      { status: "in-review", effectiveOn: "2026-06-10", previousUnits: "10", units: "11", amount: "7.00" },
    ]);
    expect(inReview.history.map(({ action, reason }) => [action, reason])).toEqual([
      ["contract-line.edited", "New hire"],
      ["contract-line.created", null],
    ]);
    const { items } = await billingReview(tenant.scope, {
      search: "",
      accountIds: [],
      contractIds: [contract.id],
      kinds: ["proration"],
      due: "all",
      sort: { column: "effectiveOn", direction: "asc" },
      pageIndex: 0,
      pageSize: 50,
      businessOn: "2026-06-10",
    });
    await postItems(ctx, { items: items.map(({ id, contentHash }) => ({ id, contentHash })) });
    const posted = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(posted.prorated).toMatchObject([
      { status: "posted", amount: "7.00", days: 21, periodDays: 30, invoices: [] },
    ]);
    expect(posted.contract.isPosted).toBe(true);
    expect((await contractForm(tenant.scope, contract.id)).contract?.isPosted).toBe(true);
  });

  it("is not there for another company", async () => {
    const theirs = await makeLine(await makeTenant());
    const on = "2026-06-10";
    expect(await contractPage(tenant.scope, theirs.contractId, on)).toBeNull();
    expect(await linePage(tenant.scope, { contractId: theirs.contractId, lineId: theirs.id, on })).toBeNull();
    expect(await lineForm(tenant.scope, { contractId: theirs.contractId, lineId: null, on })).toBeNull();
    expect((await contractForm(tenant.scope, theirs.contractId)).contract).toBeNull();
  });

  it("tells who edited it", async () => {
    const contract = await makeContract(tenant, { name: "Old" });
    const { name: _old, ...facts } = contract;
    await editContract(contextFor(tenant), {
      contractId: contract.id,
      version: 1,
      name: "New",
      referenceNumber: facts.referenceNumber,
      billingCycle: facts.billingCycle,
      alignment: facts.alignment,
      anchorDay: null,
      issueInvoiceOn: facts.issueInvoiceOn,
      startOn: facts.startOn,
      endOn: null,
      billedElsewhereThroughOn: null,
      currency: "USD",
    });
    const page = (await contractPage(tenant.scope, contract.id, "2026-06-10"))!;
    expect(page.history).toMatchObject([
      {
        action: "contract.edited",
        actorName: tenant.admin.name,
        changes: expect.arrayContaining([{ field: "name", from: "Old", to: "New" }]),
      },
    ]);
  });
});

describe("a line's page and form", () => {
  it("give each recorded unit the days for which it holds", async () => {
    const line = await makeLine(tenant, {
      units: [
        { effectiveOn: "2026-06-01", units: "10" },
        { effectiveOn: "2026-06-10", units: "11" },
        { effectiveOn: "2026-06-20", units: "12" },
        { effectiveOn: "2026-06-10", units: "15" },
      ],
    });
    const page = (await linePage(tenant.scope, {
      contractId: line.contractId,
      lineId: line.id,
      on: "2026-06-12",
    }))!;
    expect(page.figures).toMatchObject({ units: "15", extendedPrice: "150.00" });
    expect(
      page.units.map(({ units, effectiveOn, throughOn, isReplaced }) => [
        units,
        effectiveOn,
        throughOn,
        isReplaced,
      ]),
    ).toEqual([
      ["12", "2026-06-20", null, false],
      ["15", "2026-06-10", "2026-06-19", false],
      ["11", "2026-06-10", null, true],
      ["10", "2026-06-01", "2026-06-09", false],
    ]);
  });

  it("has no days to give where nothing is recorded", () => {
    expect(withDays([])).toEqual([]);
  });

  it.each([
    [{ startOn: "2026-07-01" }, "2026-07-01"],
    [{ startOn: "2026-01-17", billedElsewhereThroughOn: "2026-05-31" }, "2026-06-01"],
    [{ startOn: "2026-01-17", billedElsewhereThroughOn: "2026-01-16" }, "2026-01-17"],
    [{ startOn: "2026-06-01" }, "2026-06-10"],
  ])("start a new line of a contract %o on %s", async (values, startOn) => {
    const contract = await makeContract(tenant, values);
    const form = await lineForm(tenant.scope, { contractId: contract.id, lineId: null, on: "2026-06-10" });
    expect(form).toMatchObject({ line: null, defaultStartOn: startOn, assetTypes: [], typesReadAt: null });
  });

  it("know what else a service counts, other than on the line itself", async () => {
    const service = await makeService(tenant);
    const rule = (assetTypeId: string) => ({
      assetTypeId,
      billBy: { by: "assets" as const },
      conditions: [],
      includeArchived: false,
    });
    const terms = (assetTypeId: string) => ({
      billBy: "flexible-assets" as const,
      countRule: rule(assetTypeId),
      ruleInWords: `Number of ${assetTypeId}`,
    });
    const line = await makeLine(tenant, { serviceId: service.id, terms: terms("7") });
    await makeLine(tenant, { serviceId: service.id, terms: terms("8") });
    const form = (await lineForm(tenant.scope, {
      contractId: line.contractId,
      lineId: line.id,
      on: "2026-06-10",
    }))!;
    expect(form.services.find(({ id }) => id === service.id)?.rules).toEqual([
      { rule: rule("8"), inWords: "Number of 8" },
    ]);
    expect(form.line).toMatchObject({ countRule: rule("7"), isPosted: false });
  });
});
