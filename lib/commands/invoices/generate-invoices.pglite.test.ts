import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { unitSegment } from "@/db/schema/counting";
import { invoice } from "@/db/schema/invoice";
import { openCharges } from "@/lib/queries/billing";
import { invoicePage } from "@/lib/queries/invoices";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { postItems } from "../billing/post-items";
import { reprojectLine } from "../billing/reproject-line";
import { appendUnitSegment } from "../contract-lines/append-segment";
import { generateInvoices } from "./generate-invoices";

beforeAll(async () => void (await startTestDatabase()));

/** A tenant with one line of 10 units at 10.00 from 1 June, projected. */
async function billedTenant(accountValues: Parameters<typeof makeAccount>[1] = {}) {
  const tenant = await makeTenant();
  const ctx = contextFor(tenant);
  const customer = await makeAccount(tenant, accountValues);
  const contract = await makeContract(tenant, { accountId: customer.id });
  const line = await makeLine(tenant, {
    contractId: contract.id,
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
  });
  await withTenant(tenant.scope, (db) => reprojectLine(db, ctx, line.id));
  return { tenant, ctx, customer, line };
}

type Billed = Awaited<ReturnType<typeof billedTenant>>;

/** Posts what is in review for these effective dates and answers the charges' ids. */
async function post({ tenant, ctx }: Pick<Billed, "tenant" | "ctx">, ...dates: string[]): Promise<string[]> {
  const items = (await withTenant(tenant.scope, (db) => db.select().from(billingItem))).filter((item) =>
    dates.includes(item.effectiveOn),
  );
  expect(items).toHaveLength(dates.length);
  await postItems(ctx, { items: items.map(({ id, contentHash }) => ({ id, contentHash })) });
  const charges = await withTenant(tenant.scope, (db) => db.select().from(charge));
  return charges.filter((one) => dates.includes(one.effectiveOn)).map((one) => one.id);
}

async function setUnits({ tenant, ctx, line }: Billed, effectiveOn: string, units: string) {
  await withTenant(tenant.scope, async (db) => {
    await appendUnitSegment(db, ctx, {
      lineId: line.id,
      effectiveOn,
      units,
      source: "typed",
      readingId: null,
    });
    await reprojectLine(db, ctx, line.id);
  });
}

const issuedBy = (tenant: TestTenant) => withTenant(tenant.scope, (db) => db.select().from(invoice));

const auditOf = (tenant: TestTenant, action: string) =>
  withTenant(tenant.scope, (db) => db.select().from(auditEvent).where(eq(auditEvent.action, action)));

