import { getTableColumns, getTableName, type InferInsertModel, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

/**
 * An `INSERT` of many rows as one parameter of JSON: values one by one cost more than writing them. The columns are those of the
 * first row, and every row has the same ones; all others get their defaults. Not for columns of bytes. What comes behind the rows
 * (`ON CONFLICT`, `RETURNING`) is put there by the caller.
 * @throws where a row has other columns than the first.
 */
export function insertRows<Table extends PgTable>(
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): SQL {
  const all: Record<string, PgColumn> = getTableColumns(table);
  const keys = Object.keys(rows[0] ?? {});
  // A column that only a later row has would be left out of all, without a word.
  if (rows.some((row) => Object.keys(row).length !== keys.length || keys.some((key) => !(key in row))))
    throw new Error(
      `Rows of one INSERT into ${getTableName(table)} must all have the columns ${keys.join(", ")}`,
    );
  const columns = keys.map((key) => all[key]!);
  const names = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql.raw(", "),
  );
  const typed = sql.join(
    columns.map((column) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`),
    sql.raw(", "),
  );
  const named = rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const [index, key] of keys.entries()) {
      const value: unknown = row[key as keyof typeof row];
      record[columns[index]!.name] = typeof value === "bigint" ? value.toString() : value;
    }
    return record;
  });
  const json = JSON.stringify(named);
  return sql`INSERT INTO ${sql.identifier(getTableName(table))} (${names})
    SELECT ${names} FROM json_to_recordset(${json}::json) AS rows(${typed})`;
}
