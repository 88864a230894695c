import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { charge } from "@/db/schema/billing";
import { invoice, invoiceExport, invoicePayment } from "@/db/schema/invoice";
import { contextFor, makeAccount, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { makeBilledLine, makeCharge } from "@/lib/testing/posted-charge";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { unpostCharges } from "../billing/unpost-charges";
import { exportInvoices } from "../exports/export-invoices";
import { creditInvoice } from "./credit-invoice";
import { generateInvoices } from "./generate-invoices";
import { issueCreditNote } from "./issue-credit-note";
import { recordPayment } from "./record-payment";
import { takeBackPayment } from "./take-back-payment";
import { voidInvoice } from "./void-invoice";

/** What people press at the same moment about the same document, on a real server with a connection for each of them. */

const ROUNDS = 8;
const reason = "At once";

let server: PostgresServer;
let tenant: TestTenant;
let accountId: string;
let line: Awaited<ReturnType<typeof makeBilledLine>>;

beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});
beforeEach(async () => {
  tenant = await makeTenant();
  accountId = (await makeAccount(tenant, { taxRatePercent: "20" })).id;
  line = await makeBilledLine(tenant, accountId);
});

const ctx = () => contextFor(tenant);
let days = 0;
/** Each on a day of its own, as items of one line are. */
const posted = (amountMinor = 10_000n) => {
  days += 1;
  const effectiveOn = new Date(Date.UTC(2026, 5, 1 + days)).toISOString().slice(0, 10);
  return makeCharge(tenant, { accountId, line, effectiveOn, amountMinor });
};

async function invoiced(...chargeIds: string[]): Promise<string> {
  return (await generateInvoices(ctx(), { chargeIds })).invoices[0]!.id;
}

const pay = (invoiceId: string, requestId: string = crypto.randomUUID()) =>
  recordPayment(ctx(), {
    ...{
      invoiceId,
      requestId,
      amount: "10.00",
      receivedOn: "2026-06-01",
      reference: "",
      mayExceedOpen: false,
    },
  });
const leave = (invoiceIds: string[], target: "xero" | "csv" = "xero") =>
  exportInvoices(ctx(), { target, invoiceIds, reason: "" }, async () => new Uint8Array([1, 2, 3]));

/** Presses all at once; answers how many of each came through, and the codes of those that were refused. */
async function atOnce(presses: Record<string, (() => Promise<unknown>)[]>) {
  const all = Object.entries(presses).flatMap(([name, works]) => works.map((work) => ({ name, work })));
  // Who comes first differs from round to round.
  all.sort(() => Math.random() - 0.5);
  const ended = await Promise.allSettled(all.map(({ work }) => work()));
  const won = Object.fromEntries(Object.keys(presses).map((name) => [name, 0]));
  const refused: string[] = [];
  for (const [index, end] of ended.entries()) {
    if (end.status === "fulfilled") won[all[index]!.name]! += 1;
    else refused.push(String(end.reason.code ?? end.reason));
  }
  return { won: won as Record<keyof typeof presses, number>, refused };
}

/** No charge has more on standing documents than it is, and numbers of both kinds have no gap. */
async function expectConserved(): Promise<void> {
  const result: unknown = await withTenant(tenant.scope, (db) =>
    db.execute(sql`
      SELECT (SELECT count(*)::int FROM charge c
               LEFT JOIN (SELECT l.charge_id, sum(l.amount_minor) AS minor FROM invoice_line l
                            JOIN invoice i ON i.id = l.invoice_id AND i.voided_at IS NULL
                           GROUP BY l.charge_id) d ON d.charge_id = c.id
               WHERE coalesce(d.minor, 0) NOT BETWEEN least(c.amount_minor, 0) AND greatest(c.amount_minor, 0)) AS wrong,
             (SELECT (next_invoice_number - 1 - count(*))::int FROM invoice, tenant
               WHERE kind = 'invoice' GROUP BY next_invoice_number) AS "invoiceGaps",
             coalesce((SELECT (next_credit_note_number - 1 - count(*))::int FROM invoice, tenant
               WHERE kind = 'credit-note' GROUP BY next_credit_note_number), 0) AS "noteGaps"`),
  );
  expect((result as { rows: unknown[] }).rows).toEqual([{ wrong: 0, invoiceGaps: 0, noteGaps: 0 }]);
}

const times = (many: number, work: () => Promise<unknown>) => Array.from({ length: many }, () => work);

