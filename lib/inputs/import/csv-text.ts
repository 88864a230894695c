import { CsvError, parse } from "csv-parse/browser/esm/sync";

/** What separates the values: a comma, the semicolon of European Excel, or a tab as pasted from a sheet. */
export const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const LINE_ENDS = ["\r\n", "\n", "\r"];

export type CsvRecords =
  | { ok: true; records: string[][] }
  /** `row` counts as a spreadsheet does: the header is row 1, and a value with line ends in it is still one row. */
  | { ok: false; row: number; message: string };

/** Reads RFC 4180 text, with or without a byte order mark, whatever its line ends; a quotation mark out of place is a fault. */
export function readCsv(text: string, delimiter: Delimiter): CsvRecords {
  try {
    return { ok: true, records: records(text, delimiter) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error.records ?? 0) + 1;
    return { ok: false, row, message: QUOTE_FAULTS[error.code] ?? "This row cannot be read as CSV" };
  }
}

const QUOTE_FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "A quotation mark is opened here and never closed: close it, or remove it",
  INVALID_OPENING_QUOTE:
    'A quotation mark stands inside a value. Put the whole value in quotation marks and double the one inside, such as "19"" rack"',
  CSV_INVALID_CLOSING_QUOTE:
    'Something follows a closing quotation mark. A quotation mark inside a value is written twice, such as "19"" rack"',
};

/** The delimiter with which the first row names the most of the columns that are looked for; a comma where none does. */
export function delimiterOf(text: string, isKnownHeader: (cell: string) => boolean): Delimiter {
  let best: { delimiter: Delimiter; known: number } = { delimiter: ",", known: 0 };
  for (const delimiter of DELIMITERS) {
    const known = firstRecord(text, delimiter).filter(isKnownHeader).length;
    if (known > best.known) best = { delimiter, known };
  }
  return best.delimiter;
}

function firstRecord(text: string, delimiter: Delimiter): string[] {
  try {
    return records(text, delimiter, 1)[0] ?? [];
  } catch {
    return [];
  }
}

function records(text: string, delimiter: Delimiter, to?: number): string[][] {
  return parse(text.replace(/^\uFEFF/, ""), {
    delimiter,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    ...(to !== undefined && { to }),
  });
}
