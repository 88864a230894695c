import { and, eq, exists, inArray, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitOverride, unitSegment } from "@/db/schema/counting";
import { reprojectLines } from "../billing/reproject-lines";
import type { CommandContext } from "../context";

/**
 * Projects the lines anew that have, or may come to have, items of 0.00: those with one in review, with units that can be
 * billed as none, or with a price of nothing. Answers how many.
 */
export async function reprojectZeroItems(ctx: CommandContext): Promise<number> {
  const lines = await withTenant(ctx.scope, (db) =>
    db
      .select({ id: contractLine.id, accountId: contract.accountId })
      .from(contractLine)
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), mayBeZero(db)))
      .orderBy(contract.accountId, contractLine.id),
  );
  await reprojectLines(ctx, lines);
  return lines.length;
}

/** A superset: what rounding, included and maximum units make of a count is the engine's business. */
function mayBeZero(db: Db): SQL {
  const ofLine = (table: typeof unitSegment | typeof unitOverride | typeof priceSegment | typeof lineTerms) =>
    and(eq(table.tenantId, contractLine.tenantId), eq(table.lineId, contractLine.id));
  const few = (table: typeof unitSegment | typeof unitOverride) =>
    db
      .select({ one: sql`1` })
      .from(table)
      .where(and(ofLine(table), sql`${table.units} < 1`));
  const free = db
    .select({ one: sql`1` })
    .from(priceSegment)
    .where(and(ofLine(priceSegment), sql`${priceSegment.unitPrice} = 0`));
  const limited = db
    .select({ one: sql`1` })
    .from(lineTerms)
    .where(and(ofLine(lineTerms), sql`(${lineTerms.includedUnits} > 0 OR ${lineTerms.maximumUnits} = 0)`));
  const listed = db
    .select({ lineId: billingItem.lineId })
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, contractLine.tenantId), eq(billingItem.amountMinor, 0n)));
  return or(
    exists(few(unitSegment)),
    exists(few(unitOverride)),
    exists(free),
    exists(limited),
    inArray(contractLine.id, listed),
  )!;
}
