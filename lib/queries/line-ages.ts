import { and, eq, inArray, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { lastCount } from "@/db/last-count";
import { contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** How old the last count of a line is. */
export type LineAge = {
  /** The date it was last counted for; null before its first count. A held count is a count. */
  countedOn: string | null;
  /** Whole days since, or since its rule began to count where it never was. */
  days: number;
  /** Older than Billing Settings allow: jobs pass the line over. */
  isStale: boolean;
};

/** The ages of lines that count flexible assets, by line, as of `on`; by the rule of `staleLines`, which blocks posting. */
export async function lineAges(
  db: Db,
  scope: TenantScope,
  ids: readonly string[],
  on: string,
): Promise<Map<string, LineAge>> {
  if (ids.length === 0) return new Map();
  const { staleAfterDays } = await billingSettingsOf(db, scope);
  const rows = await db
    .select({
      lineId: contractLine.id,
      countedOn: sql<string | null>`age.counted_on::text`,
      since: sql<string>`age.since_on::text`,
    })
    .from(contractLine)
    .innerJoin(sql`${lastCount(sql`${contractLine.tenantId}`, sql`${contractLine.id}`)} AS age`, sql`true`)
    .where(and(eq(contractLine.tenantId, scope.tenantId), inArray(contractLine.id, [...ids])));
  const today = Temporal.PlainDate.from(on);
  return new Map(
    rows.map(({ lineId, countedOn, since }) => {
      const days = Math.max(0, Temporal.PlainDate.from(since).until(today).days);
      return [lineId, { countedOn, days, isStale: days > staleAfterDays }];
    }),
  );
}
