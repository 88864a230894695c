import type { CommandRefused } from "@/lib/commands/refusal";
import type { Words } from "./refusal-words";

type Details = CommandRefused["details"];

const amount = (known: string | number | undefined) => (known === undefined ? "" : `: ${known}`);

/** Refusals about documents after they are issued: void, credit notes, payments. `kind` is the document's. */
export const DOCUMENT_WORDS = {
  "invoice-void": () => ({
    message: "This document is void: nothing is owed for it, and its charges are open again.",
    fix: { label: "Bill its charges again in Finance > Billing.", href: "/finance/billing" },
  }),
  "invoice-exported": (details) => ({
    message: "This document was exported to accounting, so it cannot be voided.",
    fix:
      details.kind === "credit-note"
        ? "Bill its charges again instead: they are open in Finance > Billing."
        : "Issue a credit note for it instead: press Credit, and export the credit note as well.",
  }),
  "invoice-paid": (details) => ({
    message: "Money is recorded for this document, so it cannot be voided.",
    fix:
      details.kind === "credit-note"
        ? "Take the recorded refund back first if it was a mistake."
        : "Take the payment back first if it was a mistake; otherwise issue a credit note: press Credit.",
  }),
  "invoice-credited": () => ({
    message: "A credit note already takes this invoice back.",
    fix: "Open the credit note. If it was issued by mistake, void the credit note.",
  }),
  "charges-billed-again": () => ({
    message:
      "This credit note opened charges that have been billed again or unposted since, so it cannot be voided.",
    fix: "Void the newer invoice first, or leave the credit note as it is.",
  }),
  "is-credit-note": () => ({
    message: "A credit note cannot be credited.",
    fix: "Void it if it was issued by mistake, or bill its charges again in Finance > Billing.",
  }),
  "credits-changed": () => ({
    message: "Some of these credits are no longer open: an invoice or another credit note has used them.",
    fix: "Look at the open credits again, then confirm.",
  }),
  "nothing-to-credit": () => ({
    message: "This account has no open credit in this currency.",
    fix: "Reload the page to see what is open.",
  }),
  "more-than-open": (details) => ({
    message:
      details.kind === "credit-note"
        ? `This is more than is still owed to the customer${amount(details.open)}.`
        : `This is more than is open of this invoice${amount(details.open)}.`,
    fix: "Correct the amount, or confirm that it is right.",
  }),
  "already-recorded": (details) => ({
    message: `This form already recorded a payment${amount(details.amount)}. Nothing else was recorded.`,
    fix: "Reload the page to see it; take it back there if it was a mistake.",
  }),
} satisfies Record<string, (details: Details) => Words>;
