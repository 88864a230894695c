import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { plainText } from "./plain-text";
import { eitherOf } from "./rule-in-words";
import { exactDecimal, foldText, readNumber } from "./trait-value";

/**
 * Reads HTML tables that scripts keep in a Textbox ("License Name | Active Licenses | …", itglue-api.md 11 C). Opt-in: a
 * person names the column to sum and the column by which rows are matched. Tolerant of how people and scripts write HTML,
 * never of what a number is.
 */

/** `columns` is the header row; every row has as many cells, as plain text. */
export type TextTable = { columns: string[]; rows: string[][] };

export type TableSelection = {
  /** Header of the column whose numbers are summed. */
  column: string;
  /** Only rows whose cell in `column` is one of `values`; null: every row. */
  match: { column: string; values: string[] } | null;
};

/** `units` is decimal text of at most four places; `label` is the cell a row was matched by, else its first cell. */
export type TableRow = { label: string; units: string };

export type TableReading =
  | { is: "rows"; rows: TableRow[] }
  | { is: "blank" }
  /** `found` says what stands in the way, in words for a person. */
  | { is: "no-match" | "not-a-table" | "not-a-number"; found: string };

const TABLE = /<table\b[^>]*>([\s\S]*?)<\/table\s*>/gi;
const ROW = /<tr\b[^>]*>([\s\S]*?)(?=<tr\b|<\/tr\s*>|<\/table\s*>|$)/gi;
const CELL = /<(t[hd])\b([^>]*)>([\s\S]*?)(?=<t[hd]\b|<\/t[hd]\s*>|<\/tr\s*>|$)/gi;
const SPAN = /\bcolspan\s*=\s*["']?(\d{1,2})/i;
const COMMENT = /<!--[\s\S]*?-->/g;

/** "25 active": one number and then words without a digit, as some scripts write their cells. */
const NUMBER_WITH_WORDS = /^(\S+)\s+\p{L}[^\d]*$/u;

/** The tables of a Textbox trait, outermost markup only; a table without a header row or with one row has no columns to name. */
export function tablesOf(trait: unknown): TextTable[] {
  if (typeof trait !== "string") return [];
  const html = trait.replace(COMMENT, "");
  return [...html.matchAll(TABLE)].flatMap(([, body = ""]) => {
    const [columns, ...rows] = [...body.matchAll(ROW)].map(([, row = ""]) => cellsOf(row));
    const isNamed = columns !== undefined && columns.length > 1 && columns.some((name) => name !== "");
    if (!isNamed) return [];
    const filled = rows.filter((cells) => cells.some((cell) => cell !== ""));
    return [{ columns, rows: filled.map((cells) => columns.map((_, index) => cells[index] ?? "")) }];
  });
}

/**
 * The rows of a trait that count under `selection`, over all its tables that have the named columns. One matched row
 * whose cell is no number spoils the whole trait: a sum that leaves out a row would look right and be wrong.
 */
export function readTable(trait: unknown, selection: TableSelection): TableReading {
  if (trait === undefined || trait === null || (typeof trait === "string" && plainText(trait) === ""))
    return { is: "blank" };
  const wanted = [selection.column, ...(selection.match ? [selection.match.column] : [])];
  const tables = tablesOf(trait).filter(({ columns }) =>
    wanted.every((name) => indexOfColumn(columns, name) >= 0),
  );
  if (tables.length === 0)
    return {
      is: "not-a-table",
      found: `no table with ${wanted.length === 1 ? "a column" : "columns"} ${wanted.join(" and ")}`,
    };

  const matched = tables.flatMap((table) => rowsOf(table, selection));
  if (matched.length === 0)
    return {
      is: "no-match",
      found: selection.match
        ? `no row whose ${selection.match.column} is ${eitherOf(selection.match.values)}`
        : "no row in the table",
    };
  const spoiled = matched.find(({ units }) => units === null);
  if (spoiled) return { is: "not-a-number", found: `${spoiled.label}: "${spoiled.cell}"` };
  return { is: "rows", rows: matched.map(({ label, units }) => ({ label, units: units! })) };
}

/** Every row of a trait's tables that have the columns, by its cell in `labelColumn`; `units` is null where there is no number. */
export function labelledRows(
  trait: unknown,
  { column, labelColumn }: { column: string; labelColumn: string },
): { label: string; units: string | null }[] {
  return tablesOf(trait)
    .filter(({ columns }) => [column, labelColumn].every((name) => indexOfColumn(columns, name) >= 0))
    .flatMap(({ columns, rows }) =>
      rows.map((cells) => ({
        label: cells[indexOfColumn(columns, labelColumn)]!,
        units: unitsOfCell(cells[indexOfColumn(columns, column)]!),
      })),
    );
}

/** What a form offers: the columns of all tables in `traits`, with the different texts that stand in each, as first written. */
export function tableColumns(traits: Iterable<unknown>): { name: string; texts: string[] }[] {
  const found = new Map<string, { name: string; texts: Map<string, string> }>();
  for (const trait of traits)
    for (const { columns, rows } of tablesOf(trait))
      columns.forEach((name, index) => {
        if (name === "") return;
        const column = found.get(foldText(name)) ?? { name, texts: new Map<string, string>() };
        found.set(foldText(name), column);
        for (const row of rows) {
          const text = row[index]!;
          if (text !== "" && !column.texts.has(foldText(text))) column.texts.set(foldText(text), text);
        }
      });
  return [...found.values()].map(({ name, texts }) => ({ name, texts: [...texts.values()] }));
}

function cellsOf(row: string): string[] {
  return [...row.matchAll(CELL)].flatMap(([, , attributes = "", inner = ""]) => {
    const span = Math.max(1, Number(SPAN.exec(attributes)?.[1] ?? 1));
    return [plainText(inner), ...Array<string>(span - 1).fill("")];
  });
}

/** The first column of that name; two of one name are told apart by nothing, so the first stands for both. */
function indexOfColumn(columns: readonly string[], name: string): number {
  return columns.findIndex((column) => foldText(column) === foldText(name));
}

function rowsOf({ columns, rows }: TextTable, { column, match }: TableSelection) {
  const summed = indexOfColumn(columns, column);
  const matching = match ? indexOfColumn(columns, match.column) : 0;
  const wanted = new Set(match?.values.map(foldText));
  return rows
    .filter((cells) => match === null || wanted.has(foldText(cells[matching]!)))
    .map((cells) => ({
      label: cells[matching]!,
      cell: cells[summed]!,
      units: unitsOfCell(cells[summed]!),
    }));
}

function unitsOfCell(cell: string): string | null {
  const bare = exactDecimal(cell) === null ? (NUMBER_WITH_WORDS.exec(cell)?.[1] ?? cell) : cell;
  const reading = readNumber(bare);
  return reading.is === "number" ? formatDecimal(reading.units, UNITS_SCALE) : null;
}
