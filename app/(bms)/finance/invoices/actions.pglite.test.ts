import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { exportFile, invoice, invoiceExport, invoiceLine, invoicePayment } from "@/db/schema/invoice";
import type { Session } from "@/lib/auth/session";
import { generateInvoices } from "@/lib/commands/invoices/generate-invoices";
import { sha256 } from "@/lib/domain/content-hash";
import { openCharges } from "@/lib/queries/billing";
import { type InvoiceFilter, invoiceList } from "@/lib/queries/invoice-list";
import { invoicePage } from "@/lib/queries/invoices";
import {
  contextFor,
  makeAccount,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { makeBilledLine, makeCharge } from "@/lib/testing/posted-charge";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  creditInvoiceAction,
  issueCreditNoteAction,
  openCreditsAction,
  recordPaymentAction,
  takeBackPaymentAction,
  voidInvoiceAction,
} from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
let accountId: string;
let line: Awaited<ReturnType<typeof makeBilledLine>>;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  accountId = (await makeAccount(tenant, { name: "RK Fabrics", taxRatePercent: "20" })).id;
  line = await makeBilledLine(tenant, accountId);
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const posted = (values: Partial<Parameters<typeof makeCharge>[1]> = {}) =>
  makeCharge(tenant, { accountId, line, ...values });
/** A credit for some of June, effective on a day of its own. */
const credit = (amountMinor: bigint, effectiveOn = "2026-06-20") =>
  posted({ kind: "proration", amountMinor, effectiveOn, units: "9", previousUnits: "10" });

const invoiced = async (...chargeIds: string[]) =>
  (await generateInvoices(contextFor(tenant), { chargeIds })).invoices[0]!.id;

const pageOf = async (id: string) => (await invoicePage(tenant.scope, id))!;
const open = async () =>
  (await openCharges(tenant.scope)).map(({ openAmount }) => openAmount).sort((a, b) => Number(b) - Number(a));

const payment = (invoiceId: string, amount: string, values: object = {}) => ({
  invoiceId,
  amount,
  receivedOn: "2026-06-01",
  reference: "Bank",
  requestId: crypto.randomUUID(),
  mayExceedOpen: false,
  ...values,
});

const exported = (invoiceId: string) =>
  withTenant(tenant.scope, async (db) => {
    const fileHash = await sha256(new TextEncoder().encode(invoiceId));
    const at = tenant.clock.now().toString({ smallestUnit: "millisecond" });
    const file = {
      target: "csv" as const,
      fileName: "invoices.csv",
      content: new Uint8Array(),
      createdAt: at,
    };
    await db.insert(exportFile).values({ tenantId: tenant.id, fileHash, ...file });
    await db.insert(invoiceExport).values({
      tenantId: tenant.id,
      invoiceId,
      target: "csv",
      fileHash,
      exportedAt: at,
      exportedBy: "Test",
    });
  });

const auditOf = (subjectId: string) =>
  withTenant(tenant.scope, (db) =>
    db
      .select({ action: auditEvent.action, reason: auditEvent.reason })
      .from(auditEvent)
      .where(eq(auditEvent.subjectId, subjectId))
      .orderBy(auditEvent.position),
  );

/** For every charge, at any time: amount = documents that are not void + open; open lies within the charge. */
async function expectConserved(): Promise<void> {
  const faults = await withTenant(tenant.scope, (db) =>
    db.execute(sql`
      SELECT c.id FROM charge c
        LEFT JOIN (SELECT l.charge_id, sum(l.amount_minor) AS minor FROM invoice_line l
                     JOIN invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id AND i.voided_at IS NULL
                    GROUP BY l.charge_id) d ON d.charge_id = c.id
       WHERE coalesce(d.minor, 0) NOT BETWEEN least(c.amount_minor, 0) AND greatest(c.amount_minor, 0)`),
  );
  expect((faults as unknown as { rows: unknown[] }).rows).toEqual([]);
}

