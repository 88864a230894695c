import { formatAmount } from "../billing/money";
import { type Cell, type ExportTable, NOTHING, number, text } from "./cells";
import { exactLine } from "./exact-line";
import type { ExportedDocument, ExportedLine } from "./exported-document";
import { shareTax } from "./share-tax";

const COLUMNS = [
  "Document",
  "Number",
  "Credits invoice",
  "Account",
  "Bill to",
  "Invoice date",
  "Payment due",
  "Currency",
  "Contract",
  "Service",
  "Description",
  "Period start",
  "Period end",
  "Units",
  "Unit price",
  "Days",
  "Days of period",
  "Quantity",
  "Rate",
  "Net",
  "Tax rate %",
  "Tax",
  "Document net",
  "Document tax",
  "Document total",
];

/** Everything that is exported, one row a line, for the CSV and the XLSX file: ISO dates, signed amounts. */
export function genericTable(documents: readonly ExportedDocument[]): ExportTable {
  return {
    columns: COLUMNS,
    rows: documents.flatMap((document) => {
      const taxes = shareTax(document.lines);
      const amount = (minor: bigint) => number(formatAmount(minor, document.currency));
      return document.lines.map((line, index) => [
        ...headCells(document),
        ...lineCells(line, document.currency),
        amount(taxes[index]!),
        amount(document.netMinor),
        amount(document.taxMinor),
        amount(document.totalMinor),
      ]);
    }),
  };
}

function headCells(document: ExportedDocument): Cell[] {
  return [
    text(document.kind === "invoice" ? "Invoice" : "Credit note"),
    text(document.number),
    text(document.creditsNumber ?? ""),
    text(document.customerName),
    text(document.billingName),
    text(document.invoiceOn),
    text(document.dueOn),
    text(document.currency),
  ];
}

function lineCells(line: ExportedLine, currency: string): Cell[] {
  const { quantity, rate, description } = exactLine(line, currency);
  const known = (value: string | null) => (value === null ? NOTHING : number(value));
  return [
    text(line.contractName),
    text(line.serviceName),
    text(description),
    text(line.periodStartOn),
    text(line.periodEndOn),
    known(line.units),
    known(line.unitPrice),
    number(line.days),
    number(line.periodDays),
    number(quantity),
    number(rate),
    number(formatAmount(line.amountMinor, currency)),
    known(line.taxRatePercent),
  ];
}
