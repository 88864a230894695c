import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { totalsOf } from "../billing/invoice";
import { minorDigits } from "../billing/money";
import { decimal, formatDecimal } from "../decimal";
import { accountingDate, dateOrderOf } from "./accounting-words";
import { csvOf, text } from "./cells";
import { exportFileName, exportTable } from "./export-file";
import {
  EXPORT_TARGETS,
  type ExportedDocument,
  type ExportedLine,
  type ExportNames,
  type ExportTarget,
} from "./exported-document";
import { exportedDocument, exportedLine } from "./exported-document.fixture";

const NO_NAMES: ExportNames = { xeroAccountCode: "", xeroTaxTypes: {}, quickBooksTaxCodes: {} };

type Row = Record<string, string>;

function rowsOf(
  target: ExportTarget,
  documents: readonly ExportedDocument[],
  names: ExportNames = NO_NAMES,
  dateOrder: "month-first" | "day-first" = "month-first",
): Row[] {
  return parse(csvOf(exportTable(target, documents, { names, dateOrder })), { columns: true });
}

const QUANTITY_AND_RATE: Record<ExportTarget, [string, string]> = {
  "quickbooks-online": ["ItemQuantity", "ItemRate"],
  xero: ["*Quantity", "*UnitAmount"],
  csv: ["Quantity", "Rate"],
  xlsx: ["Quantity", "Rate"],
};

/** Σ quantity × rate of parsed rows in minor units; nothing is rounded, so a rest would be seen. */
function sumOfProducts(rows: readonly Row[], target: ExportTarget, currency: string): number | bigint {
  const [quantity, rate] = QUANTITY_AND_RATE[target];
  const scaled = rows.reduce((sum, row) => sum + decimal(row[quantity]!, 8) * decimal(row[rate]!, 8), 0n);
  const unit = 10n ** BigInt(16 - minorDigits(currency));
  return scaled % unit === 0n ? scaled / unit : Number.NaN;
}

const randomLine = (digits: number) =>
  fc
    .record({
      kind: fc.constantFrom("regular" as const, "proration" as const, "manual" as const),
      units: fc.option(fc.bigInt(-50_000n, 9_000_000n).map((value) => formatDecimal(value, 4))),
      unitPrice: fc.option(
        fc
          .tuple(fc.bigInt(-500n, 2_000_000n), fc.constantFrom(0, 2, 3, 4, 8))
          .map(([value, places]) => formatDecimal(value, places, Math.min(places, 2))),
      ),
      days: fc.integer({ min: 1, max: 31 }),
      isWhole: fc.boolean(),
      isProduct: fc.boolean(),
      amountMinor: fc.bigInt(-5_000_000n, 50_000_000n),
      taxRatePercent: fc.constantFrom(null, "20", "7.25", "8.875"),
    })
    .map(({ isWhole, isProduct, ...line }): ExportedLine => {
      const { units, unitPrice } = line;
      // Half of the lines are what units and price make, rounded as a charge is: the hard ones are a hair off.
      const amountMinor =
        isProduct && units !== null && unitPrice !== null
          ? (decimal(units, 4) * decimal(unitPrice, 8) * 10n ** BigInt(digits)) / 10n ** 12n
          : line.amountMinor;
      return exportedLine({ ...line, periodDays: isWhole ? line.days : 31, amountMinor });
    });

const randomDocument = fc.constantFrom("JPY", "USD", "KWD").chain((currency) =>
  fc.array(randomLine(minorDigits(currency)), { minLength: 1, maxLength: 12 }).map((lines) => {
    const { taxMinor } = totalsOf(
      lines.map(({ amountMinor, taxRatePercent }) => ({ netMinor: amountMinor, taxRatePercent })),
    );
    return exportedDocument(lines, { currency, taxMinor });
  }),
);