describe("void", () => {
  it("opens the charges, restores the credits it used, keeps the number used, and says who and why", async () => {
    const id = await invoiced(await posted(), await credit(-367n));
    expect(await open()).toEqual([]);
    expect(await voidInvoiceAction({ invoiceId: id, reason: "Wrong account" })).not.toHaveProperty(
      "serverError",
    );
    expect(await open()).toEqual(["100.00", "-3.67"]);
    expect(await pageOf(id)).toMatchObject({
      voided: { by: tenant.admin.name, reason: "Wrong account" },
      open: "0.00",
      total: "115.60",
    });
    expect(await auditOf(id)).toMatchObject([
      { action: "invoice.generated" },
      { action: "invoice.voided", reason: "Wrong account" },
    ]);
    const again = await invoiced(...(await openCharges(tenant.scope)).map((one) => one.id));
    expect(await pageOf(again)).toMatchObject({ number: 2, net: "96.33", total: "115.60" });
    await expectConserved();
  });

  it("needs a reason", async () => {
    const id = await invoiced(await posted());
    const { validationErrors } = await voidInvoiceAction({ invoiceId: id, reason: " " });
    expect(validationErrors?.fieldErrors.reason).toEqual(["Enter a reason; others read it in the audit log"]);
  });

  it("is refused for what was exported, paid, credited or void, saying which and what to do", async () => {
    const refusal = async (id: string) =>
      (await voidInvoiceAction({ invoiceId: id, reason: "Wrong" })).serverError;
    const id = await invoiced(await posted());
    const paid = await recordPaymentAction(payment(id, "20.00"));
    expect(await refusal(id)).toMatchObject({ code: "invoice-paid", fix: expect.stringContaining("Credit") });
    await takeBackPaymentAction({ paymentId: paid.data!.id, reason: "Another customer's" });
    await exported(id);
    expect(await refusal(id)).toMatchObject({
      code: "invoice-exported",
      fix: expect.stringContaining("Credit"),
    });
    await creditInvoiceAction({ invoiceId: id, reason: "Wrong" });
    expect(await refusal(id)).toMatchObject({ code: "invoice-credited" });
    const other = await invoiced(await posted({ effectiveOn: "2026-06-02" }));
    await voidInvoiceAction({ invoiceId: other, reason: "Wrong" });
    expect(await refusal(other)).toMatchObject({ code: "invoice-void" });
    expect(await refusal(crypto.randomUUID())).toMatchObject({ code: "not-found" });
    await expectConserved();
  });

  it("of a credit note is possible until its charges are billed again or unposted", async () => {
    const charge = await posted();
    const id = await invoiced(charge);
    const note = (await creditInvoiceAction({ invoiceId: id, reason: "Wrong" })).data!;
    await voidInvoiceAction({ invoiceId: note.id, reason: "It was right after all" });
    expect(await pageOf(id)).toMatchObject({ creditedBy: null, open: "120.00" });
    expect(await open()).toEqual([]);

    const second = (await creditInvoiceAction({ invoiceId: id, reason: "Wrong" })).data!;
    expect(second.number).toBe(2);
    await invoiced(charge);
    const refused = await voidInvoiceAction({ invoiceId: second.id, reason: "Hm" });
    expect(refused.serverError?.code).toBe("charges-billed-again");
    await expectConserved();
  });

  it("of a credit note is refused once a charge of it was unposted", async () => {
    const charge = await posted();
    const note = (await creditInvoiceAction({ invoiceId: await invoiced(charge), reason: "Wrong" })).data!;
    await posted({ amountMinor: -10_000n, revision: 2, mirrorOfId: charge });
    const refused = await voidInvoiceAction({ invoiceId: note.id, reason: "Hm" });
    expect(refused.serverError?.code).toBe("charges-billed-again");
  });
});

