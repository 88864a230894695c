/** What of the billing settings stands before the number of a document. */
export type NumberPrefixes = { invoiceNumberPrefix: string; creditNoteNumberPrefix: string };

export type DocumentKind = "invoice" | "credit-note";

/** The number as it is printed and sent: "INV-12", "CN-3"; without a prefix the number alone. */
export function documentNumber(
  { kind, number }: { kind: DocumentKind; number: number },
  prefixes: NumberPrefixes,
): string {
  return `${kind === "invoice" ? prefixes.invoiceNumberPrefix : prefixes.creditNoteNumberPrefix}${number}`;
}

/** "Invoice" or "Credit note": the title of a document. */
export function documentTitle(kind: DocumentKind): string {
  return kind === "invoice" ? "Invoice" : "Credit note";
}
