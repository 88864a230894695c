import { Temporal } from "temporal-polyfill";
import { dayInWords } from "@/lib/domain/billing/words";
import type { PrintedDocument } from "./printed-document";

/** "1240.00" as "1,240.00", below zero with a true minus. Figures only: the currency is said once. */
export function amountInPrint(amount: string): string {
  const [whole = "", fraction] = amount.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount.startsWith("-") ? "\u2212" : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
}

/** "10 June 2026" */
export function dayInPrint(on: string): string {
  return dayInWords(Temporal.PlainDate.from(on));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "1–30 Jun 2026", "17 Jun – 16 Jul 2026", "17 Dec 2026 – 16 Jan 2027": short, for a narrow column. */
export function periodInPrint(startOn: string, endOn: string): string {
  const [start, end] = [startOn, endOn].map((on) => Temporal.PlainDate.from(on)) as [
    Temporal.PlainDate,
    Temporal.PlainDate,
  ];
  const month = (on: Temporal.PlainDate) => MONTHS[on.month - 1]!;
  const last = `${end.day} ${month(end)} ${end.year}`;
  if (start.year !== end.year) return `${start.day} ${month(start)} ${start.year} – ${last}`;
  if (start.month !== end.month) return `${start.day} ${month(start)} – ${last}`;
  return start.day === end.day ? last : `${start.day}–${last}`;
}

/** The terms as the two dates have them: "Net 30 days", or "Due on receipt". */
export function termsInPrint({ invoiceOn, dueOn }: Pick<PrintedDocument, "invoiceOn" | "dueOn">): string {
  const { days } = Temporal.PlainDate.from(invoiceOn).until(Temporal.PlainDate.from(dueOn), {
    largestUnit: "day",
  });
  return days === 0 ? "Due on receipt" : days === 1 ? "Net 1 day" : `Net ${days} days`;
}
