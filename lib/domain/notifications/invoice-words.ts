import { Temporal } from "temporal-polyfill";
import { type DocumentKind, documentTitle } from "../billing/document-number";
import { dayInWords } from "../billing/words";
import { headerText } from "./email-address";
import { escaped } from "./escaped-html";

/** What an e-mail with an invoice or credit note tells. Amounts are major units as decimal text, as they are printed. */
export type InvoiceToTell = {
  kind: DocumentKind;
  /** The number with its prefix. */
  documentNumber: string;
  tenantName: string;
  billingName: string;
  total: string;
  currency: string;
  invoiceOn: string;
  dueOn: string;
  /** Of a credit note that takes an invoice back: that invoice's number. */
  creditsNumber: string | null;
};

export type InvoiceWords = { subject: string; text: string; html: string };

/** The e-mail that a customer gets with the PDF: plain text, and the same words as HTML without anything to load. */
export function invoiceWords(told: InvoiceToTell): InvoiceWords {
  const name = `${documentTitle(told.kind)} ${told.documentNumber}`;
  const subject = headerText(`${name} from ${told.tenantName}`);
  const paragraphs = [`For ${told.billingName}:`, ...sentences(told, name), told.tenantName];
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escaped(subject)}</title></head>`,
    '<body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5;max-width:640px">',
    ...paragraphs.map((words) => `<p style="margin:0 0 12px">${escaped(words)}</p>`),
    "</body></html>",
  ].join("\n");
  return { subject, text: `${paragraphs.join("\n\n")}\n`, html };
}

function sentences(told: InvoiceToTell, name: string): string[] {
  const issued = `${name} of ${day(told.invoiceOn)} is attached as a PDF.`;
  const total = `${told.total} ${told.currency}`;
  if (told.kind === "invoice") return [issued, `Amount due: ${total}, by ${day(told.dueOn)}.`];
  const credits = told.creditsNumber === null ? "" : ` It takes back invoice ${told.creditsNumber}.`;
  return [issued, `Credit: ${total}.${credits}`];
}

const day = (on: string) => dayInWords(Temporal.PlainDate.from(on));
