import { describe, expect, it } from "vitest";
import { pdfText } from "@/lib/testing/pdf-text";
import { renderInvoicePdf } from "./invoice-pdf";
import type { PrintedDocument, PrintedLine } from "./printed-document";

const line = (values: Partial<PrintedLine> = {}): PrintedLine => ({
  kind: "regular",
  serviceName: "Microsoft 365 Business",
  description: "10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00",
  periodStartOn: "2026-06-01",
  periodEndOn: "2026-06-30",
  units: "10",
  previousUnits: null,
  unitPrice: "10.00",
  days: 30,
  periodDays: 30,
  amount: "100.00",
  taxRatePercent: "8.875",
  ...values,
});

const document = (values: Partial<PrintedDocument> = {}): PrintedDocument => ({
  kind: "invoice",
  documentNumber: "INV-12",
  tenantName: "Northwind MSP",
  companyAddress: "9 Harbor Street\nBoston, MA 02110",
  companyTaxNumber: "US-123",
  footer: "Pay within the terms, please.",
  billingName: "RK Fabrics, Inc.",
  billingAddress: "1 Mill Lane\nLowell, MA 01850",
  currency: "USD",
  invoiceOn: "2026-06-10",
  dueOn: "2026-07-10",
  issuedAt: "2026-06-10T13:00:00.000Z",
  net: "1107.00",
  total: "1205.25",
  taxLines: [{ ratePercent: "8.875", net: "1107.00", tax: "98.25" }],
  lines: [
    line(),
    line({
      kind: "proration",
      description: "+1 unit from 10 June 2026 (11 instead of 10): 1 × 10.00 × 21 of 30 days = 7.00",
      units: "11",
      previousUnits: "10",
      days: 21,
      amount: "7.00",
    }),
  ],
  carriedForward: null,
  voided: null,
  credits: null,
  ...values,
});

const textOf = async (values: Partial<PrintedDocument> = {}) =>
  (await pdfText(await renderInvoicePdf(document(values), null, "LETTER"))).join(" ");

