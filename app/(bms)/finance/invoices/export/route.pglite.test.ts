import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingSettings } from "@/db/schema/billing-settings";
import { exportFile, invoiceExport } from "@/db/schema/invoice";
import type { Session } from "@/lib/auth/session";
import { exportInvoices, sha256Of } from "@/lib/commands/exports/export-invoices";
import { invoiceExports } from "@/lib/queries/invoice-exports";
import {
  contextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { makeInvoice } from "@/lib/testing/make-invoice";
import { startTestDatabase } from "@/lib/testing/test-database";
import { GET } from "../exports/[fileHash]/route";
import { POST } from "./route";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const post = (body: unknown, type = "application/json") =>
  POST(
    new Request("http://localhost/finance/invoices/export", {
      method: "POST",
      headers: { "content-type": type },
      body: JSON.stringify(body),
    }),
  );
const again = (fileHash: string) =>
  GET(new Request("http://localhost/"), { params: Promise.resolve({ fileHash }) });
const marks = (of = tenant) => withTenant(of.scope, (db) => db.select().from(invoiceExport));
const files = (of = tenant) => withTenant(of.scope, (db) => db.select().from(exportFile));
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());
const rowsOf = async (answer: Response): Promise<Record<string, string>[]> =>
  parse(await answer.text(), { columns: true });

describe("exporting chosen invoices", () => {
  it("answers the file and marks each invoice once, under the hash of that file", async () => {
    const one = await makeInvoice(tenant, { number: 7, amounts: [10_000n, 700n] });
    const two = await makeInvoice(tenant, { number: 8, account: { name: "=Acme" } });
    const answer = await post({ target: "xero", invoiceIds: [two.id, one.id] });
    expect(answer.headers.get("content-disposition")).toBe(
      'attachment; filename="xero-invoices-2026-06-01.csv"',
    );
    const bytes = await bytesOf(answer);
    const rows: Record<string, string>[] = parse(Buffer.from(bytes), { columns: true });
    expect(rows.map((row) => [row["*InvoiceNumber"], row["*Quantity"], row["*UnitAmount"]])).toEqual([
      ["7", "10", "10.00"],
      ["7", "1", "7.00"],
      ["8", "10", "10.00"],
    ]);
    expect(rows[2]!["*ContactName"]).toBe("'=Acme");
    const fileHash = await sha256Of(bytes);
    expect(await marks()).toEqual(
      [one, two].map(({ id }) =>
        expect.objectContaining({ invoiceId: id, target: "xero", revision: 1, reason: null, fileHash }),
      ),
    );
    const audited = await withTenant(tenant.scope, (db) => db.select().from(auditEvent));
    expect(audited.filter(({ action }) => action === "invoice.exported")).toHaveLength(2);
    expect(await bytesOf(await again(fileHash))).toEqual(bytes);
  });

  it("refuses what left before by its number, and lets it out again with a reason, as the next revision", async () => {
    const one = await makeInvoice(tenant, { number: 7 });
    const two = await makeInvoice(tenant, { number: 8 });
    await post({ target: "csv", invoiceIds: [one.id] });
    const refused = await post({ target: "csv", invoiceIds: [one.id, two.id] });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: "already-exported",
      message: "Invoice 7 left for CSV before. Nothing was exported.",
    });
    expect(await marks()).toHaveLength(1);
    expect((await post({ target: "xero", invoiceIds: [one.id] })).status).toBe(200);
    const repeated = await post({ target: "csv", invoiceIds: [one.id, two.id], reason: "The file was lost" });
    expect(await rowsOf(repeated)).toHaveLength(2);
    expect(await invoiceExports(tenant.scope, one.id)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ target: "csv", revision: 2, reason: "The file was lost" }),
        expect.objectContaining({ target: "xero", revision: 1, reason: null }),
      ]),
    );
    expect(await invoiceExports(tenant.scope, two.id)).toMatchObject([{ revision: 1, reason: null }]);
  });

  it("marks nothing and keeps no file where the file could not be made", async () => {
    const one = await makeInvoice(tenant);
    const broken = exportInvoices(contextFor(tenant), { target: "csv", invoiceIds: [one.id] }, () =>
      Promise.reject(new Error("The process ends here")),
    );
    await expect(broken).rejects.toThrow("ends here");
    expect([...(await marks()), ...(await files())]).toEqual([]);
  });

  it("marks nothing where the mark of one of them fails: the file is not kept either", async () => {
    const [one, two] = [await makeInvoice(tenant, { number: 7 }), await makeInvoice(tenant, { number: 8 })];
    const ctx = contextFor(tenant);
    let asked = 0;
    // The clock is asked for the file's name, the file and each mark: it stops at the second mark.
    const now = () => {
      asked += 1;
      if (asked > 5) throw new Error("The process ends here");
      return ctx.now();
    };
    const crash = exportInvoices({ ...ctx, now }, { target: "csv", invoiceIds: [one.id, two.id] }, async () =>
      new TextEncoder().encode("file"),
    );
    await expect(crash).rejects.toThrow("ends here");
    expect([...(await marks()), ...(await files())]).toEqual([]);
  });

  it("never lets void ones out, nor kinds that QuickBooks Online takes apart, nor another company's", async () => {
    const voided = await makeInvoice(tenant, { number: 7, voidedAt: "2026-06-11T00:00:00.000Z" });
    const one = await makeInvoice(tenant, { number: 8 });
    const note = await makeInvoice(tenant, { kind: "credit-note", number: 3, amounts: [-10_000n] });
    const foreign = await makeInvoice(await makeTenant());
    const message = async (body: unknown) =>
      ((await (await post(body)).json()) as { message: string }).message;
    expect(await message({ target: "csv", invoiceIds: [voided.id, one.id] })).toMatch(/^Invoice 7 is void/);
    expect(await message({ target: "quickbooks-online", invoiceIds: [one.id, note.id] })).toMatch(
      /^QuickBooks Online takes invoices and credit notes in files of their own/,
    );
    expect(await message({ target: "csv", invoiceIds: [foreign.id] })).toMatch(/does not exist/);
    expect(await marks()).toEqual([]);
    expect((await post({ target: "quickbooks-online", invoiceIds: [note.id] })).status).toBe(200);
    const xero = await rowsOf(await post({ target: "xero", invoiceIds: [one.id, note.id] }));
    expect(xero.map((row) => [row["*InvoiceNumber"], row.Total])).toEqual([
      ["8", "100.00"],
      ["CN-3", "-100.00"],
    ]);
  });

  it("uses the names that Billing Settings give", async () => {
    await withTenant(tenant.scope, (db) =>
      db.insert(billingSettings).values({
        tenantId: tenant.id,
        exportNames: { xeroAccountCode: "200", xeroTaxTypes: { "": "Tax Exempt" }, quickBooksTaxCodes: {} },
        invoiceNumberPrefix: "INV-",
        savedAt: "2026-06-01T00:00:00.000Z",
        savedBy: "Test",
      }),
    );
    const one = await makeInvoice(tenant, { number: 7 });
    expect(await rowsOf(await post({ target: "xero", invoiceIds: [one.id] }))).toMatchObject([
      { "*InvoiceNumber": "INV-7", "*AccountCode": "200", "*TaxType": "Tax Exempt" },
    ]);
  });

  it("writes a workbook whose numbers are numbers and whose text is text", async () => {
    const one = await makeInvoice(tenant, { number: 7, account: { name: "=HYPERLINK(1)" } });
    const bytes = await bytesOf(await post({ target: "xlsx", invoiceIds: [one.id] }));
    const parts = unzipSync(bytes);
    const part = (name: RegExp) =>
      new TextDecoder().decode(parts[Object.keys(parts).find((path) => name.test(path))!]);
    const sheet = part(/worksheets\/sheet1\.xml$/);
    expect(sheet).not.toContain("<f>");
    expect(sheet).toMatch(/<v>100<\/v>/);
    expect(`${sheet}${part(/sharedStrings\.xml$/)}`).toContain("=HYPERLINK(1)");
  });
});

