import type { AppendixChange, InvoiceAppendix } from "./printed-document";
import { amountInPrint, dayInPrint, periodInPrint } from "./printed-words";
import { QUIET, type Sheet, type Style } from "./sheet";

const TITLE: Style = { size: 12, isBold: true };
const STRONG: Style = { size: 9, isBold: true };
const BODY: Style = { size: 8 };
const SMALL: Style = { size: 7.5, color: QUIET };
const INDENT = 12;

/** Terms, counted assets and changes of each service line, from a page of their own on. */
export function writeAppendix(sheet: Sheet, { lines }: InvoiceAppendix): void {
  if (lines.length === 0) return;
  sheet.newPage();
  write(sheet, "Appendix: what was counted, and what changed", TITLE);
  for (const line of lines) {
    sheet.y += 10;
    if (!sheet.fits(60)) sheet.newPage();
    write(sheet, `${line.serviceName}, ${line.contractName}`, STRONG);
    write(sheet, `Billed days: ${periodInPrint(line.fromOn, line.throughOn)}`, SMALL);
    if (line.terms !== "") write(sheet, line.terms, SMALL);
    for (const receipt of line.receipts) {
      sheet.y += 5;
      write(
        sheet,
        `Counted on ${dayInPrint(receipt.countedOn)}: ${amountInPrint(receipt.total)}. ${receipt.rule}`,
        BODY,
      );
      for (const { label, value } of receipt.assets) writePair(sheet, label, `${amountInPrint(value)}`);
      write(sheet, `Receipt ${receipt.hash}`, SMALL);
    }
    for (const change of line.changes) {
      sheet.y += 5;
      write(sheet, changeInWords(change), BODY);
      for (const { label, from, to, why } of change.moves)
        writePair(sheet, `${label}: ${why}`, `${from ?? "–"} → ${to ?? "–"}`);
    }
  }
}

/** "Units from 10 June 2026: 10 → 11. +1: …" */
function changeInWords({ what, effectiveOn, throughOn, from, to, why }: AppendixChange): string {
  const subject = what === "price" ? "Unit price" : what === "units" ? "Units" : "Units set by a person";
  const until = throughOn === null ? "" : ` through ${dayInPrint(throughOn)}`;
  const values = from === null ? to : `${from} → ${to}`;
  return `${subject} from ${dayInPrint(effectiveOn)}${until}: ${values}${why === null ? "" : `. ${why}`}`;
}

function write(sheet: Sheet, text: string, style: Style, indent = 0): void {
  for (const words of sheet.wrap(text, sheet.right - sheet.left - indent, style)) {
    if (!sheet.fits(sheet.heightOf(style))) sheet.newPage();
    sheet.line(words, sheet.left + indent, sheet.y, style);
    sheet.y += sheet.heightOf(style);
  }
}

/** A name at the left and its value at the right, on one height. */
function writePair(sheet: Sheet, label: string, value: string): void {
  const [first = "", ...rest] = sheet.wrap(label, (sheet.right - sheet.left) * 0.75, BODY);
  if (!sheet.fits(sheet.heightOf(BODY))) sheet.newPage();
  sheet.line(value, sheet.right, sheet.y, { ...BODY, align: "right" });
  for (const words of [first, ...rest]) {
    if (!sheet.fits(sheet.heightOf(BODY))) sheet.newPage();
    sheet.line(words, sheet.left + INDENT, sheet.y, BODY);
    sheet.y += sheet.heightOf(BODY);
  }
}
