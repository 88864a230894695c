import type { PGlite } from "@electric-sql/pglite";
import { and, desc, eq, isNull } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem, charge } from "@/db/schema/billing";
import { accountPark, conservationCheck } from "@/db/schema/billing-job";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import {
  contextFor,
  jobContextFor,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { postItems } from "../billing/post-items";
import { reprojectLine } from "../billing/reproject-line";
import { generateInvoices } from "../invoices/generate-invoices";
import { checkConservation } from "./check-conservation";

let client: PGlite;
let tenant: TestTenant;
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant();
});

const inTenant = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(tenant.scope, work);
const check = () => checkConservation(jobContextFor(tenant), { trigger: "nightly" });
const project = (lineId: string) => inTenant((db) => reprojectLine(db, contextFor(tenant), lineId));
/** As the table's owner: the walls let nobody of the app change what is posted or issued. */
const plant = (text: string, values: unknown[]) => client.query(text, values);

type Billed = { accountId: string; lineId: string; name: string };

/** A line of 10 units at 10.00 from June 1 of an account of its own, in review. */
async function billedLine(name = "Seats", values: Parameters<typeof makeLine>[1] = {}): Promise<Billed> {
  const contract = await makeContract(tenant);
  const line = await makeLine(tenant, {
    name,
    contractId: contract.id,
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
    ...values,
  });
  await project(line.id);
  return { accountId: contract.accountId, lineId: line.id, name };
}

const itemsOf = ({ lineId }: Billed) =>
  inTenant((db) =>
    db.select().from(billingItem).where(eq(billingItem.lineId, lineId)).orderBy(billingItem.effectiveOn),
  );

const chargesOf = ({ lineId }: Billed) =>
  inTenant((db) => db.select().from(charge).where(eq(charge.lineId, lineId)).orderBy(charge.effectiveOn));

/** Posts everything of a line that is due by a day. */
async function postThrough(line: Billed, on: string) {
  const due = (await itemsOf(line)).filter((item) => item.invoiceOn <= on);
  await postItems(contextFor(tenant), { items: due.map(({ id, contentHash }) => ({ id, contentHash })) });
}

async function invoiceAll(line: Billed) {
  const chargeIds = (await chargesOf(line)).map(({ id }) => id);
  return generateInvoices(contextFor(tenant), { chargeIds });
}

const parks = () =>
  inTenant((db) =>
    db.select().from(accountPark).where(isNull(accountPark.releasedAt)).orderBy(accountPark.explanation),
  );

async function addUnits({ lineId }: Billed, effectiveOn: string, units: string) {
  await plant(
    `INSERT INTO unit_segment (tenant_id, line_id, effective_on, units, recorded_at, source, recorded_by)
     VALUES ($1, $2, $3, $4, now(), 'typed', 'Test')`,
    [tenant.id, lineId, effectiveOn, units],
  );
}

