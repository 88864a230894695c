import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import type { CommandContext } from "../context";

/** A credit that no document has used whole; `openMinor` is below zero. */
export type OpenCredit = typeof charge.$inferSelect & { openMinor: bigint; lineName: string };

/** The open credits of an account in one currency, the oldest first. */
export async function openCreditsOf(
  db: Db,
  ctx: CommandContext,
  of: { accountId: string; currency: string },
): Promise<OpenCredit[]> {
  const documented = documentedAmounts(db, ctx.scope);
  const documentedMinor = sql`coalesce(${documented.amountMinor}, 0)`;
  const rows = await db
    .select({
      charge,
      lineName: contractLine.name,
      openMinor: sql<string>`(${charge.amountMinor} - ${documentedMinor})::text`,
    })
    .from(charge)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
    )
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.accountId, of.accountId),
        eq(charge.currency, of.currency),
        lt(charge.amountMinor, 0n),
        gt(documentedMinor, charge.amountMinor),
        standsByItself(db),
      ),
    )
    .orderBy(asc(charge.effectiveOn), asc(contractLine.sortOrder), asc(contractLine.name), asc(charge.id));
  return rows.map(({ charge: row, lineName, openMinor }) => ({
    ...row,
    lineName,
    openMinor: BigInt(openMinor),
  }));
}
