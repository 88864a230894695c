import { and, asc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { documentedOfCharge, standsByItself } from "@/db/open-charges";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import type { CommandContext } from "../context";
import { correctedRates, type InvoicedAccount, rateOf } from "./tax-rate";

/** What of a charge is to be invoiced now, at the rate of its tax. */
export type InvoiceableCharge = {
  id: string;
  kind: "regular" | "proration" | "manual";
  accountId: string;
  contractId: string;
  currency: string;
  amountMinor: bigint;
  taxRatePercent: string | null;
  /** False for a credit that waited and comes along by itself. */
  isChosen: boolean;
};

/**
 * The chosen charges of these accounts, and all their open credits: one that waited is used by the next invoice by itself
 * (design.md 8, Credits). What is wholly documented or was unposted is left out. In the order in which they are printed.
 * A charge has the rate of its own account, whoever's invoice it is on; a credit keeps that of what it corrects.
 */
export async function invoiceableCharges(
  db: Db,
  ctx: CommandContext,
  chosen: SQL,
  accounts: ReadonlyMap<string, InvoicedAccount>,
): Promise<InvoiceableCharge[]> {
  const openMinor = sql<string>`(${charge.amountMinor} - coalesce(documented.minor, 0))`;
  const rows = await db
    .select({
      id: charge.id,
      kind: charge.kind,
      accountId: charge.accountId,
      contractId: charge.contractId,
      currency: charge.currency,
      isTaxable: sql<boolean>`${charge.taxTreatment} = 'taxable'`,
      isCredit: sql<boolean>`${charge.amountMinor} < 0`,
      isChosen: sql<boolean>`(${chosen})`,
      openMinor: sql<string>`${openMinor}::text`,
    })
    .from(charge)
    .innerJoin(account, and(eq(account.tenantId, charge.tenantId), eq(account.id, charge.accountId)))
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
    )
    .leftJoin(documentedOfCharge, sql`true`)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        inArray(charge.accountId, [...accounts.keys()]),
        standsByItself(db),
        sql`(${openMinor} <> 0 OR (${charge.amountMinor} = 0 AND documented.minor IS NULL))`,
        or(chosen, lt(charge.amountMinor, 0n)),
      ),
    )
    .orderBy(
      asc(account.name),
      asc(contractLine.sortOrder),
      asc(contractLine.name),
      asc(charge.periodStartOn),
      asc(charge.effectiveOn),
      asc(charge.id),
    );
  const credits = rows.filter((row) => row.isCredit && row.isTaxable).map((row) => row.id);
  const corrected = await correctedRates(db, ctx, credits);
  return rows.map(({ isTaxable, isCredit: _known, openMinor, ...row }) => ({
    ...row,
    amountMinor: BigInt(openMinor),
    taxRatePercent: rateOf({ id: row.id, isTaxable }, corrected, accounts.get(row.accountId)!.rate),
  }));
}