describe("a credit note for a whole invoice", () => {
  it("negates each line at its rate, has a number of its own, is linked both ways, and opens all charges", async () => {
    const id = await invoiced(await posted(), await credit(-367n));
    await exported(id);
    await withTenant(tenant.scope, (db) => db.execute(sql`UPDATE account SET tax_rate_percent = 25`));
    const note = (await creditInvoiceAction({ invoiceId: id, reason: "Agreed with the customer" })).data!;
    expect(note.number).toBe(1);
    expect(await pageOf(note.id)).toMatchObject({
      kind: "credit-note",
      documentNumber: "CN-1",
      net: "96.33",
      total: "115.60",
      open: "0.00",
      taxLines: [{ ratePercent: "20", net: "96.33", tax: "19.27" }],
      lines: [{ amount: "100.00" }, { amount: "-3.67" }],
      credits: { id, documentNumber: "1" },
    });
    expect(await pageOf(id)).toMatchObject({
      creditedBy: { id: note.id, documentNumber: "CN-1" },
      open: "0.00",
    });
    const [stored] = await withTenant(tenant.scope, (db) =>
      db.select().from(invoice).where(eq(invoice.id, note.id)),
    );
    expect([stored!.netMinor, stored!.taxMinor, stored!.totalMinor]).toEqual([-9_633n, -1_927n, -11_560n]);
    expect(await open()).toEqual(["100.00", "-3.67"]);
    expect((await creditInvoiceAction({ invoiceId: id, reason: "Again" })).serverError?.code).toBe(
      "invoice-credited",
    );
    expect((await creditInvoiceAction({ invoiceId: note.id, reason: "No" })).serverError?.code).toBe(
      "is-credit-note",
    );
    await expectConserved();
  });

  it("owes the customer what had been paid, until it is given back", async () => {
    const id = await invoiced(await posted());
    await recordPaymentAction(payment(id, "70.00"));
    const note = (await creditInvoiceAction({ invoiceId: id, reason: "Wrong" })).data!;
    expect(await pageOf(note.id)).toMatchObject({ open: "70.00" });
    expect((await recordPaymentAction(payment(note.id, "70.01"))).serverError?.code).toBe("more-than-open");
    await recordPaymentAction(payment(note.id, "70.00"));
    expect(await pageOf(note.id)).toMatchObject({
      open: "0.00",
      paid: "70.00",
      payments: [{ amount: "70.00" }],
    });
  });
});

describe("a credit note on demand", () => {
  it("gives open credits at the rate of what they correct, all or chosen, and leaves other ones open", async () => {
    await invoiced(await posted());
    await withTenant(tenant.scope, (db) => db.execute(sql`UPDATE account SET tax_rate_percent = 25`));
    const [first] = [
      await credit(-33n, "2026-06-10"),
      await credit(-34n, "2026-06-11"),
      await credit(-33n, "2026-06-12"),
    ];
    const listed = async () => (await openCreditsAction({ accountId, currency: "USD" })).data;
    expect((await listed())?.map(({ effectiveOn, amount }) => `${effectiveOn} ${amount}`)).toEqual([
      "2026-06-10 0.33",
      "2026-06-11 0.34",
      "2026-06-12 0.33",
    ]);
    const one = await issueCreditNoteAction({ accountId, currency: "USD", chargeIds: [first] });
    expect((await listed())?.map(({ id }) => id)).not.toContain(first);
    expect(await pageOf(one.data!.id)).toMatchObject({
      net: "0.33",
      tax: "0.07",
      total: "0.40",
      credits: null,
    });
    expect(await open()).toEqual(["-0.33", "-0.34"]);
    const rest = await issueCreditNoteAction({ accountId, currency: "USD", chargeIds: null });
    expect(rest.data?.number).toBe(2);
    expect(await pageOf(rest.data!.id)).toMatchObject({
      documentNumber: "CN-2",
      net: "0.67",
      tax: "0.13",
      total: "0.80",
      open: "0.80",
      carriedForward: null,
    });
    expect(await open()).toEqual([]);
    await expectConserved();
  });

  it("is refused where a credit is used meanwhile, nothing is open, or the account is another company's", async () => {
    const used = await credit(-367n);
    await invoiced(await posted(), used);
    const issue = async (values: object) =>
      (await issueCreditNoteAction({ accountId, currency: "USD", chargeIds: null, ...values })).serverError
        ?.code;
    expect(await issue({ chargeIds: [used] })).toBe("credits-changed");
    expect(await issue({})).toBe("nothing-to-credit");
    expect(await issue({ currency: "EUR" })).toBe("nothing-to-credit");
    const stranger = await makeAccount(await makeTenant());
    expect(await issue({ accountId: stranger.id })).toBe("not-found");
  });

  it("that is void opens its credits for the next invoice", async () => {
    await credit(-367n);
    const note = (await issueCreditNoteAction({ accountId, currency: "USD", chargeIds: null })).data!;
    await voidInvoiceAction({ invoiceId: note.id, reason: "It waits after all" });
    expect(await pageOf(await invoiced(await posted()))).toMatchObject({ net: "96.33" });
  });
});

