import {
  getTableColumns,
  getTableName,
  type InferInsertModel,
  type SQL,
  type SQLChunk,
  sql,
} from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

/**
 * An `INSERT` of many rows as one parameter of JSON: values one by one cost more than writing them. What all rows have in common
 * goes out once. The columns are those of the first row, and every row has the same ones; all others get their defaults. Not for
 * columns of bytes. What comes behind the rows (`ON CONFLICT`, `RETURNING`) is put there by the caller.
 * @throws where a row has other columns than the first.
 */
export function insertRows<Table extends PgTable>(
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): SQL {
  const all: Record<string, PgColumn> = getTableColumns(table);
  const keys = Object.keys(rows[0] ?? {}) as (keyof InferInsertModel<Table> & string)[];
  // A column that only a later row has would be left out of all, without a word.
  if (rows.some((row) => Object.keys(row).length !== keys.length || keys.some((key) => !(key in row))))
    throw new Error(
      `Rows of one INSERT into ${getTableName(table)} must all have the columns ${keys.join(", ")}`,
    );
  const shared = keys.filter((key) => isShared(all[key]!, key, rows));
  const columns = keys.map((key) => ({
    key,
    column: all[key]!,
    // Rows that have everything in common are still as many.
    isShared: shared.length < keys.length && shared.includes(key),
  }));
  const own = columns.filter((one) => !one.isShared);
  const names = columns.map(({ column }) => sql.identifier(column.name));
  const values = columns.map((one) =>
    one.isShared ? sharedValue(one.column, rows[0]![one.key]) : sql.identifier(one.column.name),
  );
  const typed = own.map(({ column }) => sql`${sql.identifier(column.name)} ${sqlType(column)}`);
  const named = rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const { key, column } of own) {
      const value: unknown = row[key];
      record[column.name] = typeof value === "bigint" ? value.toString() : value;
    }
    return record;
  });
  return sql`INSERT INTO ${sql.identifier(getTableName(table))} (${listed(names)})
    SELECT ${listed(values)} FROM json_to_recordset(${JSON.stringify(named)}::json) AS rows(${listed(typed)})`;
}

const listed = (parts: SQLChunk[]) => sql.join(parts, sql.raw(", "));
const sqlType = (column: PgColumn) => sql.raw(column.getSQLType());

/** Whether all of many rows have one text, number, truth or nothing there. */
function isShared<Row>(column: PgColumn, key: keyof Row, rows: readonly Row[]): boolean {
  const value = rows[0]![key];
  // A text in a column of JSON is JSON, and no text of it.
  const isPlain = (typeof value !== "object" && !/^jsonb?$/.test(column.getSQLType())) || value === null;
  return isPlain && rows.length > 1 && rows.every((row) => row[key] === value);
}

/** Read from its text, as those in JSON are. */
function sharedValue(column: PgColumn, value: unknown): SQL {
  return sql`${value === null || value === undefined ? null : String(value)}::text::${sqlType(column)}`;
}
