import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account, accountTaxRate } from "@/db/schema/account";
import { billingItem, charge } from "@/db/schema/billing";
import { accountPark } from "@/db/schema/billing-job";
import { reading } from "@/db/schema/counting";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import {
  contextFor,
  jobContextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { invoiceRun } from "../invoices/invoice-run";
import { parkAccount } from "../parking/park-account";
import { postItems } from "./post-items";
import { postRun } from "./post-run";
import { reprojectLine } from "./reproject-line";

beforeAll(async () => void (await startTestDatabase()));

const ALL = { accountIds: [], contractIds: [], kinds: [] };
const THROUGH_JUNE = { throughOn: "2026-06-30", scope: ALL, staleAfterDays: null, isDryRun: false };
const BY_ACCOUNT = { scope: ALL, groupBy: "account" as const, isDryRun: false };

/** An account with a line of so many units at 10.00 from 1 June, projected. */
async function billed(tenant: TestTenant, units: string, values: Parameters<typeof makeAccount>[1] = {}) {
  const customer = await makeAccount(tenant, values);
  const contract = await makeContract(tenant, { accountId: customer.id });
  const line = await makeLine(tenant, {
    contractId: contract.id,
    units: [{ effectiveOn: "2026-06-01", units }],
  });
  await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
  return { customer, contract, line };
}

const park = (tenant: TestTenant, accountId: string, explanation: string) =>
  withTenant(tenant.scope, (db) =>
    parkAccount(db, contextFor(tenant), { accountId, reason: "conservation", explanation, lineId: null }),
  );

describe("a run", () => {
  it("posts what is due, invoices it, and finds nothing left when run again", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    await billed(tenant, "10");
    await billed(tenant, "3");
    expect(await postRun(ctx, THROUGH_JUNE)).toEqual({
      postedItems: 2,
      posted: { USD: "130.00" },
      passedOver: [],
    });
    const made = await invoiceRun(ctx, BY_ACCOUNT);
    expect(made).toMatchObject({ invoices: 2, invoiced: { USD: "130.00" }, leftOpen: 0, passedOver: [] });
    const stored = await withTenant(tenant.scope, (db) => db.select().from(invoice).orderBy(invoice.number));
    expect(stored.map(({ number }) => number)).toEqual([1, 2]);
    expect(made.invoiceIds.toSorted()).toEqual(stored.map(({ id }) => id).sort());
    expect(await postRun(ctx, THROUGH_JUNE)).toMatchObject({ postedItems: 0, posted: {} });
    expect(await invoiceRun(ctx, BY_ACCOUNT)).toMatchObject({ invoices: 0, invoiced: {} });
  });

  it("says what it would do in a dry run, and writes nothing", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    await billed(tenant, "10", { taxRatePercent: "20" });
    const dry = { ...THROUGH_JUNE, isDryRun: true };
    expect(await postRun(ctx, dry)).toMatchObject({ postedItems: 1, posted: { USD: "100.00" } });
    expect(await withTenant(tenant.scope, (db) => db.select().from(charge))).toEqual([]);
    await postRun(ctx, THROUGH_JUNE);
    expect(await invoiceRun(ctx, { ...BY_ACCOUNT, isDryRun: true })).toEqual({
      invoices: 1,
      invoiced: { USD: "120.00" },
      leftOpen: 0,
      passedOver: [],
      invoiceIds: [],
    });
    expect(await withTenant(tenant.scope, (db) => db.select().from(invoice))).toEqual([]);
  });

  it("passes over a parked account with its reason, and refuses to post or invoice it by hand", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    const bad = await billed(tenant, "10", { name: "RK Fabrics" });
    await billed(tenant, "3");
    await park(tenant, bad.customer.id, "Seats: 5.00 too much is posted for June.");
    const passedOver = [
      {
        accountId: bad.customer.id,
        accountName: "RK Fabrics",
        lineId: null,
        reason: "Seats: 5.00 too much is posted for June.",
      },
    ];
    expect(await postRun(ctx, THROUGH_JUNE)).toEqual({
      postedItems: 1,
      posted: { USD: "30.00" },
      passedOver,
    });
    const items = await withTenant(tenant.scope, (db) =>
      db.select().from(billingItem).where(eq(billingItem.accountId, bad.customer.id)),
    );
    await expect(
      postItems(contextFor(tenant), { items: items.map(({ id, contentHash }) => ({ id, contentHash })) }),
    ).rejects.toMatchObject({ code: "account-parked", details: { name: "RK Fabrics" } });
    expect((await invoiceRun(ctx, BY_ACCOUNT)).invoices).toBe(1);
  });

  it("passes over a line that was not counted for longer than the setting allows", async () => {
    const tenant = await makeTenant();
    const { contract, customer } = await billed(tenant, "10");
    const line = await makeLine(tenant, {
      contractId: contract.id,
      name: "Seats",
      units: [{ effectiveOn: "2026-06-01", units: "2" }],
      terms: {
        billBy: "flexible-assets",
        countRule: { typeId: "1", typeName: "T", value: { kind: "assets" }, conditions: [] } as never,
      },
    });
    await withTenant(tenant.scope, (db) => reprojectLine(db, contextFor(tenant), line.id));
    const counted = (businessOn: string, state: "counted" | "unreachable") =>
      withTenant(tenant.scope, (db) =>
        db.insert(reading).values({
          tenantId: tenant.id,
          accountId: customer.id,
          contractId: contract.id,
          lineId: line.id,
          source: "nightly",
          rule: {} as never,
          askedAt: `${businessOn}T05:00:00Z`,
          businessOn,
          state,
          reasons: [],
        }),
      );
    await counted("2026-06-01", "counted");
    await counted("2026-06-05", "unreachable");
    tenant.clock.set("2026-06-05T13:00:00Z");
    const run = { ...THROUGH_JUNE, staleAfterDays: 3 };
    expect(await postRun(jobContextFor(tenant), run)).toEqual({
      postedItems: 1,
      posted: { USD: "100.00" },
      passedOver: [
        {
          accountId: customer.id,
          accountName: customer.name,
          lineId: line.id,
          reason: "Seats was last counted on 2026-06-01: its units may be out of date.",
        },
      ],
    });
    await counted("2026-06-05", "counted");
    expect(await postRun(jobContextFor(tenant), run)).toMatchObject({ postedItems: 1, passedOver: [] });
  });

  it("parks an account that fails, with the reason, and bills all others", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    const accounts = [];
    for (const units of ["1", "2", "3", "4", "5"]) accounts.push(await billed(tenant, units));
    const bad = accounts[2]!;
    await postRun(ctx, THROUGH_JUNE);
    await withTenant(tenant.scope, (db) =>
      // No calendar reaches so far: the due date of its invoice cannot be told.
      db.update(account).set({ paymentTermDays: 9_000_000_000 }).where(eq(account.id, bad.customer.id)),
    );
    const made = await invoiceRun(ctx, BY_ACCOUNT);
    expect(made).toMatchObject({ invoices: 4, invoiced: { USD: "120.00" } });
    expect(made.passedOver).toMatchObject([{ accountId: bad.customer.id }]);
    const parked = await withTenant(tenant.scope, (db) => db.select().from(accountPark));
    expect(parked).toMatchObject([{ accountId: bad.customer.id, reason: "run-failed", releasedAt: null }]);
    const numbers = await withTenant(tenant.scope, (db) => db.select({ n: invoice.number }).from(invoice));
    expect(numbers.map(({ n }) => n).sort()).toEqual([1, 2, 3, 4]);
    expect(await withTenant(tenant.scope, (db) => db.select().from(invoiceLine))).toHaveLength(4);
  });
});

