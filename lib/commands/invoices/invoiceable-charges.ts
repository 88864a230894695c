import { and, asc, eq, inArray, lt, or, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import type { CommandContext } from "../context";

export type InvoiceableCharge = typeof charge.$inferSelect & {
  /** What of it is on no invoice yet. */
  openMinor: bigint;
  /** The line's name on the contract, as the customer reads it. */
  lineName: string;
};

/**
 * The chosen charges, and every open credit of the same accounts and currencies: a credit that waited is used by the next
 * invoice by itself (design.md 8, Credits). Charges that are wholly invoiced are left out.
 */
export async function invoiceableCharges(
  db: Db,
  ctx: CommandContext,
  chargeIds: readonly string[],
): Promise<InvoiceableCharge[]> {
  const tenantId = ctx.scope.tenantId;
  const chosen = await db
    .select({ accountId: charge.accountId, currency: charge.currency })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), inArray(charge.id, [...chargeIds])));
  if (chosen.length === 0) return [];
  const documented = documentedAmounts(db, ctx.scope);
  const rows = await db
    .select({
      charge,
      lineName: contractLine.name,
      isInvoiced: sql<boolean>`${documented.chargeId} IS NOT NULL`,
      openMinor: sql<string>`(${charge.amountMinor} - coalesce(${documented.amountMinor}, 0))::text`,
    })
    .from(charge)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
    )
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(
      and(
        eq(charge.tenantId, tenantId),
        standsByItself(db),
        or(
          inArray(charge.id, [...chargeIds]),
          and(
            lt(charge.amountMinor, 0n),
            inArray(charge.accountId, [...new Set(chosen.map((row) => row.accountId))]),
          ),
        ),
      ),
    )
    .orderBy(
      asc(contractLine.sortOrder),
      asc(contractLine.name),
      asc(charge.periodStartOn),
      asc(charge.effectiveOn),
      asc(charge.id),
    );
  const currencies = new Set(chosen.map(({ accountId, currency }) => `${accountId}/${currency}`));
  return rows
    .map(({ openMinor, isInvoiced, lineName, charge: row }) => ({
      ...row,
      lineName,
      isInvoiced,
      openMinor: BigInt(openMinor),
    }))
    .filter((row) => currencies.has(`${row.accountId}/${row.currency}`))
    .filter((row) => row.openMinor !== 0n || !row.isInvoiced)
    .map(({ isInvoiced: _known, ...row }) => row);
}
