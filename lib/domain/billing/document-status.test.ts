import { expect, it } from "vitest";
import { documentNumber, documentTitle } from "./document-number";
import { documentStatus, type StatusFacts } from "./document-status";

const invoice: StatusFacts = {
  kind: "invoice",
  isVoid: false,
  isCredited: false,
  openMinor: 100n,
  dueOn: "2026-06-30",
};
const note: StatusFacts = { ...invoice, kind: "credit-note", openMinor: -100n };

it.each<[string, StatusFacts, string, string]>([
  ["on its due day an invoice is open", invoice, "2026-06-30", "open"],
  ["the day after it is overdue", invoice, "2026-07-01", "overdue"],
  ["without anything open it is paid", { ...invoice, openMinor: 0n }, "2026-07-01", "paid"],
  ["overpaid it is paid", { ...invoice, openMinor: -1n }, "2026-07-01", "paid"],
  ["credited", { ...invoice, isCredited: true, openMinor: 0n }, "2026-07-01", "credited"],
  ["void, whatever else", { ...invoice, isVoid: true, isCredited: true }, "2026-07-01", "void"],
  ["a credit note waits as long as money is owed", note, "2027-01-01", "open"],
  ["and is settled then", { ...note, openMinor: 0n }, "2027-01-01", "paid"],
])("%s", (_, facts, todayOn, status) => {
  expect(documentStatus(facts, todayOn)).toBe(status);
});

it("numbers carry the prefix of their kind", () => {
  const prefixes = { invoiceNumberPrefix: "INV-", creditNoteNumberPrefix: "CN-" };
  expect(documentNumber({ kind: "invoice", number: 12 }, prefixes)).toBe("INV-12");
  expect(documentNumber({ kind: "credit-note", number: 3 }, prefixes)).toBe("CN-3");
  expect([documentTitle("invoice"), documentTitle("credit-note")]).toEqual(["Invoice", "Credit note"]);
});
