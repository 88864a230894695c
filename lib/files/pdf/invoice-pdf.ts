import { documentTitle } from "@/lib/domain/billing/document-number";
import { PRORATION_RULE } from "@/lib/domain/billing/proration-rule";
import { writeAppendix } from "./appendix";
import { writeLines } from "./line-table";
import type { InvoiceAppendix, Paper, PrintedDocument } from "./printed-document";
import { amountInPrint, dayInPrint, termsInPrint } from "./printed-words";
import { QUIET, Sheet, type Style } from "./sheet";

const TITLE: Style = { size: 15, isBold: true };
const BODY: Style = { size: 9 };
const STRONG: Style = { ...BODY, isBold: true };
const LABEL: Style = { size: 8, color: QUIET };
const STAMP: Style = { size: 11, isBold: true, color: "#b42318" };

const TOTALS_WIDTH = 240;

/** An issued invoice or credit note as a PDF. The same document is the same bytes: it says when it was issued, not printed. */
export async function renderInvoicePdf(
  document: PrintedDocument,
  appendix: InvoiceAppendix | null,
  paper: Paper,
): Promise<Uint8Array<ArrayBuffer>> {
  const title = `${documentTitle(document.kind)} ${document.documentNumber}`;
  const sheet = await Sheet.open(paper, { title, author: document.tenantName, at: document.issuedAt });
  writeSeller(sheet, document, title);
  writeParties(sheet, document);
  writeLines(sheet, document.lines, document.currency);
  writeTotals(sheet, document);
  writeNotes(sheet, document);
  if (appendix !== null) writeAppendix(sheet, appendix);
  return sheet.close((page) => ({
    left: `${document.tenantName} · ${title} · ${document.billingName}`,
    right: page,
  }));
}

function writeBlock(sheet: Sheet, text: string, x: number, width: number, style: Style): void {
  for (const words of sheet.wrap(text, width, style)) {
    sheet.line(words, x, sheet.y, style);
    sheet.y += sheet.heightOf(style);
  }
}

function writeSeller(sheet: Sheet, document: PrintedDocument, title: string): void {
  const half = (sheet.right - sheet.left) / 2 - 12;
  const top = sheet.y;
  for (const words of sheet.wrap(title, half, TITLE)) {
    sheet.line(words, sheet.right, sheet.y, { ...TITLE, align: "right" });
    sheet.y += sheet.heightOf(TITLE);
  }
  if (document.voided !== null) {
    sheet.line("VOID: nothing is owed", sheet.right, sheet.y, { ...STAMP, align: "right" });
    sheet.y += sheet.heightOf(STAMP);
  }
  const end = sheet.y;
  sheet.y = top;
  writeBlock(sheet, document.tenantName, sheet.left, half, TITLE);
  if (document.companyAddress !== "")
    writeBlock(sheet, document.companyAddress, sheet.left, half, { ...BODY, color: QUIET });
  if (document.companyTaxNumber !== "")
    writeBlock(sheet, `Tax number ${document.companyTaxNumber}`, sheet.left, half, { ...BODY, color: QUIET });
  sheet.y = Math.max(sheet.y, end) + 6;
  sheet.rule(sheet.y, { weight: 1.2, color: "#1a1d21" });
  sheet.y += 16;
}

function factsOf(document: PrintedDocument): [string, string][] {
  const isInvoice = document.kind === "invoice";
  return [
    [isInvoice ? "Invoice date" : "Date", dayInPrint(document.invoiceOn)],
    ...(isInvoice
      ? ([
          ["Terms", termsInPrint(document)],
          ["Payment due", dayInPrint(document.dueOn)],
        ] satisfies [string, string][])
      : []),
    ...(document.credits === null
      ? []
      : ([["Credits invoice", document.credits.documentNumber]] satisfies [string, string][])),
    ["Currency", document.currency],
    [isInvoice ? "Amount due" : "Credit", `${amountInPrint(document.total)} ${document.currency}`],
  ];
}

function writeParties(sheet: Sheet, document: PrintedDocument): void {
  const top = sheet.y;
  const factsX = sheet.right - TOTALS_WIDTH;
  const facts = factsOf(document);
  for (const [index, [label, value]] of facts.entries()) {
    const style = index === facts.length - 1 ? STRONG : BODY;
    sheet.line(label, factsX, sheet.y, LABEL);
    sheet.line(value, sheet.right, sheet.y, { ...style, align: "right" });
    sheet.y += sheet.heightOf(BODY) + 2;
  }
  const end = sheet.y;
  sheet.y = top;
  const width = factsX - sheet.left - 24;
  writeBlock(sheet, document.kind === "invoice" ? "Bill to" : "Credit to", sheet.left, width, LABEL);
  writeBlock(sheet, document.billingName, sheet.left, width, STRONG);
  if (document.billingAddress) writeBlock(sheet, document.billingAddress, sheet.left, width, BODY);
  sheet.y = Math.max(sheet.y, end) + 20;
}

function writeTotals(sheet: Sheet, document: PrintedDocument): void {
  const rows: [string, string][] = [
    ["Net", document.net],
    ...document.taxLines.map(({ ratePercent, net, tax }): [string, string] => [
      `Tax ${ratePercent}% on ${amountInPrint(net)}`,
      tax,
    ]),
  ];
  const step = sheet.heightOf(BODY) + 3;
  if (!sheet.fits((rows.length + 2) * step)) sheet.newPage();
  sheet.y += 4;
  const x = sheet.right - TOTALS_WIDTH;
  for (const [label, amount] of rows) {
    sheet.line(label, x, sheet.y, BODY);
    sheet.line(amountInPrint(amount), sheet.right, sheet.y, { ...BODY, align: "right" });
    sheet.y += step;
  }
  sheet.rule(sheet.y, { from: x });
  sheet.y += 4;
  sheet.line(`Total ${document.currency}`, x, sheet.y, STRONG);
  sheet.line(amountInPrint(document.total), sheet.right, sheet.y, { ...STRONG, align: "right" });
  sheet.y += step + 12;
}

function writeNotes(sheet: Sheet, document: PrintedDocument): void {
  const notes = [
    ...(document.carriedForward === null
      ? []
      : [
          `Credit of ${amountInPrint(document.carriedForward)} ${document.currency} is carried forward to the next invoice.`,
        ]),
    PRORATION_RULE,
    "Tax is computed on the rounded net of each rate.",
    ...(document.footer === "" ? [] : [document.footer]),
  ];
  for (const note of notes) {
    for (const words of sheet.wrap(note, sheet.right - sheet.left, LABEL)) {
      if (!sheet.fits(sheet.heightOf(LABEL))) sheet.newPage();
      sheet.line(words, sheet.left, sheet.y, LABEL);
      sheet.y += sheet.heightOf(LABEL);
    }
    sheet.y += 3;
  }
}
