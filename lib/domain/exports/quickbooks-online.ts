import { formatAmount } from "../billing/money";
import { accountingDate, type DateOrder, referenceOf, termsOf } from "./accounting-words";
import { type Cell, type ExportTable, NOTHING, number, text } from "./cells";
import { exactLine } from "./exact-line";
import type { ExportedDocument, ExportedLine, ExportNames } from "./exported-document";
import { shareTax } from "./share-tax";

/** The columns of QuickBooks Online's invoice import that every edition has, in the template's order; * marks what it asks for. */
const COLUMNS = [
  "*InvoiceNo",
  "*Customer",
  "*InvoiceDate",
  "*DueDate",
  "Terms",
  "Location",
  "Memo",
  "Item(Product/Service)",
  "ItemDescription",
  "ItemQuantity",
  "ItemRate",
  "*ItemAmount",
];
/** United States: sales tax is a yes or no, at a rate. */
const SALES_TAX_COLUMNS = ["Taxable", "TaxRate"];
/** Elsewhere: a tax code, which the import matches with the company's own. */
const TAX_CODE_COLUMNS = ["*ItemTaxCode", "ItemTaxAmount"];
const LAST_COLUMNS = ["Currency", "Service Date"];

const CREDIT_COLUMNS: Record<string, string> = {
  "*InvoiceNo": "*CreditMemoNo",
  "*InvoiceDate": "*CreditMemoDate",
};

/**
 * Invoices as QuickBooks Online imports them, one row a line. Where tax codes are named in Billing Settings the columns are
 * those of the editions outside the United States. Its import takes no document below zero, and knows credit memos by
 * themselves: credit notes are a table of their own, with amounts above zero.
 */
export function quickBooksTable(
  documents: readonly ExportedDocument[],
  names: ExportNames,
  order: DateOrder,
): ExportTable {
  const isCredit = documents[0]?.kind === "credit-note";
  if (documents.some((document) => (document.kind === "credit-note") !== isCredit))
    throw new RangeError("a file for QuickBooks Online holds invoices or credit notes, never both");
  const hasTaxCodes = Object.values(names.quickBooksTaxCodes).some((code) => code !== "");
  const columns = [...COLUMNS, ...(hasTaxCodes ? TAX_CODE_COLUMNS : SALES_TAX_COLUMNS), ...LAST_COLUMNS];
  return {
    columns: columns.map((column) => (isCredit ? (CREDIT_COLUMNS[column] ?? column) : column)),
    rows: documents.flatMap((document) => {
      const lines = isCredit ? document.lines.map(turned) : document.lines;
      const taxes = shareTax(lines);
      return lines.map((line, index) => [
        ...headCells(document, order),
        ...lineCells(line, document.currency),
        ...(hasTaxCodes
          ? [text(taxCode(line, names)), number(formatAmount(taxes[index]!, document.currency))]
          : salesTaxCells(line)),
        text(document.currency),
        text(accountingDate(line.periodStartOn, order)),
      ]);
    }),
  };
}

const turned = (line: ExportedLine): ExportedLine => ({ ...line, amountMinor: -line.amountMinor });

function headCells(document: ExportedDocument, order: DateOrder): Cell[] {
  return [
    text(document.number),
    text(document.customerName),
    text(accountingDate(document.invoiceOn, order)),
    text(accountingDate(document.dueOn, order)),
    text(termsOf(document)),
    NOTHING,
    text(referenceOf(document)),
  ];
}

function lineCells(line: ExportedLine, currency: string): Cell[] {
  const { quantity, rate, description } = exactLine(line, currency);
  return [
    text(line.serviceName),
    text(description),
    number(quantity),
    number(rate),
    number(formatAmount(line.amountMinor, currency)),
  ];
}

function salesTaxCells({ taxRatePercent }: ExportedLine): Cell[] {
  return taxRatePercent === null ? [text("N"), NOTHING] : [text("Y"), text(`${taxRatePercent}%`)];
}

/** A rate without a code is written as the rate: the import asks which code it stands for. */
function taxCode({ taxRatePercent }: ExportedLine, { quickBooksTaxCodes }: ExportNames): string {
  return (
    quickBooksTaxCodes[taxRatePercent ?? ""] || (taxRatePercent === null ? "Not taxed" : `${taxRatePercent}%`)
  );
}
