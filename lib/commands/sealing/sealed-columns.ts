/** A column that holds sealed texts, and the column whose text is the `row` of their place. */
export type SealedColumn = { table: string; column: string; rowColumn: string };

/** Every column that `seal` writes: rotating keys seals them anew. A test compares the list with the database's own. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "it_glue_settings", column: "sealed_api_key", rowColumn: "tenant_id" },
  { table: "user_connection", column: "sealed_access", rowColumn: "user_id" },
  { table: "user_connection", column: "sealed_refresh", rowColumn: "user_id" },
  { table: "connect_attempt", column: "sealed_verifier", rowColumn: "id" },
];