describe("payments", () => {
  it("lower what is open, never below zero unless confirmed, and are kept when taken back", async () => {
    const id = await invoiced(await posted());
    const first = await recordPaymentAction(payment(id, "20"));
    expect((await recordPaymentAction(payment(id, "100.01"))).serverError).toMatchObject({
      code: "more-than-open",
      message: expect.stringContaining("100.00 USD"),
    });
    await recordPaymentAction(payment(id, "100.01", { mayExceedOpen: true }));
    expect(await pageOf(id)).toMatchObject({ open: "-0.01", paid: "120.01" });
    const back = { paymentId: first.data!.id, reason: "Another customer's" };
    await takeBackPaymentAction(back);
    expect(await takeBackPaymentAction(back)).not.toHaveProperty("serverError");
    const page = await pageOf(id);
    expect(page).toMatchObject({ open: "19.99", paid: "100.01" });
    expect(page.payments.map(({ amount, reason, isTakenBack }) => [amount, reason, isTakenBack])).toEqual(
      expect.arrayContaining([
        ["20.00", null, true],
        ["100.01", null, false],
        ["-20.00", "Another customer's", false],
      ]),
    );
    const [taking] = page.payments.filter(({ reason }) => reason !== null);
    const again = await takeBackPaymentAction({ paymentId: taking!.id, reason: "And back" });
    expect(again.serverError?.code).toBe("not-found");
  });

  it("come once for a press that is sent twice, and a form that recorded one records no other", async () => {
    const id = await invoiced(await posted());
    const press = payment(id, "20.00");
    const [first, second] = [await recordPaymentAction(press), await recordPaymentAction(press)];
    expect(second.data).toEqual(first.data);
    expect((await recordPaymentAction({ ...press, amount: "30.00" })).serverError?.code).toBe(
      "already-recorded",
    );
    // With the id of a payment, only taking it back is written.
    expect((await recordPaymentAction(payment(id, "20.00", { requestId: first.data!.id }))).data).toEqual(
      first.data,
    );
    const rows = await withTenant(tenant.scope, (db) => db.select().from(invoicePayment));
    expect(rows).toHaveLength(1);
  });

  it("say which field is wrong, and are not for a void invoice", async () => {
    const id = await invoiced(await posted());
    const fields = async (values: object) =>
      (await recordPaymentAction(payment(id, "1", values))).serverError?.fields?.map(({ path }) => path);
    expect(await fields({ amount: "0" })).toEqual(["amount"]);
    expect(await fields({ amount: "-5" })).toEqual(["amount"]);
    expect(await fields({ amount: "1.001" })).toEqual(["amount"]);
    expect(await fields({ amount: "1,000.00" })).toEqual(["amount"]);
    expect(await fields({ receivedOn: "2026-06-02" })).toEqual(["receivedOn"]);
    await voidInvoiceAction({ invoiceId: id, reason: "Wrong" });
    expect((await recordPaymentAction(payment(id, "1"))).serverError?.code).toBe("invoice-void");
  });
});

describe("who may", () => {
  it("is neither a Technician, an Auditor, a visitor, nor another company", async () => {
    const id = await invoiced(await posted());
    await credit(-367n);
    const attempts = () =>
      Promise.all([
        voidInvoiceAction({ invoiceId: id, reason: "No" }),
        creditInvoiceAction({ invoiceId: id, reason: "No" }),
        recordPaymentAction(payment(id, "1")),
        takeBackPaymentAction({ paymentId: crypto.randomUUID(), reason: "No" }),
        issueCreditNoteAction({ accountId, currency: "USD", chargeIds: null }),
        openCreditsAction({ accountId, currency: "USD" }),
      ]);
    const codes = async () => [...new Set((await attempts()).map(({ serverError }) => serverError?.code))];
    for (const role of ["Technician", "Auditor"] as const) {
      signIn(await makeUser(tenant, { role }));
      expect(await codes()).toEqual(["not-allowed"]);
    }
    signedIn.session = null;
    expect(await codes()).toEqual(["signed-out"]);
    const own = tenant;
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect(await codes()).toEqual(["not-found"]);
    expect(await withTenant(own.scope, (db) => db.select().from(invoicePayment))).toEqual([]);
    expect(await withTenant(own.scope, (db) => db.select().from(invoiceLine))).toHaveLength(1);
  });
});

