import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

type RowsQuery<Row> = SQLWrapper & { readonly _: { readonly result: Row[] } };

/**
 * The rows of a query as one value of another: what several small queries would find comes in one round trip. Members are
 * named by the query's columns in the database, or by their aliases; dates, instants and decimals come as JSON has them, so
 * select decimals as text.
 */
export function rowsAsJson<Row>(query: RowsQuery<Row>): SQL<Row[]> {
  return sql<Row[]>`(SELECT coalesce(json_agg(found), '[]'::json) FROM (${query}) AS found)`;
}
