import { formatAmount } from "../billing/money";
import { accountingDate, type DateOrder, referenceOf } from "./accounting-words";
import { type Cell, type ExportTable, NOTHING, number, text } from "./cells";
import { exactLine } from "./exact-line";
import type { ExportedDocument, ExportedLine, ExportNames } from "./exported-document";
import { shareTax } from "./share-tax";

/** Xero's sales invoice template, whole and in its order; * marks what it asks for. */
const COLUMNS = [
  "*ContactName",
  "EmailAddress",
  "POAddressLine1",
  "POAddressLine2",
  "POAddressLine3",
  "POAddressLine4",
  "POCity",
  "PORegion",
  "POPostalCode",
  "POCountry",
  "*InvoiceNumber",
  "Reference",
  "*InvoiceDate",
  "*DueDate",
  "Total",
  "InventoryItemCode",
  "*Description",
  "*Quantity",
  "*UnitAmount",
  "Discount",
  "*AccountCode",
  "*TaxType",
  "TaxAmount",
  "TrackingName1",
  "TrackingOption1",
  "TrackingName2",
  "TrackingOption2",
  "Currency",
  "BrandingTheme",
];

const ADDRESS_LINES = 4;

/**
 * Invoices and credit notes as Xero imports them, one row a line; amounts are "tax exclusive". A document whose total is
 * below zero is imported as a credit note, so those keep their signs and stand among the invoices.
 */
export function xeroTable(
  documents: readonly ExportedDocument[],
  names: ExportNames,
  order: DateOrder,
): ExportTable {
  return {
    columns: COLUMNS,
    rows: documents.flatMap((document) => {
      const taxes = shareTax(document.lines);
      return document.lines.map((line, index) => [
        ...headCells(document, order),
        ...lineCells(line, document.currency),
        NOTHING,
        text(line.incomeAccount || names.xeroAccountCode),
        text(names.xeroTaxTypes[line.taxRatePercent ?? ""] ?? ""),
        number(formatAmount(taxes[index]!, document.currency)),
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        text(document.currency),
        NOTHING,
      ]);
    }),
  };
}

function headCells(document: ExportedDocument, order: DateOrder): Cell[] {
  return [
    text(document.customerName),
    text(document.emails[0] ?? ""),
    ...addressLines(document.billingAddress).map(text),
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    text(document.number),
    text(referenceOf(document)),
    text(accountingDate(document.invoiceOn, order)),
    text(accountingDate(document.dueOn, order)),
    number(formatAmount(document.totalMinor, document.currency)),
  ];
}

/** Xero knows four lines; an address that has more goes on in the fourth. */
function addressLines(address: string | null): string[] {
  const lines = (address ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const kept = lines.slice(0, ADDRESS_LINES - 1);
  const rest = lines.slice(ADDRESS_LINES - 1).join(", ");
  return [...kept, ...Array<string>(ADDRESS_LINES - 1 - kept.length).fill(""), rest];
}

function lineCells(line: ExportedLine, currency: string): Cell[] {
  const { quantity, rate, description } = exactLine(line, currency);
  return [NOTHING, text(description), number(quantity), number(rate)];
}
