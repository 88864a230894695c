import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { mailMessage } from "@/db/schema/mail";
import type { Session } from "@/lib/auth/session";
import { queueInvoiceMail } from "@/lib/commands/mail/queue-invoice-mail";
import { sendMail } from "@/lib/commands/mail/send-mail";
import { renderAttachment } from "@/lib/files/mail-attachment";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { smtpTransport } from "@/lib/mail/smtp-transport";
import { invoiceMails } from "@/lib/queries/invoice-mails";
import { outboxMessage } from "@/lib/queries/outbox";
import {
  contextFor,
  jobContextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { makeInvoice } from "@/lib/testing/make-invoice";
import { pdfText } from "@/lib/testing/pdf-text";
import { startSmtpServer } from "@/lib/testing/smtp-server";
import { startTestDatabase } from "@/lib/testing/test-database";
import { GET } from "../pdf/route";
import { sendInvoiceAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
const asked = vi.hoisted(() => [] as { data: { tenantId: string } }[]);
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/inngest/client", () => ({
  inngest: { send: async (event: (typeof asked)[0]) => asked.push(event) },
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant, tenant.admin);
  asked.length = 0;
});

function signIn(of: TestTenant, user: TestUser) {
  signedIn.of = of;
  signedIn.user = user;
  signedIn.session = sessionFor(of, user);
}

const ACCOUNT = { name: "RK Fabrics", invoiceEmails: ["ap@rk.example", "cfo@rk.example"] };
const outboxOf = (of: TestTenant) => withTenant(of.scope, (db) => db.select().from(mailMessage));
const queue = (of: TestTenant, invoiceId: string, to?: string[]) =>
  withTenant(of.scope, (db) => queueInvoiceMail(db, jobContextFor(of), { invoiceId, to }));

describe("an invoice by e-mail", () => {
  it("is written once by a job, to the account's addresses, with the PDF to be attached", async () => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT, number: 12 });
    expect(await queue(tenant, invoice.id)).toBe(true);
    expect(await queue(tenant, invoice.id)).toBe(false);
    expect(await outboxOf(tenant)).toMatchObject([
      {
        kind: "invoice",
        subjectKind: "invoice",
        subjectId: invoice.id,
        toAddresses: ACCOUNT.invoiceEmails,
        subject: `Invoice 12 from ${tenant.name}`,
        textBody: expect.stringContaining("Amount due: 100.00 USD, by 10 July 2026."),
        attachments: [{ kind: "invoice-pdf", invoiceId: invoice.id }],
      },
    ]);
  });

  it("of a credit note shows the credit above zero, and names what it takes back", async () => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT, number: 12 });
    const note = await makeInvoice(tenant, {
      ...{ kind: "credit-note", number: 3, accountId: invoice.accountId, creditsInvoiceId: invoice.id },
      amounts: [-10_000n],
    });
    await queue(tenant, note.id);
    expect((await outboxOf(tenant))[0]).toMatchObject({
      subject: `Credit note CN-3 from ${tenant.name}`,
      textBody: expect.stringContaining("Credit: 100.00 USD. It takes back invoice 12."),
    });
  });

  it("is not written for nobody, for a void one, nor for another company's", async () => {
    const nobody = await makeInvoice(tenant);
    const voided = await makeInvoice(tenant, { account: ACCOUNT, voidedAt: "2026-06-11T00:00:00.000Z" });
    const other = await makeTenant();
    expect(await queue(tenant, nobody.id)).toBe(false);
    expect(await queue(tenant, voided.id)).toBe(false);
    expect(await queue(other, (await makeInvoice(tenant, { account: ACCOUNT })).id)).toBe(false);
    expect([...(await outboxOf(tenant)), ...(await outboxOf(other))]).toEqual([]);
  });

  it("leaves over SMTP with the PDF as it is downloaded", async () => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT, number: 12, amounts: [10_000n, 700n] });
    await queue(tenant, invoice.id);
    const server = await startSmtpServer();
    const env = {
      NODE_ENV: "test" as const,
      SMTP_URL: server.url,
      MAIL_FROM: "Flexbill <billing@msp.example>",
    };
    await sendMail(jobContextFor(tenant), smtpTransport(mailEnvironment(env)!), renderAttachment);
    await server.close();
    const [mail] = server.received;
    expect(mail!.to).toEqual(ACCOUNT.invoiceEmails);
    expect(mail!.data).toContain("filename=invoice-12.pdf");
    const encoded = /filename=invoice-12\.pdf\r\n(?:.+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)\r\n/.exec(
      mail!.data,
    )![1]!;
    const attached = new Uint8Array(Buffer.from(encoded, "base64"));
    const downloaded = await download(invoice.id);
    expect(Buffer.compare(attached, new Uint8Array(await downloaded.arrayBuffer()))).toBe(0);
    const text = (await pdfText(attached)).join(" ");
    for (const words of ["Invoice 12", "RK Fabrics, Inc.", "= line 1", "= line 2", "Total USD 107.00"])
      expect(text).toContain(words);
    const { mails, accountEmails } = await invoiceMails(tenant.scope, invoice.id);
    expect(mails).toMatchObject([{ status: "sent", to: ACCOUNT.invoiceEmails }]);
    expect(accountEmails).toEqual(ACCOUNT.invoiceEmails);
    expect(await outboxMessage(tenant.scope, mails[0]!.id)).toMatchObject({
      attachments: [{ name: "Invoice 12", href: `/finance/invoices/${invoice.id}/pdf` }],
    });
  });
});

