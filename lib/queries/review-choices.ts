import { and, eq, inArray, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Db } from "@/db/database";
import type { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import type { contract } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** Choices of a filter: with more than these, the first by name and those chosen; the search finds the others. */
export const MOST_CHOICES = 300;

/** What has items in review, by name; one look into the items for each name, so that few names are quick. */
export async function reviewChoices(
  db: Db,
  scope: TenantScope,
  table: typeof account | typeof contract,
  id: AnyPgColumn,
  chosen: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const columns = { id: table.id, name: table.name };
  // A value, not a condition that may be turned into a join: names are walked in their order, up to the last one shown.
  const inReview = db
    .select({ yes: sql<boolean>`true` })
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, scope.tenantId), eq(id, table.id)))
    .limit(1);
  const first = await db
    .select(columns)
    .from(table)
    .where(and(eq(table.tenantId, scope.tenantId), sql`(${inReview})`))
    .orderBy(table.name, table.id)
    .limit(MOST_CHOICES);
  const missing = chosen.filter((one) => !first.some((row) => row.id === one));
  if (missing.length === 0) return first;
  const others = await db
    .select(columns)
    .from(table)
    .where(and(eq(table.tenantId, scope.tenantId), inArray(table.id, missing)));
  return [...first, ...others];
}
