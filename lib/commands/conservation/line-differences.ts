import { and, eq, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { standsByItself } from "@/db/open-charges";
import { billingItem, charge, openingAmount } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { gapInWords } from "@/lib/domain/billing/conservation-words";
import { exceededBounds } from "@/lib/domain/billing/safety-bounds";
import { storedGaps } from "@/lib/domain/billing/stored-gaps";
import { businessDate } from "@/lib/domain/regions";
import { billingInputOf, type PostedRows } from "../billing/line-billing-input";
import { dayOf, momentOf } from "../billing/stored-text";
import type { CommandContext } from "../context";
import type { CurrentLine } from "../contract-lines/current-line";
import { byLine, currentLines } from "../contract-lines/current-lines";

/** Something of an account that does not add up, in one sentence that names line, period and amount. */
export type Difference = { accountId: string; lineId: string | null; sentence: string };

export type CheckedLines = { lines: number; differences: Difference[] };

/** What is stored of one line. */
type StoredLine = {
  items: Pick<typeof billingItem.$inferSelect, "periodStartOn" | "periodEndOn" | "amountMinor">[];
  charges: PostedRows["charges"];
  openings: PostedRows["openings"];
};

/**
 * Computes every line of the accounts again, day by day, from the stored segments, prices, terms, overrides and charges, and
 * compares with what is posted and in review (design.md 8, Conservation); the safety bounds are looked at, too. Reads set by set, whatever the number of lines.
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
    .where(and(eq(contractLine.tenantId, tenantId), among(contract.accountId, accountIds)))
    .orderBy(contractLine.sortOrder, contractLine.id);
  if (owned.length === 0) return { lines: 0, differences: [] };
  const lineIds = owned.map(({ id }) => id);
  const [lines, stored] = await Promise.all([
    currentLines(db, ctx.scope, lineIds),
    storedRows(db, tenantId, lineIds),
  ]);
  const todayOn = businessDate(ctx.now(), ctx.tenant.timeZone);
  const differences = lineIds.flatMap((lineId) => {
    const current = lines.get(lineId);
    if (current === undefined) return [];
    const ofLine: StoredLine = {
      items: stored.items.get(lineId) ?? [],
      charges: stored.charges.get(lineId) ?? [],
      openings: stored.openings.get(lineId) ?? [],
    };
    return sentencesOf(ctx, current, ofLine, todayOn).map((sentence) => ({
      accountId: current.contract.accountId,
      lineId,
      sentence,
    }));
  });
  return { lines: lineIds.length, differences };
}

/** An unposted charge and its mirror are left out: `documentDifferences` looks at whether one takes the other back whole. */
async function storedRows(db: Db, tenantId: string, lineIds: readonly string[]) {
  const charges = await db
    .select({
      lineId: charge.lineId,
      periodStartOn: charge.periodStartOn,
      periodEndOn: charge.periodEndOn,
      amountMinor: charge.amountMinor,
      kind: charge.kind,
      effectiveOn: charge.effectiveOn,
      postedAt: charge.postedAt,
    })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), among(charge.lineId, lineIds), standsByItself(db)));
  const openings = await db
    .select()
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, tenantId), among(openingAmount.lineId, lineIds)))
    .orderBy(openingAmount.periodStartOn);
  const items = await db
    .select({
      lineId: billingItem.lineId,
      periodStartOn: billingItem.periodStartOn,
      periodEndOn: billingItem.periodEndOn,
      amountMinor: billingItem.amountMinor,
    })
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, tenantId), among(billingItem.lineId, lineIds)))
    .orderBy(sql`${billingItem.periodStartOn}`);
  return { charges: byLine(charges), openings: byLine(openings), items: byLine(items) };
}

function sentencesOf(
  ctx: CommandContext,
  current: CurrentLine,
  { items, charges, openings }: StoredLine,
  todayOn: Temporal.PlainDate,
): string[] {
  const { name } = current.line;
  const { currency } = current.contract;
  const isUncounted = current.unitSegments.length === 0 && current.overrides.length === 0;
  if (isUncounted && items.length === 0 && charges.length === 0 && openings.length === 0) return [];
  const inReview = items.map((item) => ({ ...daysOf(item), amountMinor: item.amountMinor }));
  const input = billingInputOf(current, { charges, openings }, todayOn);
  const gaps = storedGaps(input, inReview, todayOn);
  const posted = charges.map((row) => ({
    ...daysOf(row),
    postedOn: businessDate(momentOf(row.postedAt), ctx.tenant.timeZone),
  }));
  return [
    ...gaps.map((gap) => gapInWords({ lineName: name, currency }, gap)),
    ...exceededBounds(name, { items: inReview, charges: posted }, todayOn),
  ];
}

function daysOf({ periodStartOn, periodEndOn }: { periodStartOn: string; periodEndOn: string }) {
  return {
    periodStartOn: dayOf(periodStartOn),
    periodEndOn: dayOf(periodEndOn),
  };
}
