import { describe, expect, it } from "vitest";
import { dateOrderOf, referenceOf, termsOf } from "./accounting-words";
import { csvOf } from "./cells";
import { exactLine } from "./exact-line";
import { exportFileName, exportTable, TARGETS } from "./export-file";
import {
  EXPORT_TARGETS,
  type ExportedDocument,
  type ExportNames,
  type ExportTarget,
} from "./exported-document";
import { exportedDocument, exportedLine } from "./exported-document.fixture";

const NO_NAMES: ExportNames = { xeroAccountCode: "", xeroTaxTypes: {}, quickBooksTaxCodes: {} };

/** The lines of a target's file, as they are written. */
function fileOf(target: ExportTarget, documents: readonly ExportedDocument[], names = NO_NAMES): string[] {
  return csvOf(exportTable(target, documents, { names, dateOrder: "month-first" })).split("\r\n");
}

const taken = exportedLine({ amountMinor: -10_000n, chargedMinor: 10_000n });
const note = exportedDocument([taken], { kind: "credit-note", number: "CN-3", creditsNumber: "INV-12" });

describe("Xero's file", () => {
  it("has the columns of Xero's template, and leaves empty what nobody has named", () => {
    const document = exportedDocument([exportedLine({ description: "June" })], {
      emails: [],
      billingAddress: "  1 Mill Lane  ",
    });
    expect(fileOf("xero", [document])).toEqual([
      "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion," +
        "POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode," +
        "*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,TrackingName1," +
        "TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme",
      'RK Fabrics,,1 Mill Lane,,,,,,,,INV-12,Managed services,06/10/2026,07/10/2026,100.00,,"Microsoft 365: ' +
        'June (10 × 10.00, 30 of 30 days)",10,10.00,,,,0.00,,,,,USD,',
      "",
    ]);
  });

  it("leaves four lines for an address that nobody knows", () => {
    const [, row] = fileOf("xero", [exportedDocument([exportedLine()], { billingAddress: null })]);
    expect(row).toMatch(/^RK Fabrics,ap@rk\.example,,,,,,,,,INV-12,/);
  });
});

describe("the generic file", () => {
  it("has every fact of a line, with ISO dates and signed amounts", () => {
    const adjusted = exportedLine({
      kind: "manual",
      description: "Goodwill",
      units: null,
      unitPrice: null,
      amountMinor: -500n,
    });
    const invoice = exportedDocument(
      [exportedLine({ description: "June", taxRatePercent: "20" }), adjusted],
      {
        taxMinor: 2000n,
      },
    );
    const head =
      "Document,Number,Credits invoice,Account,Bill to,Invoice date,Payment due,Currency,Contract,Service," +
      "Description,Period start,Period end,Units,Unit price,Days,Days of period,Quantity,Rate,Net,Tax rate %,Tax," +
      "Document net,Document tax,Document total";
    const whose = 'RK Fabrics,"RK Fabrics, Inc.",2026-06-10,2026-07-10,USD,Managed services,Microsoft 365';
    expect(fileOf("csv", [invoice, note])).toEqual([
      head,
      `Invoice,INV-12,,${whose},"Microsoft 365: June (10 × 10.00, 30 of 30 days)",2026-06-01,2026-06-30,` +
        "10,10.00,30,30,10,10.00,100.00,20,20.00,95.00,20.00,115.00",
      `Invoice,INV-12,,${whose},Microsoft 365: Goodwill,2026-06-01,2026-06-30,,,30,30,1,-5.00,-5.00,,0.00,` +
        "95.00,20.00,115.00",
      `Credit note,CN-3,INV-12,${whose},"Microsoft 365: 10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00; ` +
        'taken back",2026-06-01,2026-06-30,10,10.00,30,30,10,-10.00,-100.00,,0.00,-100.00,0.00,-100.00',
      "",
    ]);
    expect(exportTable("xlsx", [note], { names: NO_NAMES, dateOrder: "day-first" })).toEqual(
      exportTable("csv", [note], { names: NO_NAMES, dateOrder: "month-first" }),
    );
  });
});