describe("Send to customer", () => {
  it("writes the e-mail, asks for it to be sent, and audits to whom", async () => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT });
    const result = await sendInvoiceAction({
      invoiceId: invoice.id,
      to: ["Ap@rk.example, ap@rk.example"],
      sentBefore: 0,
    });
    expect(result?.data).toEqual({ to: ["Ap@rk.example"] });
    expect(asked).toMatchObject([{ data: { tenantId: tenant.id } }]);
    expect(await outboxOf(tenant)).toMatchObject([{ toAddresses: ["Ap@rk.example"], status: "queued" }]);
    const audited = await withTenant(tenant.scope, (db) =>
      db.select().from(auditEvent).where(eq(auditEvent.action, "invoice.sent")),
    );
    expect(audited).toMatchObject([{ subjectId: invoice.id, changes: { to: { to: "Ap@rk.example" } } }]);
  });

  it("goes twice only on purpose: who has not seen the first e-mail is refused", async () => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT });
    const send = (sentBefore: number) =>
      sendInvoiceAction({ invoiceId: invoice.id, to: ["ap@rk.example"], sentBefore });
    await send(0);
    expect((await send(0))?.serverError?.code).toBe("sent-meanwhile");
    expect((await send(2))?.serverError?.code).toBe("sent-meanwhile");
    expect(await outboxOf(tenant)).toHaveLength(1);
    expect((await send(1))?.data).toBeDefined();
    expect(await outboxOf(tenant)).toHaveLength(2);
  });

  it.each([
    ["no address", { to: [] }],
    ["what is no address", { to: ["ap@rk.example", "rk"] }],
  ])("refuses %s at its field", async (_what, values) => {
    const invoice = await makeInvoice(tenant, { account: ACCOUNT });
    const result = await sendInvoiceAction({ invoiceId: invoice.id, sentBefore: 0, ...values });
    expect(result?.validationErrors?.fieldErrors.to?.[0]).toMatch(/address/);
    expect(await outboxOf(tenant)).toEqual([]);
  });

  it("is refused to a Technician, for a void invoice and for another company's", async () => {
    const input = { to: ["ap@rk.example"], sentBefore: 0 };
    const voided = await makeInvoice(tenant, { voidedAt: "2026-06-11T00:00:00.000Z" });
    expect((await sendInvoiceAction({ ...input, invoiceId: voided.id }))?.serverError?.code).toBe("invalid");
    const foreign = await makeInvoice(await makeTenant());
    expect((await sendInvoiceAction({ ...input, invoiceId: foreign.id }))?.serverError?.code).toBe(
      "not-found",
    );
    signIn(tenant, await makeUser(tenant, { role: "Technician" }));
    const own = await makeInvoice(tenant);
    expect((await sendInvoiceAction({ ...input, invoiceId: own.id }))?.serverError?.code).toBe("not-allowed");
    expect(await outboxOf(tenant)).toEqual([]);
  });
});

const download = (invoiceId: string) =>
  GET(new Request("http://localhost/"), { params: Promise.resolve({ invoiceId }) });

describe("Download PDF", () => {
  it("gives the document to everybody of the company who may look", async () => {
    signIn(tenant, await makeUser(tenant, { role: "Auditor" }));
    const note = await makeInvoice(tenant, { kind: "credit-note", number: 3, amounts: [-10_000n] });
    const answer = await download(note.id);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="credit-note-CN-3.pdf"');
    const text = (await pdfText(new Uint8Array(await answer.arrayBuffer()))).join(" ");
    expect(text).toContain("Credit note CN-3");
    expect(text).toContain("Total USD 100.00");
  });

  it("is 404 for another company's, for none and for no id, and 401 for a visitor", async () => {
    const foreign = await makeInvoice(await makeTenant());
    for (const id of [foreign.id, crypto.randomUUID(), "x"]) expect((await download(id)).status).toBe(404);
    signedIn.session = null;
    expect((await download(foreign.id)).status).toBe(401);
  });
});
