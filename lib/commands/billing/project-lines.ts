import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { sha256Of } from "#sha256";
import { among } from "@/db/among";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { insertRows } from "@/db/insert-rows";
import { standsByItself } from "@/db/open-charges";
import { billingItem, charge, openingAmount } from "@/db/schema/billing";
import { BillingFault } from "@/lib/domain/billing/billing-fault";
import { type BillingItem, billingItems } from "@/lib/domain/billing/billing-items";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { type CurrentLine, segmentOn } from "../contract-lines/current-line";
import { byLine, currentLines } from "../contract-lines/current-lines";
import { billingInputOf, type PostedRows } from "./line-billing-input";

/** How far ahead items are projected (design.md 8; Billing Review shows three months). */
export const PROJECTED_AHEAD = Temporal.Duration.from({ months: 3 });

type ItemRow = typeof billingItem.$inferInsert & { lineId: string; contentHash: string };

/**
 * Makes the stored billing items of lines those that follow from their segments, prices, terms and charges, in ten statements
 * whatever their number. Every line is computed before anything is written; of those that cannot be billed nothing is written,
 * and their faults are answered, by line. A rebuild of unchanged lines writes nothing. Lines of other tenants are left out.
 */
export async function projectLines(
  db: Db,
  ctx: CommandContext,
  lineIds: readonly string[],
): Promise<Map<string, BillingFault>> {
  const faults = new Map<string, BillingFault>();
  if (lineIds.length === 0) return faults;
  const { tenantId } = ctx.scope;
  const lines = await currentLines(db, ctx.scope, lineIds);
  const posted = await postedRows(db, tenantId, [...lines.keys()]);
  const toOn = businessDate(ctx.now(), ctx.tenant.timeZone).add(PROJECTED_AHEAD);
  const { postsZeroItems } = await billingSettingsOf(db, ctx.scope);
  const wanted = new Map<string, ItemRow[]>();
  for (const [lineId, current] of lines) {
    try {
      const items = itemsDue(current, posted(lineId), toOn, postsZeroItems);
      wanted.set(
        lineId,
        items.map((item) => itemRow(tenantId, current, item)),
      );
    } catch (error) {
      if (!(error instanceof BillingFault)) throw error;
      faults.set(lineId, error);
    }
  }
  await store(db, tenantId, wanted);
  return faults;
}

/** Writes what is wanted of each line and not stored, and removes what is stored and no longer wanted. */
async function store(db: Db, tenantId: string, wanted: ReadonlyMap<string, ItemRow[]>): Promise<void> {
  const lineIds = [...wanted.keys()];
  if (lineIds.length === 0) return;
  const stored = byLine(
    await db
      .select({ id: billingItem.id, lineId: billingItem.lineId, contentHash: billingItem.contentHash })
      .from(billingItem)
      .where(and(eq(billingItem.tenantId, tenantId), among(billingItem.lineId, lineIds))),
  );
  const obsolete: string[] = [];
  const added: ItemRow[] = [];
  for (const [lineId, rows] of wanted) {
    const before = stored.get(lineId) ?? [];
    const kept = new Set(rows.map(({ contentHash }) => contentHash));
    for (const { id, contentHash } of before) if (!kept.has(contentHash)) obsolete.push(id);
    const present = new Set(before.map(({ contentHash }) => contentHash));
    for (const row of rows) if (!present.has(row.contentHash)) added.push(row);
  }
  if (obsolete.length > 0)
    await db
      .delete(billingItem)
      .where(and(eq(billingItem.tenantId, tenantId), among(billingItem.id, obsolete)));
  if (added.length > 0) await db.execute(insertRows(billingItem, added));
}

async function postedRows(
  db: Db,
  tenantId: string,
  lineIds: readonly string[],
): Promise<(lineId: string) => PostedRows> {
  const charges = byLine(
    await db
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
      .where(and(eq(charge.tenantId, tenantId), among(charge.lineId, lineIds), standsByItself(db)))
      .orderBy(charge.postedAt, charge.revision),
  );
  const openings = byLine(
    await db
      .select()
      .from(openingAmount)
      .where(and(eq(openingAmount.tenantId, tenantId), among(openingAmount.lineId, lineIds)))
      .orderBy(openingAmount.periodStartOn),
  );
  return (lineId) => ({ charges: charges.get(lineId) ?? [], openings: openings.get(lineId) ?? [] });
}

/** A deactivated contract has its last billed day: what was posted beyond it is credited, so it is projected too. */
function itemsDue(
  current: CurrentLine,
  posted: PostedRows,
  toOn: Temporal.PlainDate,
  listsZeroItems: boolean,
): BillingItem[] {
  const hasUnits = current.unitSegments.length > 0 || current.overrides.length > 0;
  if (!hasUnits || current.priceSegments.length === 0) return [];
  return billingItems({ ...billingInputOf(current, posted, toOn), listsZeroItems });
}

/** The count whose receipt proves a day's units; units that a person set have none. */
function readingBehind({ unitSegments, overrides }: CurrentLine, on: string): string | null {
  const isSet = overrides.some(({ fromOn, throughOn }) => fromOn <= on && on <= throughOn);
  return isSet ? null : (segmentOn(unitSegments, on)?.readingId ?? null);
}

function itemRow(tenantId: string, current: CurrentLine, item: BillingItem): ItemRow {
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
    tenantId,
    accountId: contract.accountId,
    contractId: contract.id,
    amountMinor: item.amountMinor,
    contentHash: sha256Of(canonicalJson({ ...content, amountMinor: item.amountMinor.toString() })),
  };
}
