import { Temporal } from "temporal-polyfill";
import type { TenantServer } from "../regions";
import type { ExportedDocument } from "./exported-document";

/** How a country's accounting systems read a date: both importers take the order of the company's own region. */
export type DateOrder = "month-first" | "day-first";

/** Of the tenant's server: America month first, Europe and Australia day first. */
export function dateOrderOf(server: TenantServer): DateOrder {
  return server === "bms.kaseya.com" || server === "vorexlogin.com" ? "month-first" : "day-first";
}

/** "2026-06-10" as "06/10/2026" or "10/06/2026". */
export function accountingDate(on: string, order: DateOrder): string {
  const [year, month, day] = on.split("-");
  return order === "month-first" ? `${month}/${day}/${year}` : `${day}/${month}/${year}`;
}

/** The terms as both systems name them by default: "Due on receipt", "Net 30". */
export function termsOf({ invoiceOn, dueOn }: Pick<ExportedDocument, "invoiceOn" | "dueOn">): string {
  const { days } = Temporal.PlainDate.from(invoiceOn).until(Temporal.PlainDate.from(dueOn), {
    largestUnit: "day",
  });
  return days <= 0 ? "Due on receipt" : `Net ${days}`;
}

/** What the document is about, where a reference fits: the invoice it takes back, or its contracts. */
export function referenceOf({ kind, creditsNumber, lines }: ExportedDocument): string {
  if (kind === "credit-note") return creditsNumber === null ? "Credit" : `Credits invoice ${creditsNumber}`;
  return [...new Set(lines.map((line) => line.contractName))].join(", ").slice(0, 250);
}