describe("what goes on one invoice", () => {
  const invoicesOf = async (tenant: TestTenant) =>
    (await withTenant(tenant.scope, (db) => db.select().from(invoice).orderBy(invoice.number))).map(
      ({ accountId, netMinor, taxLines, dueOn }) => ({
        accountId,
        netMinor,
        dueOn,
        rates: taxLines.map(({ ratePercent, taxMinor }) => `${ratePercent} ${taxMinor}`),
      }),
    );

  it("consolidated: an account goes to wherever its parent's invoices go, at its own tax rate and the payer's terms", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    const head = await billed(tenant, "10", { name: "Head", taxRatePercent: "20", paymentTermDays: 14 });
    const toParent = (parentAccountId: string) => ({ parentAccountId, routesInvoiceToParent: true });
    const branch = await billed(tenant, "3", { ...toParent(head.customer.id), taxRatePercent: "10" });
    await billed(tenant, "1", { ...toParent(branch.customer.id), taxRatePercent: null });
    const apart = await billed(tenant, "2", { name: "Own", parentAccountId: head.customer.id });
    await postRun(ctx, THROUGH_JUNE);
    await invoiceRun(ctx, { ...BY_ACCOUNT, groupBy: "consolidated" });
    expect(await invoicesOf(tenant)).toEqual([
      {
        accountId: head.customer.id,
        netMinor: 14_000n,
        dueOn: "2026-06-15",
        rates: expect.arrayContaining(["20 2000", "10 300"]),
      },
      { accountId: apart.customer.id, netMinor: 2_000n, dueOn: "2026-07-01", rates: [] },
    ]);
  });

  it("consolidated: nothing goes to the invoice of a parent that is parked, and a parked branch holds nobody else up", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    const [head, other] = [await billed(tenant, "10"), await billed(tenant, "5")];
    const under = (parentAccountId: string) => ({ parentAccountId, routesInvoiceToParent: true });
    await billed(tenant, "3", under(head.customer.id));
    const branch = await billed(tenant, "2", under(other.customer.id));
    await postRun(ctx, THROUGH_JUNE);
    await park(tenant, head.customer.id, "It differs.");
    await park(tenant, branch.customer.id, "It differs too.");
    const made = await invoiceRun(ctx, { ...BY_ACCOUNT, groupBy: "consolidated" });
    expect(made).toMatchObject({ invoices: 1, invoiced: { USD: "50.00" } });
    expect(made.passedOver.map((one) => one.reason).sort()).toEqual(["It differs too.", "It differs."]);
  });

  it("by contract: each has its own invoice, at the rate in force on the invoice date", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    const { customer } = await billed(tenant, "10", { taxRatePercent: "5" });
    const second = await makeContract(tenant, { accountId: customer.id });
    const line = await makeLine(tenant, {
      contractId: second.id,
      units: [{ effectiveOn: "2026-06-01", units: "4" }],
    });
    await withTenant(tenant.scope, async (db) => {
      await reprojectLine(db, contextFor(tenant), line.id);
      const rate = (effectiveOn: string, ratePercent: string | null) => ({
        ...{ tenantId: tenant.id, accountId: customer.id, effectiveOn, ratePercent },
        ...{ recordedAt: "2026-05-01T00:00:00Z", recordedBy: "Test" },
      });
      await db.insert(accountTaxRate).values([rate("2026-05-01", "7.25"), rate("2026-06-02", null)]);
    });
    await postRun(ctx, THROUGH_JUNE);
    await invoiceRun(ctx, { ...BY_ACCOUNT, groupBy: "contract" });
    const made = (await invoicesOf(tenant)).map(({ netMinor, rates }) => [netMinor, rates]);
    expect(made).toHaveLength(2);
    expect(made).toEqual(
      expect.arrayContaining([
        [10_000n, ["7.25 725"]],
        [4_000n, ["7.25 290"]],
      ]),
    );
  });
});