describe("exports carry exact amounts (design.md 8)", () => {
  it.each(["quickbooks-online", "xero", "csv"] as const)(
    "%s: parsed Σ quantity × rate is the net, and Σ tax the tax",
    (target) => {
      fc.assert(
        fc.property(randomDocument, (document) => {
          const rows = rowsOf(target, [document], { ...NO_NAMES, quickBooksTaxCodes: { "20": "20.0% S" } });
          expect(rows).toHaveLength(document.lines.length);
          expect(sumOfProducts(rows, target, document.currency)).toBe(document.netMinor);
          const tax =
            target === "quickbooks-online" ? "ItemTaxAmount" : target === "xero" ? "TaxAmount" : "Tax";
          const digits = minorDigits(document.currency);
          expect(rows.reduce((sum, row) => sum + decimal(row[tax]!, digits), 0n)).toBe(document.taxMinor);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("keep units and price where they make the amount to the last digit", () => {
    const lines = [
      exportedLine(),
      exportedLine({ units: "1000", unitPrice: "0.0125", amountMinor: 1250n }),
      exportedLine({ amountMinor: -10_000n, chargedMinor: 10_000n }),
    ];
    expect(
      rowsOf("xero", [exportedDocument(lines)]).map((row) => [row["*Quantity"], row["*UnitAmount"]]),
    ).toEqual([
      ["10", "10.00"],
      ["1000", "0.0125"],
      ["10", "-10.00"],
    ]);
  });

  it.each([
    ["a part of the period", { days: 21, amountMinor: 7000n }],
    ["rounding", { units: "333", unitPrice: "0.0015", amountMinor: 50n }],
    ["a change of units", { kind: "proration" as const, units: "11", amountMinor: 700n }],
    ["more places than the other side takes", { units: "8", unitPrice: "0.00125", amountMinor: 1n }],
  ])("take one piece at the amount after %s, with the factors in the description", (_, values) => {
    const line = exportedLine({ ...values, description: "By the day" });
    const [row] = rowsOf("xero", [exportedDocument([line])]);
    expect(row).toMatchObject({
      "*Quantity": "1",
      "*UnitAmount": formatDecimal(line.amountMinor, 2, 2),
      "*Description": `Microsoft 365: By the day (${line.units} × ${line.unitPrice}, ${line.days} of 30 days)`,
    });
  });

  it("say how much of a credit is used here, and what a credit note takes back", () => {
    const lines = [
      exportedLine({ amountMinor: -1000n, chargedMinor: -9000n }),
      exportedLine({ amountMinor: -10_000n, chargedMinor: 10_000n }),
    ];
    expect(rowsOf("csv", [exportedDocument(lines)]).map((row) => row.Description)).toEqual([
      expect.stringMatching(/; -10\.00 of -90\.00 on this document$/),
      expect.stringMatching(/; taken back$/),
    ]);
  });
});

describe("QuickBooks Online", () => {
  it("gets the columns of its invoice import, a row a line, in the order of America's dates", () => {
    const table = exportTable(
      "quickbooks-online",
      [exportedDocument([exportedLine({ taxRatePercent: "8.875" })])],
      {
        names: NO_NAMES,
        dateOrder: "month-first",
      },
    );
    expect(csvOf(table)).toBe(
      "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription," +
        "ItemQuantity,ItemRate,*ItemAmount,Taxable,TaxRate,Currency,Service Date\r\n" +
        "INV-12,RK Fabrics,06/10/2026,07/10/2026,Net 30,,Managed services,Microsoft 365," +
        '"Microsoft 365: 10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00",10,10.00,100.00,Y,8.875%,USD,06/01/2026\r\n',
    );
  });

  it("gets tax codes where they are named, and the rate itself where one has none", () => {
    const lines = [null, "20", "5"].map((taxRatePercent) => exportedLine({ taxRatePercent }));
    const names = { ...NO_NAMES, quickBooksTaxCodes: { "20": "20.0% S" } };
    const rows = rowsOf("quickbooks-online", [exportedDocument(lines)], names, "day-first");
    expect(rows.map((row) => [row["*ItemTaxCode"], row.ItemTaxAmount])).toEqual([
      ["Not taxed", "0.00"],
      ["20.0% S", "20.00"],
      ["5%", "5.00"],
    ]);
    expect(rows[0]).toMatchObject({ "*InvoiceDate": "10/06/2026" });
    expect(rows[0]).not.toHaveProperty("Taxable");
  });

  it("gets credit notes by themselves, as credit memos above zero", () => {
    const note = exportedDocument([exportedLine({ amountMinor: -10_000n, chargedMinor: 10_000n })], {
      kind: "credit-note",
      number: "CN-3",
      creditsNumber: "INV-12",
    });
    expect(rowsOf("quickbooks-online", [note])).toMatchObject([
      {
        "*CreditMemoNo": "CN-3",
        Memo: "Credits invoice INV-12",
        ItemQuantity: "10",
        ItemRate: "10.00",
        "*ItemAmount": "100.00",
      },
    ]);
    expect(() => rowsOf("quickbooks-online", [note, exportedDocument()])).toThrow(/never both/);
    expect(exportFileName("quickbooks-online", [note], "2026-06-30")).toBe(
      "quickbooks-online-credit-notes-2026-06-30.csv",
    );
  });
});

describe("Xero", () => {
  it("gets its whole template, with its own names of account and taxes", () => {
    const lines = [
      exportedLine({ taxRatePercent: "20" }),
      exportedLine({ incomeAccount: "4010", amountMinor: -700n, kind: "proration" }),
    ];
    const names = {
      ...NO_NAMES,
      xeroAccountCode: "200",
      xeroTaxTypes: { "20": "20% (VAT on Income)", "": "No VAT" },
    };
    const address = "1 Mill Lane\n\nDock 4\nLowell\nMA 01850\nUSA";
    const rows = rowsOf(
      "xero",
      [exportedDocument(lines, { billingAddress: address, taxMinor: 2000n })],
      names,
      "day-first",
    );
    expect(Object.keys(rows[0]!)).toHaveLength(29);
    expect(rows).toMatchObject([
      {
        "*ContactName": "RK Fabrics",
        EmailAddress: "ap@rk.example",
        POAddressLine1: "1 Mill Lane",
        POAddressLine2: "Dock 4",
        POAddressLine3: "Lowell",
        POAddressLine4: "MA 01850, USA",
        "*InvoiceNumber": "INV-12",
        "*InvoiceDate": "10/06/2026",
        "*DueDate": "10/07/2026",
        Total: "113.00",
        "*AccountCode": "200",
        "*TaxType": "20% (VAT on Income)",
        TaxAmount: "20.00",
        Currency: "USD",
      },
      {
        "*AccountCode": "4010",
        "*TaxType": "No VAT",
        "*Quantity": "1",
        "*UnitAmount": "-7.00",
        TaxAmount: "0.00",
      },
    ]);
  });

  it("gets credit notes below zero among the invoices", () => {
    const note = exportedDocument([exportedLine({ amountMinor: -10_000n })], { kind: "credit-note" });
    expect(rowsOf("xero", [exportedDocument(), note]).map((row) => row.Total)).toEqual(["100.00", "-100.00"]);
  });
});

describe("a cell that a spreadsheet would run", () => {
  it.each([
    "=1+1",
    "+1 unit",
    "-2 units",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "-1+cmd|' /C calc'!A0",
  ])("%j is text: it gets an apostrophe, and stays in its cell", (value) => {
    const csv = csvOf({ columns: ["a", "b"], rows: [[text(value), text("next")]] });
    expect(parse(csv, { columns: true })).toEqual([{ a: `'${value}`, b: "next" }]);
  });

  it.each(["-1", "-12.50", "+3", "100.00", 'RK "Fabrics", Inc.', "1 Mill Lane\nLowell", "a=b", "50% off"])(
    "%j is none, and stays as it is",
    (value) => {
      const csv = csvOf({ columns: ["a"], rows: [[text(value)]] });
      expect(parse(csv, { columns: true })).toEqual([{ a: value }]);
    },
  );

  it("never begins one in any file, whatever customers and services are called", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EXPORT_TARGETS),
        fc.tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r"), fc.string()).map((parts) => parts.join("")),
        (target, bad) => {
          const document = exportedDocument(
            [exportedLine({ serviceName: bad, contractName: bad, amountMinor: -1n })],
            {
              customerName: bad,
              billingName: bad,
              billingAddress: bad,
              number: bad,
            },
          );
          for (const row of rowsOf(target, [document]))
            for (const cell of Object.values(row))
              expect(/^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("dates", () => {
  it("have the order of the tenant's server", () => {
    expect(accountingDate("2026-06-10", dateOrderOf("bms.kaseya.com"))).toBe("06/10/2026");
    expect(accountingDate("2026-06-10", dateOrderOf("vorexlogin.com"))).toBe("06/10/2026");
    expect(accountingDate("2026-06-10", dateOrderOf("bmsemea.kaseya.com"))).toBe("10/06/2026");
    expect(accountingDate("2026-06-10", dateOrderOf("bmsapac.kaseya.com"))).toBe("10/06/2026");
  });
});
