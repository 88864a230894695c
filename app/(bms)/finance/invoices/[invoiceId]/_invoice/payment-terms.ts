import { Temporal } from "temporal-polyfill";

/** The terms as the two dates of an invoice have them: "Net 30 days", or "Due on receipt". */
export function paymentTerms({ invoiceOn, dueOn }: { invoiceOn: string; dueOn: string }): string {
  const { days } = Temporal.PlainDate.from(invoiceOn).until(Temporal.PlainDate.from(dueOn), {
    largestUnit: "day",
  });
  return days === 0 ? "Due on receipt" : days === 1 ? "Net 1 day" : `Net ${days} days`;
}
