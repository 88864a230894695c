import { and, eq, inArray, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { standsByItself } from "@/db/open-charges";
import { billingItem, charge, openingAmount } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { gapInWords } from "@/lib/domain/billing/conservation-words";
import { storedGaps } from "@/lib/domain/billing/stored-gaps";
import { businessDate } from "@/lib/domain/regions";
import { billingInputOf, type PostedRows } from "../billing/line-billing-input";
import type { CommandContext } from "../context";
import type { CurrentLine } from "../contract-lines/current-line";
import { byLine, currentLines } from "../contract-lines/current-lines";

/** Something of an account that does not add up, in one sentence that names line, period and amount. */
export type Difference = { accountId: string; lineId: string | null; sentence: string };

export type CheckedLines = { lines: number; differences: Difference[] };

type ItemRow = Pick<typeof billingItem.$inferSelect, "periodStartOn" | "amountMinor">;

/**
 * Computes every line of the accounts again, day by day, from the stored segments, prices, terms, overrides and charges, and
 * compares with what is posted and in review (design.md 8, Conservation). Reads set by set, whatever the number of lines.
 */
export async function lineDifferences(
  db: Db,
  ctx: CommandContext,
  accountIds: readonly string[],
): Promise<CheckedLines> {
  const { tenantId } = ctx.scope;
  const owned = await db
    .select({ id: contractLine.id })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .where(and(eq(contractLine.tenantId, tenantId), inArray(contract.accountId, [...accountIds])))
    .orderBy(contractLine.sortOrder, contractLine.id);
  if (owned.length === 0) return { lines: 0, differences: [] };
  const lineIds = owned.map(({ id }) => id);
  const lines = await currentLines(db, ctx.scope, lineIds);
  const stored = await storedRows(db, tenantId, lineIds);
  const todayOn = businessDate(ctx.now(), ctx.tenant.timeZone);
  const differences = lineIds.flatMap((lineId) => {
    const current = lines.get(lineId);
    if (current === undefined) return [];
    const posted = { charges: stored.charges.get(lineId) ?? [], openings: stored.openings.get(lineId) ?? [] };
    return differencesOf(current, posted, stored.items.get(lineId) ?? [], todayOn);
  });
  return { lines: lineIds.length, differences };
}

/** An unposted charge and its mirror are left out: `documentDifferences` looks at whether one takes the other back whole. */
async function storedRows(db: Db, tenantId: string, lineIds: readonly string[]) {
  const ids = [...lineIds];
  const charges = await db
    .select({
      lineId: charge.lineId,
      periodStartOn: charge.periodStartOn,
      periodEndOn: charge.periodEndOn,
      amountMinor: charge.amountMinor,
      kind: charge.kind,
      effectiveOn: charge.effectiveOn,
    })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), inArray(charge.lineId, ids), standsByItself(db)));
  const openings = await db
    .select()
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, tenantId), inArray(openingAmount.lineId, ids)))
    .orderBy(openingAmount.periodStartOn);
  const items = await db
    .select({
      lineId: billingItem.lineId,
      periodStartOn: billingItem.periodStartOn,
      amountMinor: billingItem.amountMinor,
    })
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, tenantId), inArray(billingItem.lineId, ids)))
    .orderBy(sql`${billingItem.periodStartOn}`);
  return { charges: byLine(charges), openings: byLine(openings), items: byLine(items) };
}

function differencesOf(
  current: CurrentLine,
  posted: PostedRows,
  items: readonly ItemRow[],
  todayOn: Temporal.PlainDate,
): Difference[] {
  const { line, contract } = current;
  const isUnbilled = current.unitSegments.length === 0 && current.overrides.length === 0;
  if (isUnbilled && items.length === 0 && posted.charges.length === 0 && posted.openings.length === 0)
    return [];
  const input = billingInputOf(current, posted, todayOn);
  const inReview = items.map(({ periodStartOn, amountMinor }) => ({
    periodStartOn: Temporal.PlainDate.from(periodStartOn),
    amountMinor,
  }));
  return storedGaps(input, inReview, todayOn).map((gap) => ({
    accountId: contract.accountId,
    lineId: line.id,
    sentence: gapInWords({ lineName: line.name, currency: contract.currency }, gap),
  }));
}