describe("what adds up", () => {
  it("is left alone, and the check is on record", async () => {
    const posted = await billedLine();
    await billedLine("Mailboxes");
    await postThrough(posted, "2026-06-01");
    expect(await check()).toEqual({ accounts: 2, lines: 2, differences: 0 });
    expect(await parks()).toEqual([]);
    const [row] = await inTenant((db) =>
      db.select().from(conservationCheck).orderBy(desc(conservationCheck.position)),
    );
    expect(row).toMatchObject({ trigger: "nightly", accounts: 2, lines: 2, differences: 0 });
  });

  it("is a life with changes, credits, overrides, terms, another cycle and an end", async () => {
    const line = await billedLine("Seats", {
      prices: [
        { effectiveOn: "2026-06-01", unitPrice: "10.00" },
        { effectiveOn: "2026-07-01", unitPrice: "11.00" },
      ],
    });
    await postThrough(line, "2026-08-01");
    await invoiceAll(line);
    tenant.clock.set("2026-06-20T13:00:00Z");
    await addUnits(line, "2026-06-10", "7");
    await plant(
      `INSERT INTO unit_override (tenant_id, line_id, from_on, through_on, units, reason, recorded_at, recorded_by)
       VALUES ($1, $2, '2026-07-05', '2026-07-09', 25, 'Event', now(), 'Test')`,
      [tenant.id, line.lineId],
    );
    await plant(
      `INSERT INTO line_terms (tenant_id, line_id, terms_version, effective_on, bill_by, rounding, included_units, recorded_at, recorded_by)
       VALUES ($1, $2, 2, '2026-07-20', 'none', 'up', 2, now(), 'Test')`,
      [tenant.id, line.lineId],
    );
    await plant(
      `UPDATE contract SET cycle_changes = $2 WHERE id = (SELECT contract_id FROM contract_line WHERE id = $1)`,
      [
        line.lineId,
        JSON.stringify([
          {
            billingCycle: "weekly",
            alignment: "calendar",
            anchorDay: null,
            issueInvoiceOn: "end",
            fromOn: "2026-09-01",
          },
        ]),
      ],
    );
    await project(line.lineId);
    expect(await check()).toMatchObject({ differences: 0 });
    await postThrough(line, "2026-07-31");
    await plant(`UPDATE contract_line SET end_on = '2026-08-15' WHERE id = $1`, [line.lineId]);
    await project(line.lineId);
    expect((await itemsOf(line)).some(({ amountMinor }) => amountMinor < 0n)).toBe(true);
    expect(await check()).toMatchObject({ differences: 0 });
  });

  it("is a manual adjustment, an unposted charge with its mirror, and what was billed elsewhere", async () => {
    const line = await billedLine();
    await postThrough(line, "2026-07-01");
    const [june, july] = await chargesOf(line);
    await copyCharge(june!.id, { kind: "manual", amount_minor: -2_000, reason: "Goodwill" });
    await copyCharge(july!.id, {
      revision: 2,
      amount_minor: -10_000,
      mirror_of_id: july!.id,
      reason: "Too early",
    });
    await project(line.lineId);
    expect((await itemsOf(line))[0]).toMatchObject({ periodStartOn: "2026-07-01", amountMinor: 10_000n });

    const elsewhere = await billedLine("Backups");
    await plant(
      `INSERT INTO opening_amount (tenant_id, line_id, period_start_on, period_end_on, amount_minor, currency, recorded_at, recorded_by)
       VALUES ($1, $2, '2026-06-01', '2026-06-30', 9000, 'USD', now(), 'Test')`,
      [tenant.id, elsewhere.lineId],
    );
    await project(elsewhere.lineId);
    expect((await itemsOf(elsewhere))[0]).toMatchObject({ amountMinor: 1_000n });
    expect(await check()).toMatchObject({ differences: 0 });
  });

  it("is an invoice that was voided and billed again, and one that a credit note took back", async () => {
    const line = await billedLine();
    await postThrough(line, "2026-06-01");
    const { invoices } = await invoiceAll(line);
    await plant(
      `UPDATE invoice SET voided_at = now(), voided_by = 'Test', void_reason = 'Typo' WHERE id = $1`,
      [invoices[0]!.id],
    );
    const again = await invoiceAll(line);
    expect(await check()).toMatchObject({ differences: 0 });
    await creditNoteFor(again.invoices[0]!.id);
    expect(await check()).toMatchObject({ differences: 0 });
  });

  it("is a line that nothing was counted for yet, and one that begins later", async () => {
    await billedLine("New", { units: [] });
    await billedLine("Later", { startOn: "2026-09-15", units: [{ effectiveOn: "2026-09-15", units: "3" }] });
    expect(await check()).toEqual({ accounts: 2, lines: 2, differences: 0 });
  });
});

