import { and, eq, inArray } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { billingItem } from "@/db/schema/billing";
import { type BillingItem, billingItems } from "@/lib/domain/billing/billing-items";
import { contentHash } from "@/lib/domain/content-hash";
import { formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine, segmentOn } from "../contract-lines/current-line";
import { lineBillingInput } from "./line-billing-input";

/** How far ahead items are projected (design.md 8; Billing Review shows three months). */
export const PROJECTED_AHEAD = Temporal.Duration.from({ months: 3 });

type ItemRow = typeof billingItem.$inferInsert & { contentHash: string };

/**
 * Makes the stored billing items of a line those that follow from its segments, prices, terms and charges. Called in the
 * transaction of every such change; a rebuild of an unchanged line writes nothing.
 * @throws BillingFault where the line cannot be billed: the caller's change is then taken back.
 */
export async function reprojectLine(db: Db, ctx: CommandContext, lineId: string): Promise<void> {
  const current = await currentLine(db, ctx, lineId);
  const toOn = businessDate(ctx.now(), ctx.tenant.timeZone).add(PROJECTED_AHEAD);
  // A deactivated contract has its last billed day: what was posted beyond it is credited, so it is projected too.
  const hasUnits = current.unitSegments.length > 0 || current.overrides.length > 0;
  const isBilled = hasUnits && current.priceSegments.length > 0;
  const items = isBilled ? await itemsDue(db, ctx, current, toOn) : [];
  const wanted = await Promise.all(items.map((item) => itemRow(ctx, current, item)));

  const own = and(eq(billingItem.tenantId, ctx.scope.tenantId), eq(billingItem.lineId, lineId));
  const stored = await db
    .select({ id: billingItem.id, contentHash: billingItem.contentHash })
    .from(billingItem)
    .where(own);
  const kept = new Set(wanted.map((row) => row.contentHash));
  const obsolete = stored.filter((row) => !kept.has(row.contentHash)).map((row) => row.id);
  if (obsolete.length > 0) await db.delete(billingItem).where(and(own, inArray(billingItem.id, obsolete)));
  const present = new Set(stored.map((row) => row.contentHash));
  const added = wanted.filter((row) => !present.has(row.contentHash));
  if (added.length > 0) await db.insert(billingItem).values(added);
}

async function itemsDue(
  db: Db,
  ctx: CommandContext,
  current: CurrentLine,
  toOn: Temporal.PlainDate,
): Promise<BillingItem[]> {
  const { postsZeroItems } = await billingSettingsOf(db, ctx.scope);
  const input = await lineBillingInput(db, ctx, current, toOn);
  return billingItems({ ...input, listsZeroItems: postsZeroItems });
}

/** The count whose receipt proves a day's units; units that a person set have none. */
function readingBehind({ unitSegments, overrides }: CurrentLine, on: string): string | null {
  const isSet = overrides.some(({ fromOn, throughOn }) => fromOn <= on && on <= throughOn);
  return isSet ? null : (segmentOn(unitSegments, on)?.readingId ?? null);
}

async function itemRow(ctx: CommandContext, current: CurrentLine, item: BillingItem): Promise<ItemRow> {
  const { line, contract } = current;
  const units = (value: bigint | null) => (value === null ? null : formatDecimal(value, UNITS_SCALE));
  const price = (value: bigint | null) => (value === null ? null : formatDecimal(value, UNIT_PRICE_SCALE, 2));
  const content = {
    lineId: line.id,
    kind: item.kind,
    periodStartOn: item.periodStartOn.toString(),
    periodEndOn: item.periodEndOn.toString(),
    effectiveOn: item.effectiveOn.toString(),
    invoiceOn: item.invoiceOn.toString(),
    units: units(item.units),
    previousUnits: units(item.previousUnits),
    unitPrice: price(item.unitPrice),
    previousUnitPrice: price(item.previousUnitPrice),
    days: item.days,
    periodDays: item.periodDays,
    currency: contract.currency,
    explanation: item.explanation,
    readingId: readingBehind(current, item.effectiveOn.toString()),
  };
  return {
    ...content,
    tenantId: ctx.scope.tenantId,
    accountId: contract.accountId,
    contractId: contract.id,
    amountMinor: item.amountMinor,
    contentHash: await contentHash({ ...content, amountMinor: item.amountMinor.toString() }),
  };
}