describe("the file for QuickBooks Online", () => {
  const HEAD = "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service)";
  const ITEM = "ItemDescription,ItemQuantity,ItemRate,*ItemAmount,Taxable,TaxRate,Currency,Service Date";

  it("of credit notes is a file of credit memos", () => {
    const [head, row] = fileOf("quickbooks-online", [note]);
    expect(head).toBe(
      `*CreditMemoNo,*Customer,*CreditMemoDate,*DueDate,Terms,Location,Memo,Item(Product/Service),${ITEM}`,
    );
    expect(row).toMatch(/,10,10\.00,100\.00,N,,USD,06\/01\/2026$/);
  });

  it("of nothing is a header; codes that are blank are none", () => {
    const blank = { ...NO_NAMES, quickBooksTaxCodes: { "20": "" } };
    expect(fileOf("quickbooks-online", [], blank)).toEqual([`${HEAD},${ITEM}`, ""]);
  });

  it("has the code that is named for what is not taxed", () => {
    const names = { ...NO_NAMES, quickBooksTaxCodes: { "": "Exempt" } };
    expect(fileOf("quickbooks-online", [exportedDocument()], names)[1]).toMatch(/,Exempt,0\.00,USD,/);
  });
});

describe("targets", () => {
  it("are called as their makers do, and take so many documents of a file", () => {
    expect(EXPORT_TARGETS.map((target) => [TARGETS[target].label, TARGETS[target].mostDocuments])).toEqual([
      ["QuickBooks Online", 100],
      ["Xero", 500],
      ["CSV", 5000],
      ["Excel (XLSX)", 5000],
    ]);
  });

  it.each(EXPORT_TARGETS)("%s: takes both kinds in a file where it says so", (target) => {
    const mixed = () => fileOf(target, [exportedDocument(), note]);
    if (TARGETS[target].mixesKinds) expect(mixed()).toHaveLength(4);
    else expect(mixed).toThrow(RangeError);
    expect(TARGETS[target].mixesKinds).toBe(target !== "quickbooks-online");
  });

  it.each<[ExportTarget, ExportedDocument[], string]>([
    ["quickbooks-online", [exportedDocument()], "quickbooks-online-invoices-2026-06-30.csv"],
    ["xero", [exportedDocument(), note], "xero-invoices-2026-06-30.csv"],
    ["csv", [note], "credit-notes-2026-06-30.csv"],
    ["xlsx", [exportedDocument()], "invoices-2026-06-30.xlsx"],
  ])("%s: names its file", (target, documents, name) => {
    expect(exportFileName(target, documents, "2026-06-30")).toBe(name);
  });
});

describe("words of accounting", () => {
  it.each([
    ["2026-06-10", "Due on receipt"],
    ["2026-06-09", "Due on receipt"],
    ["2026-06-11", "Net 1"],
    ["2026-08-09", "Net 60"],
  ])("due on %s: %s", (dueOn, terms) => {
    expect(termsOf({ invoiceOn: "2026-06-10", dueOn })).toBe(terms);
  });

  it("refer to the contracts, each once, or to what a credit note takes back", () => {
    const of = (...names: string[]) => names.map((contractName) => exportedLine({ contractName }));
    expect(referenceOf(exportedDocument(of("Backup", "Managed", "Backup")))).toBe("Backup, Managed");
    expect(referenceOf(exportedDocument(of("x".repeat(200), "y".repeat(200))))).toBe(
      `${"x".repeat(200)}, ${"y".repeat(48)}`,
    );
    expect(referenceOf(note)).toBe("Credits invoice INV-12");
    expect(referenceOf({ ...note, creditsNumber: null })).toBe("Credit");
  });

  it("read dates as the country does", () => {
    expect(dateOrderOf("bms.kaseya.com")).toBe("month-first");
    expect(dateOrderOf("bmsemea.kaseya.com")).toBe("day-first");
  });
});

describe("units and price of a line", () => {
  it.each<[string, Parameters<typeof exportedLine>[0], string, string]>([
    ["stay where they make the amount", {}, "10", "10.00"],
    ["stay where they make nothing", { unitPrice: "0", amountMinor: 0n }, "10", "0.00"],
    ["go where only the amount is alike: a change", { kind: "proration" }, "1", "100.00"],
    ["go where only the amount is alike: a part of the month", { days: 21 }, "1", "100.00"],
    ["go without units", { units: "0", amountMinor: 0n }, "1", "0.00"],
    ["go where units are several", { units: null }, "1", "100.00"],
    ["go where prices are several", { unitPrice: null }, "1", "100.00"],
  ])("%s", (_, values, quantity, rate) => {
    expect(exactLine(exportedLine(values), "USD")).toMatchObject({ quantity, rate });
  });

  it.each([{ units: null }, { unitPrice: null }])(
    "are not told in the description where there are several",
    (values) => {
      const line = exportedLine({ description: "By the day", ...values });
      expect(exactLine(line, "USD").description).toBe("Microsoft 365: By the day");
    },
  );
});
