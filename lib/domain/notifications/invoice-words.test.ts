import { describe, expect, it } from "vitest";
import { type InvoiceToTell, invoiceWords } from "./invoice-words";

const told: InvoiceToTell = {
  kind: "invoice",
  documentNumber: "INV-12",
  tenantName: "Northwind MSP",
  billingName: "RK Fabrics, Inc.",
  total: "108.88",
  currency: "USD",
  invoiceOn: "2026-06-10",
  dueOn: "2026-07-10",
  creditsNumber: null,
};

describe("the e-mail of an invoice", () => {
  it("names document, total and day, as text and as HTML", () => {
    const { subject, text, html } = invoiceWords(told);
    expect(subject).toBe("Invoice INV-12 from Northwind MSP");
    expect(text).toBe(
      "For RK Fabrics, Inc.:\n\nInvoice INV-12 of 10 June 2026 is attached as a PDF.\n\n" +
        "Amount due: 108.88 USD, by 10 July 2026.\n\nNorthwind MSP\n",
    );
    const p = '<p style="margin:0 0 12px">';
    expect(html).toBe(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Invoice INV-12 from Northwind MSP</title></head>
<body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5;max-width:640px">
${p}For RK Fabrics, Inc.:</p>
${p}Invoice INV-12 of 10 June 2026 is attached as a PDF.</p>
${p}Amount due: 108.88 USD, by 10 July 2026.</p>
${p}Northwind MSP</p>
</body></html>`);
  });

  it("of a credit note says what it takes back, if anything", () => {
    const credit = { ...told, kind: "credit-note" as const, documentNumber: "CN-3" };
    expect(invoiceWords({ ...credit, creditsNumber: "INV-12" }).text).toContain(
      "Credit: 108.88 USD. It takes back invoice INV-12.",
    );
    expect(invoiceWords(credit).text).toContain("\n\nCredit: 108.88 USD.\n\n");
    expect(invoiceWords(credit).text).not.toContain("due");
  });

  it("has no markup and no header but its own in names", () => {
    const { subject, html } = invoiceWords({
      ...told,
      tenantName: `Evil\r\nBcc: x@y.example ${"long ".repeat(80)}`,
      billingName: '<a href="x">&</a>',
    });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(html).toContain("&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
  });
});
