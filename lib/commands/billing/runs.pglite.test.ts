import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
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
