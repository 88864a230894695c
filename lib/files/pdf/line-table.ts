import { lineFactors } from "@/lib/domain/billing/line-factors";
import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { PrintedLine } from "./printed-document";
import { amountInPrint, periodInPrint } from "./printed-words";
import { QUIET, type Sheet, type Style } from "./sheet";

const HEAD: Style = { size: 7.5, color: QUIET };
const BODY: Style = { size: 8 };
const STRONG: Style = { ...BODY, isBold: true };
const SMALL: Style = { size: 7.5, color: QUIET };
const GAP = 8;

/** Widths from the right; the description has what is left. */
const COLUMNS = [
  { header: "Period", width: 74, align: "left" },
  { header: "Units", width: 46, align: "right" },
  { header: "Unit price", width: 56, align: "right" },
  { header: "Days", width: 46, align: "right" },
  { header: "Tax", width: 38, align: "right" },
  { header: "Amount", width: 70, align: "right" },
] as const;

/** The lines, each with its whole calculation. A row goes on over pages where it must; the head is on each of them. */
export function writeLines(sheet: Sheet, lines: readonly PrintedLine[], currency: string): void {
  const places = placesOf(sheet);
  writeHead(sheet, places);
  for (const line of lines) writeRow(sheet, places, line, currency);
}

type Places = { descriptionWidth: number; columns: { x: number; width: number }[] };

/** Right-aligned columns are named by where they end. */
function placesOf(sheet: Sheet): Places {
  let end = sheet.right;
  const columns = [...COLUMNS].reverse().map(({ width, align }) => {
    const x = align === "right" ? end : end - width + GAP;
    end -= width;
    return { x, width: width - GAP };
  });
  return { descriptionWidth: end - sheet.left, columns: columns.reverse() };
}

function writeHead(sheet: Sheet, { columns }: Places): void {
  sheet.line("Description", sheet.left, sheet.y, HEAD);
  for (const [index, { header, align }] of COLUMNS.entries())
    sheet.line(header, columns[index]!.x, sheet.y, { ...HEAD, align });
  sheet.y += sheet.heightOf(HEAD) + 3;
  sheet.rule(sheet.y);
  sheet.y += 5;
}

function writeRow(sheet: Sheet, places: Places, line: PrintedLine, currency: string): void {
  const width = places.descriptionWidth;
  const text = [
    ...sheet.wrap(line.serviceName, width, STRONG).map((words) => ({ words, style: STRONG })),
    ...sheet.wrap(line.description, width, SMALL).map((words) => ({ words, style: SMALL })),
  ];
  const cells = cellsOf(line, currency).map((cell, index) =>
    sheet.wrap(cell, places.columns[index]!.width, index === COLUMNS.length - 1 ? STRONG : BODY),
  );
  const height = text.reduce((sum, { style }) => sum + sheet.heightOf(style), 0);
  const figures = Math.max(...cells.map((cell) => cell.length)) * sheet.heightOf(BODY);
  // A row stays whole where a page can hold it; its figures always do.
  if (!sheet.fits(Math.min(Math.max(height, figures), 300))) nextPage(sheet, places);
  const top = sheet.y;
  for (const [index, cell] of cells.entries())
    for (const [at, words] of cell.entries())
      sheet.line(words, places.columns[index]!.x, top + at * sheet.heightOf(BODY), {
        ...(index === COLUMNS.length - 1 ? STRONG : BODY),
        align: COLUMNS[index]!.align,
      });
  const page = sheet.page;
  for (const { words, style } of text) {
    if (!sheet.fits(sheet.heightOf(style))) nextPage(sheet, places);
    sheet.line(words, sheet.left, sheet.y, style);
    sheet.y += sheet.heightOf(style);
  }
  if (sheet.page === page) sheet.y = Math.max(sheet.y, top + figures);
  sheet.rule(sheet.y + 3, { color: "#d5d8dc" });
  sheet.y += 8;
}

function nextPage(sheet: Sheet, places: Places): void {
  sheet.newPage();
  writeHead(sheet, places);
}

function cellsOf(line: PrintedLine, currency: string): string[] {
  const factors = lineFactors(line, currency);
  const sign = factors?.isChange && factors.units > 0n ? "+" : "";
  return [
    periodInPrint(line.periodStartOn, line.periodEndOn),
    factors === null ? "–" : `${sign}${amountInPrint(formatDecimal(factors.units, UNITS_SCALE))}`,
    factors === null ? "–" : amountInPrint(factors.unitPrice),
    `${line.days} of ${line.periodDays}`,
    line.taxRatePercent === null ? "–" : `${line.taxRatePercent}%`,
    amountInPrint(line.amount),
  ];
}