describe("generating invoices", () => {
  it("numbers from 1 without a gap, dates by the tenant's zone, and audits", async () => {
    const billed = await billedTenant({
      billingName: "RK Fabrics, Inc.",
      billingAddress: "1 Mill Lane",
      taxRatePercent: "8.875",
    });
    const june = await post(billed, "2026-06-01");
    const { invoices: made } = await generateInvoices(billed.ctx, { chargeIds: june });
    expect(made).toMatchObject([{ number: 1, total: "108.88", currency: "USD" }]);
    const page = await invoicePage(billed.tenant.scope, made[0]!.id);
    expect(page).toMatchObject({
      number: 1,
      billingName: "RK Fabrics, Inc.",
      billingAddress: "1 Mill Lane",
      invoiceOn: "2026-06-01",
      dueOn: "2026-07-01",
      net: "100.00",
      tax: "8.88",
      total: "108.88",
      taxLines: [{ ratePercent: "8.875", net: "100.00", tax: "8.88" }],
      lines: [
        { amount: "100.00", units: "10", unitPrice: "10.00", kind: "regular", periodEndOn: "2026-06-30" },
      ],
    });
    expect(await auditOf(billed.tenant, "invoice.generated")).toHaveLength(1);
    const july = await post(billed, "2026-07-01");
    expect((await generateInvoices(billed.ctx, { chargeIds: july })).invoices[0]!.number).toBe(2);
  });

  it("invoices a charge once: the second press is refused and takes no number", async () => {
    const billed = await billedTenant();
    const june = await post(billed, "2026-06-01");
    await generateInvoices(billed.ctx, { chargeIds: june });
    await expect(generateInvoices(billed.ctx, { chargeIds: june })).rejects.toMatchObject({
      code: "items-changed",
    });
    expect(await issuedBy(billed.tenant)).toHaveLength(1);
    expect(await openCharges(billed.tenant.scope)).toEqual([]);
  });

  it("keeps a lone credit open, and uses it on the next invoice at the rate of what it corrects", async () => {
    const billed = await billedTenant({ taxRatePercent: "20" });
    await generateInvoices(billed.ctx, { chargeIds: await post(billed, "2026-06-01") });
    await withTenant(billed.tenant.scope, (db) => db.update(account).set({ taxRatePercent: "25" }));
    await setUnits(billed, "2026-06-20", "9");
    const credit = await post(billed, "2026-06-20");
    await expect(generateInvoices(billed.ctx, { chargeIds: credit })).rejects.toMatchObject({
      code: "nothing-to-invoice",
    });
    expect(await openCharges(billed.tenant.scope)).toMatchObject([{ amount: "-3.67", openAmount: "-3.67" }]);

    const { invoices: made } = await generateInvoices(billed.ctx, {
      chargeIds: await post(billed, "2026-07-01"),
    });
    const page = await invoicePage(billed.tenant.scope, made[0]!.id);
    expect(page).toMatchObject({
      net: "86.33",
      taxLines: [
        { ratePercent: "25", net: "90.00", tax: "22.50" },
        { ratePercent: "20", net: "-3.67", tax: "-0.73" },
      ],
      total: "108.10",
    });
    expect(await openCharges(billed.tenant.scope)).toEqual([]);
  });

  it("leaves the rest of a credit open that is larger than the invoice", async () => {
    const billed = await billedTenant();
    await generateInvoices(billed.ctx, { chargeIds: await post(billed, "2026-06-01") });
    await setUnits(billed, "2026-06-01", "1");
    await post(billed, "2026-06-01");
    await generateInvoices(billed.ctx, { chargeIds: await post(billed, "2026-07-01") });
    expect(await openCharges(billed.tenant.scope)).toMatchObject([
      { amount: "-90.00", openAmount: "-80.00" },
    ]);
  });

  it("makes one invoice per account", async () => {
    const billed = await billedTenant();
    const other = await makeLine(billed.tenant, { units: [{ effectiveOn: "2026-06-01", units: "3" }] });
    await withTenant(billed.tenant.scope, (db) => reprojectLine(db, billed.ctx, other.id));
    const items = (await withTenant(billed.tenant.scope, (db) => db.select().from(billingItem))).filter(
      (item) => item.effectiveOn === "2026-06-01",
    );
    await postItems(billed.ctx, { items: items.map(({ id, contentHash }) => ({ id, contentHash })) });
    const charges = await withTenant(billed.tenant.scope, (db) => db.select().from(charge));
    const made = await generateInvoices(billed.ctx, { chargeIds: charges.map((one) => one.id) });
    expect(made.invoices.map((one) => [one.number, one.total]).sort()).toEqual([
      [1, "100.00"],
      [2, "30.00"],
    ]);
  });

  it("refuses a Technician, an Auditor, and another tenant's charges, and writes nothing", async () => {
    const billed = await billedTenant();
    const june = await post(billed, "2026-06-01");
    for (const role of ["Technician", "Auditor"] as const) {
      const ctx = contextFor(billed.tenant, { user: await makeUser(billed.tenant, { role }) });
      await expect(generateInvoices(ctx, { chargeIds: june })).rejects.toMatchObject({ code: "not-allowed" });
      await expect(
        postItems(ctx, { items: [{ id: june[0]!, contentHash: "0".repeat(64) }] }),
      ).rejects.toMatchObject({ code: "not-allowed" });
    }
    const stranger = await makeTenant();
    await expect(generateInvoices(contextFor(stranger), { chargeIds: june })).rejects.toMatchObject({
      code: "items-changed",
    });
    expect(await issuedBy(billed.tenant)).toEqual([]);
    expect(await invoicePage(stranger.scope, june[0]!)).toBeNull();
  });
});

describe("posting", () => {
  it("refuses an item that changed after it was seen, and posts nothing", async () => {
    const billed = await billedTenant();
    const items = await withTenant(billed.tenant.scope, (db) => db.select().from(billingItem));
    await setUnits(billed, "2026-07-01", "12");
    await expect(
      postItems(billed.ctx, { items: items.map(({ id, contentHash }) => ({ id, contentHash })) }),
    ).rejects.toMatchObject({
      code: "items-changed",
    });
    expect(await withTenant(billed.tenant.scope, (db) => db.select().from(charge))).toEqual([]);
  });

  it("posts a second difference of one date as a new revision: 7.00, then 13 units for +14.00", async () => {
    const billed = await billedTenant();
    await post(billed, "2026-06-01");
    await setUnits(billed, "2026-06-10", "11");
    await post(billed, "2026-06-10");
    await setUnits(billed, "2026-06-10", "13");
    await post(billed, "2026-06-10");
    const charges = (await withTenant(billed.tenant.scope, (db) => db.select().from(charge))).filter(
      (one) => one.effectiveOn === "2026-06-10",
    );
    expect(
      charges
        .map(({ revision, amountMinor }) => ({ revision, amountMinor }))
        .sort((a, b) => a.revision - b.revision),
    ).toEqual([
      { revision: 1, amountMinor: 700n },
      { revision: 2, amountMinor: 1_400n },
    ]);
  });

  it("rebuilds an unchanged line without writing", async () => {
    const billed = await billedTenant();
    const before = await withTenant(billed.tenant.scope, (db) =>
      db.select().from(billingItem).orderBy(billingItem.id),
    );
    await withTenant(billed.tenant.scope, (db) => reprojectLine(db, billed.ctx, billed.line.id));
    expect(
      await withTenant(billed.tenant.scope, (db) => db.select().from(billingItem).orderBy(billingItem.id)),
    ).toEqual(before);
    expect(await withTenant(billed.tenant.scope, (db) => db.select().from(unitSegment))).toHaveLength(1);
  });
});