describe("the list", () => {
  const all: InvoiceFilter = {
    ...{ search: "", kinds: [], states: [], accountIds: [], months: [], pageIndex: 0, pageSize: 50 },
    sort: { column: "number", direction: "asc" },
    todayOn: "2026-06-15",
  };
  const numbers = async (filter: Partial<InvoiceFilter>) =>
    (await invoiceList(tenant.scope, { ...all, ...filter })).rows.map((row) => row.documentNumber);

  it("is filtered, sorted and paged by the database, with totals per currency that leave void ones out", async () => {
    const other = await makeAccount(tenant, { name: "Bluefin 100%", paymentTermDays: 7 });
    const otherLine = await makeBilledLine(tenant, other.id);
    const first = await invoiced(await posted());
    const second = await invoiced(await makeCharge(tenant, { accountId: other.id, line: otherLine }));
    tenant.clock.set("2026-07-01T13:00:00Z");
    const third = await invoiced(
      await posted({ amountMinor: 5_000n, effectiveOn: "2026-07-01", currency: "EUR" }),
    );
    await voidInvoiceAction({ invoiceId: third, reason: "Wrong" });
    await recordPaymentAction(payment(first, "120.00"));
    await creditInvoiceAction({ invoiceId: second, reason: "Wrong" });
    await exported(first);

    const { rows, totals, choices } = await invoiceList(tenant.scope, all);
    expect(
      rows.map(({ documentNumber, status, total, open }) => [documentNumber, status, total, open]),
    ).toEqual([
      ["CN-1", "paid", "-100.00", "0.00"],
      ["1", "paid", "120.00", "0.00"],
      ["2", "credited", "100.00", "0.00"],
      ["3", "void", "60.00", "0.00"],
    ]);
    expect(totals).toEqual([
      { currency: "EUR", total: "0.00", open: "0.00" },
      { currency: "USD", total: "120.00", open: "0.00" },
    ]);
    expect(choices.months).toEqual(["2026-07", "2026-06"]);
    expect(choices.accounts.map(({ name }) => name)).toEqual(["Bluefin 100%", "RK Fabrics"]);
    expect(await numbers({ kinds: ["credit-note"] })).toEqual(["CN-1"]);
    expect(await numbers({ states: ["void", "exported"] })).toEqual(["1", "3"]);
    expect(await numbers({ accountIds: [other.id] })).toEqual(["CN-1", "2"]);
    expect(await numbers({ months: ["2026-06"] })).toEqual(["1", "2"]);
    expect(await numbers({ search: "cn-" })).toEqual(["CN-1"]);
    expect(await numbers({ search: "100%" })).toEqual(["CN-1", "2"]);
    expect(await numbers({ search: "%" })).toEqual(["CN-1", "2"]);
    expect(await numbers({ sort: { column: "total", direction: "desc" } })).toEqual(["1", "2", "3", "CN-1"]);
    expect(
      await numbers({ sort: { column: "account", direction: "desc" }, pageSize: 2, pageIndex: 1 }),
    ).toEqual(["CN-1", "2"]);
    expect((await invoiceList(tenant.scope, { ...all, pageSize: 2, pageIndex: 1 })).rowCount).toBe(4);
    expect((await invoiceList((await makeTenant()).scope, all)).rows).toEqual([]);
  });

  it("knows what is overdue from the day after it was due, and numbers by the prefixes of the settings", async () => {
    await invoiced(await posted());
    expect(await numbers({ states: ["open"], todayOn: "2026-07-01" })).toEqual(["1"]);
    expect(await numbers({ states: ["overdue"], todayOn: "2026-07-02" })).toEqual(["1"]);
    await withTenant(tenant.scope, (db) =>
      db.execute(sql`INSERT INTO billing_settings (tenant_id, invoice_number_prefix, saved_at, saved_by)
                     VALUES (${tenant.id}, 'INV-', now(), 'Test')`),
    );
    expect(await numbers({ search: "inv-1" })).toEqual(["INV-1"]);
  });
});

describe("what is carried forward", () => {
  it("is printed as it was when the invoice was issued, whatever happens to the credit afterwards", async () => {
    const id = await invoiced(await posted({ amountMinor: 1_000n }), await credit(-9_000n));
    expect(await pageOf(id)).toMatchObject({ net: "0.00", carriedForward: "80.00" });
    tenant.clock.set("2026-06-02T13:00:00Z");
    await issueCreditNoteAction({ accountId, currency: "USD", chargeIds: null });
    expect(await pageOf(id)).toMatchObject({ carriedForward: "80.00" });
    await credit(-500n, "2026-06-25");
    expect(await pageOf(id)).toMatchObject({ carriedForward: "80.00" });
  });
});