describe("voiding an invoice beside", () => {
  it("payments, exports and credit notes of it: either it is void, or it left the house", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await invoiced(await posted());
      const { won, refused } = await atOnce({
        void: times(2, () => voidInvoice(ctx(), { invoiceId: id, reason })),
        pay: times(2, () => pay(id)),
        export: times(2, () => leave([id])),
        credit: times(2, () => creditInvoice(ctx(), { invoiceId: id, reason })),
      });
      const left = won.pay! + won.export! + won.credit!;
      expect([won.void! <= 1, won.export! <= 1, won.credit! <= 1]).toEqual([true, true, true]);
      expect(won.void === 1 ? left === 0 : left > 0, JSON.stringify({ won, refused })).toBe(true);
      const known = /^invoice-(void|paid|exported|credited)$|^already-exported$|^invalid$|^more-than-open$/;
      expect(refused.filter((code) => !known.test(code))).toEqual([]);
      const stored = await withTenant(tenant.scope, async (db) => [
        (await db.select().from(invoicePayment).where(eq(invoicePayment.invoiceId, id))).length,
        (await db.select().from(invoiceExport).where(eq(invoiceExport.invoiceId, id))).length,
        (await db.select().from(invoice).where(eq(invoice.creditsInvoiceId, id))).length,
      ]);
      expect(stored).toEqual([won.pay, won.export, won.credit]);
    }
    await expectConserved();
  });

  it("billing its charge again and unposting it: the charge has one way to go", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const chargeId = await posted();
      const first = await invoiced(chargeId);
      await voidInvoice(ctx(), { invoiceId: first, reason });
      const { won, refused } = await atOnce({
        bill: times(3, () => generateInvoices(ctx(), { chargeIds: [chargeId] })),
        unpost: times(3, () => unpostCharges(ctx(), { chargeIds: [chargeId], reason })),
      });
      expect(won.bill! + won.unpost!, JSON.stringify(won)).toBe(1);
      const known = ["items-changed", "charge-documented", "charge-unposted"];
      expect(refused.filter((code) => !known.includes(code))).toEqual([]);
    }
    await expectConserved();
  });
});

it("a credit note that is voided while its charge is billed again: one of the two", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const chargeId = await posted();
    const id = await invoiced(chargeId);
    const note = await creditInvoice(ctx(), { invoiceId: id, reason });
    const { won } = await atOnce({
      void: times(2, () => voidInvoice(ctx(), { invoiceId: note.id, reason })),
      bill: times(2, () => generateInvoices(ctx(), { chargeIds: [chargeId] })),
    });
    expect(won.void! + won.bill!, JSON.stringify(won)).toBe(1);
  }
  await expectConserved();
});

it("an open credit is given once, by a credit note or by the next invoice", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const credit = await posted(-3_000n);
    const due = await posted();
    const { won, refused } = await atOnce({
      note: times(3, () => issueCreditNote(ctx(), { accountId, currency: "USD", chargeIds: [credit] })),
      invoice: times(3, () => generateInvoices(ctx(), { chargeIds: [due] })),
    });
    expect([won.note! <= 1, won.invoice]).toEqual([true, 1]);
    expect(
      refused.filter((code) => !["credits-changed", "nothing-to-credit", "items-changed"].includes(code)),
    ).toEqual([]);
    const lines: unknown = await withTenant(tenant.scope, (db) =>
      db.execute(sql`SELECT sum(amount_minor)::int AS minor FROM invoice_line WHERE charge_id = ${credit}`),
    );
    expect((lines as { rows: unknown[] }).rows).toEqual([{ minor: -3_000 }]);
  }
  await expectConserved();
});

it("one press sent several times records one payment, and takes it back once", async () => {
  const id = await invoiced(await posted());
  const requestId = crypto.randomUUID();
  const answers = await Promise.all(times(5, () => pay(id, requestId)).map((press) => press()));
  const [paymentId] = new Set((answers as { id: string }[]).map((answer) => answer.id));
  await Promise.all(
    times(5, () => takeBackPayment(ctx(), { paymentId: paymentId!, reason })).map((press) => press()),
  );
  const rows = await withTenant(tenant.scope, (db) => db.select().from(invoicePayment));
  expect(rows.map(({ amountMinor }) => amountMinor).sort()).toEqual([-1_000n, 1_000n]);
});

it("exports of the same invoices in any order, beside voids of them, wait for each other and never in a circle", async () => {
  const ids: string[] = [];
  for (let each = 0; each < 6; each += 1) ids.push(await invoiced(await posted()));
  const { won, refused } = await atOnce({
    exports: times(6, () =>
      leave(
        [...ids].sort(() => Math.random() - 0.5),
        "csv",
      ),
    ),
    voids: ids.slice(0, 2).map((invoiceId) => () => voidInvoice(ctx(), { invoiceId, reason })),
  });
  expect(won.exports! <= 1).toBe(true);
  const known = ["already-exported", "invalid", "invoice-exported"];
  expect(refused.filter((code) => !known.includes(code))).toEqual([]);
  const charges = await withTenant(tenant.scope, (db) => db.select().from(charge));
  expect(charges).toHaveLength(6);
  await expectConserved();
});
