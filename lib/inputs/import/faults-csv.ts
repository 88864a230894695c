import type { ImportFault } from "./import-plan";
import { writeCsv } from "./write-csv";

/** The faults as a file for a spreadsheet. A cell that would be read as a formula is kept as text by an apostrophe. */
export function faultsCsv(faults: readonly ImportFault[]): string {
  const rows = faults.map(({ row, column, message }) => [
    row === null ? "File" : `${row}`,
    asText(column ?? ""),
    asText(message),
  ]);
  return `\uFEFF${writeCsv([["Row", "Column", "What to do"], ...rows])}`;
}

function asText(value: string): string {
  return /^[\s\uFEFF]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
}