/** A copy of a charge with other values, as a command would write it. */
async function copyCharge(id: string, changed: Record<string, unknown>) {
  const [row] = (await plant("SELECT * FROM charge WHERE id = $1", [id])).rows as Record<string, unknown>[];
  const columns = { ...row, id: crypto.randomUUID(), ...changed };
  const names = Object.keys(columns);
  await plant(
    `INSERT INTO charge (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(columns),
  );
}

/** A credit note that takes a whole invoice back. */
async function creditNoteFor(invoiceId: string) {
  await inTenant(async (db) => {
    const [credited] = await db.select().from(invoice).where(eq(invoice.id, invoiceId));
    const lines = await db.select().from(invoiceLine).where(eq(invoiceLine.invoiceId, invoiceId));
    const id = crypto.randomUUID();
    const { netMinor, taxMinor, totalMinor } = credited!;
    const negated = { netMinor: -netMinor, taxMinor: -taxMinor, totalMinor: -totalMinor };
    await db
      .insert(invoice)
      .values({ ...credited!, ...negated, id, kind: "credit-note", number: 1, creditsInvoiceId: invoiceId });
    await db.insert(invoiceLine).values(
      lines.map((line) => ({
        ...line,
        id: crypto.randomUUID(),
        invoiceId: id,
        amountMinor: -line.amountMinor,
      })),
    );
  });
}

describe("a planted difference parks its account alone and names the line", () => {
  let wrong: Billed;
  beforeEach(async () => {
    wrong = await billedLine("Seats");
    const other = await billedLine("Mailboxes");
    for (const line of [wrong, other]) {
      await postThrough(line, "2026-06-01");
      await invoiceAll(line);
    }
    expect(await check()).toMatchObject({ differences: 0 });
  });

  const PLANTED: [string, string, string][] = [
    [
      "an item with another amount",
      "UPDATE billing_item SET amount_minor = 9000 WHERE line_id = $1 AND period_start_on = '2026-07-01'",
      "“Seats”, 1 to 31 July 2026: 100.00 USD is due, but 0.00 is posted and 90.00 in review, 10.00 too little.",
    ],
    [
      "an item too much",
      `INSERT INTO billing_item SELECT tenant_id, gen_random_uuid(), account_id, contract_id, line_id, period_start_on, period_end_on,
         '2026-07-10', units, previous_units, unit_price, previous_unit_price, days, period_days, 500, currency, explanation,
         reading_id, 'proration', '2026-07-10', content_hash || 'x' FROM billing_item WHERE line_id = $1 AND period_start_on = '2026-07-01'`,
      "“Seats”, 1 to 31 July 2026: 100.00 USD is due, but 0.00 is posted and 105.00 in review, 5.00 too much.",
    ],
    [
      "a charge with another amount",
      "UPDATE charge SET amount_minor = 11000 WHERE line_id = $1",
      "“Seats”, 1 to 30 June 2026: 100.00 USD is due, but 110.00 is posted and 0.00 in review, 10.00 too much.",
    ],
    [
      "a segment without its items",
      `INSERT INTO unit_segment (tenant_id, line_id, effective_on, units, recorded_at, source, recorded_by)
       SELECT tenant_id, id, '2026-06-16', 12, now(), 'typed', 'Test' FROM contract_line WHERE id = $1`,
      "“Seats”, 1 to 30 June 2026: 110.00 USD is due, but 100.00 is posted and 0.00 in review, 10.00 too little. " +
        "3 more differences of this account.",
    ],
    [
      "a charge that is invoiced beyond its amount",
      `WITH doubled AS (UPDATE invoice_line SET amount_minor = 20000 WHERE charge_id IN (SELECT id FROM charge WHERE line_id = $1)
         RETURNING invoice_id)
       UPDATE invoice SET net_minor = 20000, total_minor = 20000 WHERE id IN (SELECT invoice_id FROM doubled)`,
      "“Seats”, 1 to 30 June 2026: a charge of 100.00 USD is posted, but 200.00 USD of it stands on invoices and credit notes.",
    ],
    [
      "an invoice line that lost money",
      "UPDATE invoice_line SET amount_minor = 9000 WHERE charge_id IN (SELECT id FROM charge WHERE line_id = $1)",
      "Invoice 1 (“Seats”): its lines come to 90.00 USD, its net says 100.00 USD.",
    ],
  ];

  it.each(PLANTED)("%s", async (_, text, explanation) => {
    await plant(text, [wrong.lineId]);
    const { differences } = await check();
    expect(differences).toBeGreaterThan(0);
    expect(await parks()).toMatchObject([
      {
        accountId: wrong.accountId,
        lineId: wrong.lineId,
        reason: "conservation",
        explanation: expect.any(String),
      },
    ]);
    expect((await parks())[0]!.explanation).toContain(explanation);
  });

  it("a charge that was unposted although it is invoiced", async () => {
    const [june] = await chargesOf(wrong);
    await copyCharge(june!.id, {
      revision: 2,
      amount_minor: -10_000,
      mirror_of_id: june!.id,
      reason: "Too early",
    });
    await project(wrong.lineId);
    await check();
    expect(await parks()).toMatchObject([
      {
        accountId: wrong.accountId,
        explanation:
          "“Seats”, 1 to 30 June 2026: a charge of 100.00 USD was unposted, but 100.00 USD of it stands on invoices and credit notes.",
      },
    ]);
  });

  it("a missing item that is due", async () => {
    tenant.clock.set("2026-07-01T04:20:00Z");
    await plant("DELETE FROM billing_item WHERE line_id = $1", [wrong.lineId]);
    await check();
    expect(await parks()).toMatchObject([
      {
        lineId: wrong.lineId,
        explanation:
          "“Seats”, 1 to 31 July 2026: 100.00 USD is due, but 0.00 is posted and 0.00 in review, 100.00 too little.",
      },
    ]);
  });

  it("a credit that an invoice used up twice", async () => {
    await addUnits(wrong, "2026-06-16", "8");
    await project(wrong.lineId);
    await postThrough(wrong, "2026-07-01");
    await invoiceAll(wrong).catch(() => undefined);
    const credit = (await chargesOf(wrong)).find(({ amountMinor }) => amountMinor < 0n)!;
    const july = (await chargesOf(wrong)).find(({ periodStartOn }) => periodStartOn === "2026-07-01")!;
    await generateInvoices(contextFor(tenant), { chargeIds: [july.id] });
    expect(await check()).toMatchObject({ differences: 0 });
    await plant(
      `WITH twice AS (UPDATE invoice_line SET amount_minor = 2 * amount_minor WHERE charge_id = $1 RETURNING invoice_id)
       UPDATE invoice SET net_minor = net_minor - 1000, total_minor = total_minor - 1000 WHERE id IN (SELECT invoice_id FROM twice)`,
      [credit.id],
    );
    await check();
    expect((await parks())[0]!.explanation).toBe(
      "“Seats”, 1 to 30 June 2026: a charge of -10.00 USD is posted, but -20.00 USD of it stands on invoices and credit notes.",
    );
  });

  it("and is released by the check that finds nothing any more", async () => {
    await plant("UPDATE charge SET amount_minor = 11000 WHERE line_id = $1", [wrong.lineId]);
    await check();
    await check();
    expect(await parks()).toHaveLength(1);
    await plant("UPDATE charge SET amount_minor = 10000 WHERE line_id = $1", [wrong.lineId]);
    expect(await check()).toMatchObject({ differences: 0 });
    expect(await parks()).toEqual([]);
    const rows = await inTenant((db) => db.select().from(accountPark));
    expect(rows).toMatchObject([{ releasedBy: "Conservation check", releaseReason: null }]);
  });

  it("says what it is now, once it differs in another way", async () => {
    await plant("UPDATE charge SET amount_minor = 11000 WHERE line_id = $1", [wrong.lineId]);
    await check();
    await plant("UPDATE charge SET amount_minor = 12000 WHERE line_id = $1", [wrong.lineId]);
    await check();
    expect((await parks()).map(({ explanation }) => explanation)).toEqual([
      "“Seats”, 1 to 30 June 2026: 100.00 USD is due, but 120.00 is posted and 0.00 in review, 20.00 too much.",
    ]);
  });

  it("looks at the accounts it is asked for, and at no other company's", async () => {
    await plant("UPDATE charge SET amount_minor = 11000 WHERE line_id = $1", [wrong.lineId]);
    const [other] = await inTenant((db) =>
      db
        .select()
        .from(charge)
        .where(and(eq(charge.amountMinor, 10_000n))),
    );
    const ask = (of: TestTenant, accountIds: string[]) =>
      checkConservation(contextFor(of), { trigger: "before-run", accountIds });
    expect(await ask(tenant, [other!.accountId])).toEqual({ accounts: 1, lines: 1, differences: 0 });
    const strangers = await makeTenant();
    expect(await ask(strangers, [wrong.accountId])).toEqual({ accounts: 0, lines: 0, differences: 0 });
    expect(await ask(tenant, [wrong.accountId])).toMatchObject({ accounts: 1, differences: 1 });
  });

  it("is not for those who may not post", async () => {
    const auditor = contextFor(tenant, { role: "Auditor" });
    await expect(checkConservation(auditor, { trigger: "on-demand" })).rejects.toMatchObject({
      code: "not-allowed",
    });
  });
});
