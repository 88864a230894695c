import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** Whether a column of UUIDs is one of many: they go as one parameter, where `inArray` would make one of each. */
export function among(column: PgColumn, ids: Iterable<string>): SQL {
  return sql`${column} = ANY(${`{${[...ids].join(",")}}`}::uuid[])`;
}
