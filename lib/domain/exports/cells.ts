/** A cell of an exported table. Numbers are plain decimal text, so that no digit passes through a binary float. */
export type Cell = { text: string } | { number: string };

export const text = (value: string): Cell => ({ text: value });
export const number = (value: string | number): Cell => ({ number: `${value}` });
export const NOTHING: Cell = { text: "" };

export type ExportTable = { columns: readonly string[]; rows: readonly (readonly Cell[])[] };

const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Spreadsheets run a cell of a CSV file as a formula when it begins with one of these (the wide ones in East Asian
 * editions), also behind the blanks that they skip. An apostrophe before it makes it text; numbers stay numbers.
 */
const STARTS_FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/;

/** Text that a spreadsheet shows and never runs. */
export function withoutFormula(value: string): string {
  return STARTS_FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value;
}

const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** The table as CSV (RFC 4180): a header, commas, CRLF, quotes where they are needed, UTF-8 without a mark. */
export function csvOf({ columns, rows }: ExportTable): string {
  const lines = rows.map((row) =>
    row.map((cell) => quoted("number" in cell ? cell.number : withoutFormula(cell.text))).join(","),
  );
  return `${[columns.map(quoted).join(","), ...lines].join("\r\n")}\r\n`;
}
