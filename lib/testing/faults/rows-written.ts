import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { TestTenant } from "../factories";

/**
 * What is noted of the work itself: a pass or a check that is made again is another one. All that follows from either is in other
 * tables.
 */
const OF_THE_WORK = [
  "asset_pass",
  "asset_type_mirror",
  "conservation_check",
  "it_glue_request_budget",
  "it_glue_request_tally",
];

/** A fingerprint of all rows of a tenant by table: the same where nothing was written, taken away or changed. */
export async function rowsWritten({ scope }: TestTenant): Promise<Record<string, string>> {
  return withTenant(scope, async (db) => {
    const rowsOf = async (query: ReturnType<typeof sql>) =>
      ((await db.execute(query)) as unknown as { rows: Record<string, string>[] }).rows;
    const tables = await rowsOf(sql`
      SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1`);
    const prints: Record<string, string> = {};
    for (const { name } of tables.filter((table) => !OF_THE_WORK.includes(table.name!))) {
      const [found] = await rowsOf(sql`
        SELECT count(*) || ' rows ' || coalesce(md5(string_agg(row, '' ORDER BY row)), '') AS print
          FROM (SELECT t::text AS row FROM ${sql.identifier(name!)} t) r`);
      prints[name!] = found!.print!;
    }
    return prints;
  });
}
