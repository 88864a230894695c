import { and, eq, inArray, min, ne } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingItem, charge, openingAmount } from "@/db/schema/billing";
import { itGlueSettings } from "@/db/schema/it-glue";
import { asset, assetPass, assetType, assetVersion } from "@/db/schema/mirror";
import { authorize } from "@/lib/auth/policy";
import { type BacktestPeriod, backtest } from "@/lib/domain/billing/backtest";
import { type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import type { Asset } from "@/lib/domain/counting/count-units";
import { type AssetState, countedOver } from "@/lib/domain/counting/counted-over";
import { decimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { businessDate } from "@/lib/domain/regions";
import { lineBillingInput } from "../billing/line-billing-input";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine } from "../contract-lines/current-line";
import { today } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";
import { linkedOrganizations } from "./linked-organizations";

export type RuleBacktest = {
  currency: string;
  /** From when on the assets' contents are known; null where the type was never read. */
  reachOn: string | null;
  /** Newest first; empty where nothing is known. */
  periods: BacktestPeriod[];
};

/**
 * What a rule, saved or not, would have counted and billed in the last twelve periods of a line, from the contents of the
 * account's assets as they were seen at the time, beside what was billed. Writes nothing. Organizations are those linked today.
 * @throws CommandRefused "not-found", "it-glue-not-set-up", "rule-broken".
 */
export async function backtestRule(
  ctx: CommandContext,
  { lineId, rule }: { lineId: string; rule: CountRule },
): Promise<RuleBacktest> {
  authorize(ctx, "units.update");
  return withTenant(ctx.scope, async (db) => {
    const current = await currentLine(db, ctx, lineId);
    const { currency } = current.contract;
    const [settings] = await db
      .select({ connectionId: itGlueSettings.connectionId })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
    const connectionId = settings?.connectionId;
    if (!connectionId) throw new CommandRefused("it-glue-not-set-up");
    const reachOn = await firstReadOn(db, ctx, connectionId, rule.assetTypeId);
    if (reachOn === null) return { currency, reachOn, periods: [] };
    const resolved = await resolvedRule(db, ctx, connectionId, rule);
    const states = await statesOf(db, ctx, current, connectionId, rule.assetTypeId);
    const on = Temporal.PlainDate.from(today(ctx));
    const recordedAt = Temporal.Instant.from(current.line.createdAt);
    const units = countedOver(resolved, states, reachOn).map(({ effectiveOn, units: counted }) => ({
      effectiveOn: Temporal.PlainDate.from(effectiveOn),
      units: decimal(counted, UNITS_SCALE),
      recordedAt,
    }));
    const billed = await billedByPeriod(db, ctx, lineId);
    const periods = backtest(
      await lineBillingInput(db, ctx, current, on),
      { units, reachOn: Temporal.PlainDate.from(reachOn) },
      ({ startOn, endOn }) => billed(startOn, endOn),
      on,
    );
    return { currency, reachOn, periods };
  });
}

/** Business date of the first finished full pass: before it, nobody knows what the assets held. */
async function firstReadOn(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<string | null> {
  const [found] = await db
    .select({ at: min(assetPass.startedAt) })
    .from(assetPass)
    .where(
      and(
        eq(assetPass.tenantId, ctx.scope.tenantId),
        eq(assetPass.connectionId, connectionId),
        eq(assetPass.assetTypeId, assetTypeId),
        eq(assetPass.kind, "full"),
        eq(assetPass.status, "finished"),
      ),
    );
  return found?.at ? dateOf(ctx, found.at) : null;
}

async function resolvedRule(db: Db, ctx: CommandContext, connectionId: string, rule: CountRule) {
  const [type] = await db
    .select()
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, ctx.scope.tenantId),
        eq(assetType.connectionId, connectionId),
        eq(assetType.id, rule.assetTypeId),
      ),
    );
  const resolution = resolveRule(rule, type && type.missingSince === null ? type : null);
  if (!resolution.ok)
    throw new CommandRefused("rule-broken", { message: `${resolution.faults[0]!.message}.` });
  return resolution.resolved;
}

/** Every content that assets of the account's organizations had, with its business dates. */
async function statesOf(
  db: Db,
  ctx: CommandContext,
  { contract }: CurrentLine,
  connectionId: string,
  assetTypeId: string,
): Promise<AssetState[]> {
  const linked = await linkedOrganizations(db, ctx, contract.accountId, connectionId);
  const organizationIds = linked.map(({ id }) => id);
  if (organizationIds.length === 0) return [];
  const present = await db
    .select()
    .from(asset)
    .where(
      and(
        eq(asset.tenantId, ctx.scope.tenantId),
        eq(asset.connectionId, connectionId),
        eq(asset.assetTypeId, assetTypeId),
        inArray(asset.organizationId, organizationIds),
      ),
    );
  const former = await db
    .select()
    .from(assetVersion)
    .where(
      and(
        eq(assetVersion.tenantId, ctx.scope.tenantId),
        eq(assetVersion.connectionId, connectionId),
        eq(assetVersion.assetTypeId, assetTypeId),
        inArray(assetVersion.organizationId, organizationIds),
        eq(assetVersion.wasMissing, false),
      ),
    );
  const since = (at: string | null) => (at === null ? "0000-01-01" : dateOf(ctx, at));
  return [
    ...present
      .filter(({ missingSince }) => missingSince === null)
      .map((row) => ({ asset: assetOf(row.id, row), sinceOn: since(row.seenSince), untilOn: null })),
    ...former.map((row) => ({
      asset: assetOf(row.assetId, row),
      sinceOn: since(row.seenSince),
      untilOn: dateOf(ctx, row.seenUntil),
    })),
  ];
}

function assetOf(id: string, row: Omit<Asset, "id" | "updatedAt"> & { itGlueUpdatedAt: string }): Asset {
  const { organizationId, assetTypeId, name, traits, isArchived, isRestricted, itGlueUpdatedAt } = row;
  return {
    id,
    organizationId,
    assetTypeId,
    name,
    traits,
    isArchived,
    isRestricted,
    updatedAt: itGlueUpdatedAt,
  };
}

/** What is posted for a line, here or before go-live, or waits in review, summed over the charges and items of a period's days. */
async function billedByPeriod(db: Db, ctx: CommandContext, lineId: string) {
  const columns = <Table extends typeof charge | typeof billingItem>(table: Table) => ({
    startOn: table.periodStartOn,
    amountMinor: table.amountMinor,
  });
  const charges = await db
    .select(columns(charge))
    .from(charge)
    .where(
      and(eq(charge.tenantId, ctx.scope.tenantId), eq(charge.lineId, lineId), ne(charge.kind, "manual")),
    );
  const items = await db
    .select(columns(billingItem))
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, ctx.scope.tenantId), eq(billingItem.lineId, lineId)));
  const openings = await db
    .select({ startOn: openingAmount.periodStartOn, amountMinor: openingAmount.amountMinor })
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, ctx.scope.tenantId), eq(openingAmount.lineId, lineId)));
  return (startOn: string, endOn: string): bigint =>
    [...openings, ...charges, ...items]
      .filter((row) => startOn <= row.startOn && row.startOn <= endOn)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function dateOf(ctx: CommandContext, at: string): string {
  return businessDate(Temporal.Instant.from(at), ctx.tenant.timeZone).toString();
}