describe("the PDF of an invoice", () => {
  it("has what the printed invoice has", async () => {
    const text = await textOf();
    for (const words of [
      "Invoice INV-12",
      "Northwind MSP",
      "9 Harbor Street Boston, MA 02110",
      "Tax number US-123",
      "Bill to RK Fabrics, Inc. 1 Mill Lane Lowell, MA 01850",
      "Invoice date 10 June 2026",
      "Terms Net 30 days",
      "Payment due 10 July 2026",
      "Amount due 1,205.25 USD",
      "10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00",
      "+1 unit from 10 June 2026 (11 instead of 10): 1 × 10.00 × 21 of 30 days = 7.00",
      "21 of 30",
      "8.875%",
      "Net 1,107.00",
      "Tax 8.875% on 1,107.00 98.25",
      "Total USD 1,205.25",
      "Pay within the terms, please.",
      "Page 1 of 1",
    ])
      expect(text).toContain(words);
  });

  it("is the same bytes for the same document", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => renderInvoicePdf(document(), null, "A4")));
    expect(Buffer.compare(one!, other!)).toBe(0);
  });

  it("of a credit note has its own title and facts, and names the invoice it takes back", async () => {
    const text = await textOf({
      kind: "credit-note",
      documentNumber: "CN-3",
      credits: { documentNumber: "INV-12" },
    });
    expect(text).toContain("Credit note CN-3");
    expect(text).toContain("Credits invoice INV-12");
    expect(text).toContain("Credit to RK Fabrics, Inc.");
    expect(text).not.toMatch(/Amount due|Payment due|Terms/);
  });

  it("says that it is void, and what is carried forward", async () => {
    expect(await textOf({ voided: {} })).toContain("VOID");
    expect(await textOf()).not.toContain("VOID");
    expect(await textOf({ carriedForward: "80.00" })).toContain(
      "Credit of 80.00 USD is carried forward to the next invoice.",
    );
  });

  it("takes two hundred lines over pages, each with the head of the table, and loses none", async () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      line({
        serviceName: `Service ${index + 1}.`,
        description: `${index + 1} units: calculation number ${index + 1};`,
      }),
    );
    const pages = await pdfText(await renderInvoicePdf(document({ lines }), null, "A4"));
    expect(pages.length).toBeGreaterThan(5);
    const text = pages.join(" ");
    for (let number = 1; number <= 200; number += 1) {
      expect(text).toContain(`Service ${number}.`);
      expect(text).toContain(`calculation number ${number};`);
    }
    for (const [index, page] of pages.entries())
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    for (const page of pages.slice(0, -1)) expect(page).toContain("Unit price");
    expect(text.match(/Total USD/g)).toHaveLength(1);
  });

  it("breaks what is too long, within a word and over a page, and keeps every letter", async () => {
    const long = "Überlandleitungsbau".repeat(30);
    const history = Array.from({ length: 900 }, (_, index) => `${index}×10.00`).join(" + ");
    const text = await textOf({
      billingName: long,
      tenantName: `Name ${"long ".repeat(40)}`,
      lines: [line({ serviceName: long, description: history, units: null })],
    });
    expect(text.replaceAll(" ", "")).toContain(long);
    expect(text.replaceAll(" ", "")).toContain("899×10.00");
    for (const index of [0, 450, 899]) expect(text).toContain(`${index}×10.00`);
  });

  it.each([
    "Łódź Żółć, Čeština, Ñandú, Ærø, Ğüş, Țară, İstanbul, Đặng ẞ ß ﬁ",
    "Ελληνικά, Кириллица, Հայերեն",
    "€ £ ¥ “quotes” ‘single’ – — … ± × ÷ − → ½ ²",
  ])("has the letters of %s", async (name) => {
    expect((await textOf({ billingName: name })).normalize("NFKC")).toContain(name.normalize("NFKC"));
  });

  it("is not upset by controls, tabs, markup and pictures in a name", async () => {
    const text = await textOf({ billingName: "A\u0000B\tC\u0007 <b>(x)\\ \u{1F600} 東京" });
    expect(text).toContain("AB C <b>(x)\\");
  });

  it("writes currencies in their own digits, and what is below zero with its sign", async () => {
    const text = await textOf({
      currency: "JPY",
      net: "1234567",
      total: "1234567",
      taxLines: [],
      lines: [line({ unitPrice: "15000", amount: "-150000", units: "10", taxRatePercent: null })],
    });
    expect(text).toContain("Total JPY 1,234,567");
    expect(text).toContain("−150,000");
    expect(await textOf({ currency: "KWD", total: "1.250" })).toContain("Total KWD 1.250");
  });

  it("has its appendix from a page of its own on: terms, counted assets, receipts and every change", async () => {
    const assets = Array.from({ length: 120 }, (_, index) => ({
      label: `Seat holder ${index + 1}.`,
      value: "1",
    }));
    const appendix = {
      lines: [
        {
          serviceName: "Microsoft 365 Business",
          contractName: "Managed services",
          terms: "From 1 June 2026, units are counted in IT Glue every night.",
          fromOn: "2026-06-01",
          throughOn: "2026-06-30",
          receipts: [
            { countedOn: "2026-06-01", hash: "ab".repeat(32), rule: "Sum of Seats", total: "120", assets },
          ],
          changes: [
            {
              what: "units" as const,
              effectiveOn: "2026-06-10",
              throughOn: null,
              from: "120",
              to: "121",
              why: "+1: Ada",
              moves: [{ label: "Ada Lovelace", from: null, to: "1", why: "added" }],
            },
          ],
        },
      ],
    };
    const pages = await pdfText(await renderInvoicePdf(document(), appendix, "LETTER"));
    expect(pages[0]).not.toContain("Appendix");
    expect(pages[1]).toContain("Appendix: what was counted, and what changed");
    const text = pages.join(" ");
    for (const { label } of assets) expect(text).toContain(label);
    for (const words of [
      "Billed days: 1–30 Jun 2026",
      "Counted on 1 June 2026: 120. Sum of Seats",
      `Receipt ${"ab".repeat(32)}`,
      "Units from 10 June 2026: 120 → 121. +1: Ada",
      "– → 1 Ada Lovelace: added",
    ])
      expect(text).toContain(words);
  });

  it("of a credit that is due at once says so", async () => {
    expect(await textOf({ dueOn: "2026-06-10" })).toContain("Terms Due on receipt");
    expect(await textOf({ dueOn: "2026-06-11" })).toContain("Terms Net 1 day ");
  });
});
