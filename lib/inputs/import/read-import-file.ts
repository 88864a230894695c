import { foldText } from "@/lib/domain/counting/trait-value";
import { type Delimiter, delimiterOf, readCsv } from "./csv-text";
import { type ColumnKey, headerOf, IMPORT_COLUMNS } from "./import-columns";
import { rowsFault } from "./import-limits";
import type { ImportFault } from "./import-plan";

/** One service line as the file has it: every column, trimmed; blank where the file has none. */
export type ImportRow = { row: number; cells: Record<ColumnKey, string> };

export type ImportFile = {
  delimiter: Delimiter;
  rows: ImportRow[];
  /** Of the header, and of rows that could not be told apart into columns. */
  faults: ImportFault[];
  /** Required columns that the header lacks: named once, and not again for each row. */
  missing: ReadonlySet<ColumnKey>;
};

const BY_HEADER: ReadonlyMap<string, ColumnKey> = new Map(
  IMPORT_COLUMNS.map(({ key, header }) => [foldHeader(header), key]),
);

function foldHeader(header: string): string {
  return foldText(header).replace(/\s+/g, " ");
}

/** Reads the text of a contract import: which columns it has, and each row's cells. Nothing is looked up here. */
export function readImportFile(text: string): ImportFile {
  const delimiter = delimiterOf(text, (cell) => BY_HEADER.has(foldHeader(cell)));
  const read = readCsv(text, delimiter);
  const failed = (row: number | null, message: string): ImportFile => ({
    delimiter,
    rows: [],
    faults: [{ row, column: null, message }],
    missing: new Set(),
  });
  if (!read.ok) return failed(read.row, read.message);
  const [header = [], ...records] = read.records;
  const filled = records
    .map((cells, index) => ({ row: index + 2, cells }))
    .filter(({ cells }) => !isBlank(cells));
  const tooMany = rowsFault(filled.length);
  if (tooMany) return failed(null, tooMany);

  const columns = header.map((cell) => BY_HEADER.get(foldHeader(cell)));
  if (!columns.some((key) => key !== undefined))
    return failed(1, "The first row names no column of the import; take the header from the template");
  const missing = missingColumns(new Set(columns));
  const isEmpty = (index: number) => filled.every(({ cells }) => (cells[index] ?? "").trim() === "");
  const faults = [...headerFaults(header, columns, isEmpty), ...missingFaults(missing)];
  if (filled.length === 0)
    faults.push({ row: null, column: null, message: "There is no row below the header" });

  const rows: ImportRow[] = [];
  for (const { row, cells } of filled) {
    if (cells.length === header.length) rows.push({ row, cells: named(columns, cells) });
    else faults.push({ row, column: null, message: raggedFault(cells.length, header.length) });
  }
  return { delimiter, rows, faults, missing };
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

function named(columns: readonly (ColumnKey | undefined)[], values: readonly string[]) {
  const cells = Object.fromEntries(IMPORT_COLUMNS.map(({ key }) => [key, ""])) as Record<ColumnKey, string>;
  for (const [index, key] of columns.entries()) if (key !== undefined) cells[key] ||= values[index]!.trim();
  return cells;
}

/** A column without header and values is what a spreadsheet leaves behind, and says nothing. */
function headerFaults(
  header: readonly string[],
  columns: readonly (ColumnKey | undefined)[],
  isEmpty: (index: number) => boolean,
): ImportFault[] {
  return header.flatMap((cell, index): ImportFault[] => {
    const key = columns[index];
    const column = cell.trim() || `Column ${index + 1}`;
    if (cell.trim() === "" && isEmpty(index)) return [];
    if (key === undefined)
      return [
        {
          row: 1,
          column,
          message: "This is no column of the import: rename it as in the template, or remove it",
        },
      ];
    if (columns.indexOf(key) < index)
      return [{ row: 1, column, message: "This column is there twice: remove one of them" }];
    return [];
  });
}

function missingColumns(present: ReadonlySet<ColumnKey | undefined>): ReadonlySet<ColumnKey> {
  const missing = new Set<ColumnKey>();
  for (const { key, isRequired } of IMPORT_COLUMNS) if (isRequired && !present.has(key)) missing.add(key);
  if (!present.has("account") && !present.has("accountCode")) missing.add("account");
  return missing;
}

function missingFaults(missing: ReadonlySet<ColumnKey>): ImportFault[] {
  return [...missing].map((key) => ({
    row: 1,
    column: headerOf(key),
    message: "This column is missing: add it",
  }));
}

function raggedFault(cells: number, columns: number): string {
  return `This row has ${cells} values and the header has ${columns} columns: a value with the separator in it must stand in quotation marks`;
}