describe("exporting all that match", () => {
  it("takes what the list shows and never left for this system, and says what is left", async () => {
    const one = await makeInvoice(tenant, { number: 7, account: { name: "Acme" } });
    const two = await makeInvoice(tenant, { number: 8, accountId: one.accountId });
    await makeInvoice(tenant, { number: 9, account: { name: "Other" } });
    await makeInvoice(tenant, { number: 10, accountId: one.accountId, voidedAt: "2026-06-11T00:00:00.000Z" });
    const note = await makeInvoice(tenant, {
      ...{ kind: "credit-note", number: 3, accountId: one.accountId },
      amounts: [-10_000n],
    });
    await post({ target: "quickbooks-online", invoiceIds: [one.id] });
    const matching = `?account=${one.accountId}`;
    const first = await post({ target: "quickbooks-online", matching });
    expect((await rowsOf(first)).map((row) => row["*InvoiceNo"])).toEqual(["8"]);
    expect([first.headers.get("x-exported"), first.headers.get("x-left")]).toEqual(["1", "1"]);
    const second = await post({ target: "quickbooks-online", matching });
    expect((await rowsOf(second)).map((row) => row["*CreditMemoNo"])).toEqual(["CN-3"]);
    const third = await post({ target: "quickbooks-online", matching });
    expect([third.status, ((await third.json()) as { message: string }).message]).toEqual([
      409,
      "All of these left for QuickBooks Online before, or are void: there is nothing to export.",
    ]);
    expect((await marks()).map(({ invoiceId }) => invoiceId).sort()).toEqual(
      [one.id, two.id, note.id].sort(),
    );
  });
});

describe("who may", () => {
  it("neither export nor fetch a file without the permission, without a session or from a form", async () => {
    const one = await makeInvoice(tenant);
    await post({ target: "csv", invoiceIds: [one.id] });
    const fileHash = (await marks())[0]!.fileHash;
    expect((await post({ target: "xero", invoiceIds: [one.id] }, "text/plain")).status).toBe(415);
    signIn(await makeUser(tenant, { role: "Auditor" }));
    expect((await post({ target: "xero", invoiceIds: [one.id] })).status).toBe(403);
    expect((await again(fileHash)).status).toBe(403);
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect((await again(fileHash)).status).toBe(404);
    signedIn.session = null;
    expect((await post({ target: "xero", invoiceIds: [one.id] })).status).toBe(401);
    expect((await again(fileHash)).status).toBe(401);
  });

  it.each([
    [{ target: "sage", invoiceIds: [crypto.randomUUID()] }],
    [{ target: "csv", invoiceIds: [] }],
    [{ target: "csv", invoiceIds: ["x"] }],
    [null],
  ])("is told what is wrong with %o", async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "invalid", message: expect.stringMatching(/\w/) });
  });
});
