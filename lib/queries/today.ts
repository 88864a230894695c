import { and, desc, eq, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import { service } from "@/db/schema/service";
import { syncRun } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate, nextNight, timeZoneOf } from "@/lib/domain/regions";
import { attentionLines } from "./attention-lines";
import { staleLines } from "./stale-lines";
import type { CurrencyTotal, LastRun, SetUpStep, TodayOverview, UnitChange } from "./today-overview";

/** How many rows of each list Today shows; the counts beside them say how many there are. */
const MOST_SHOWN = 10;

/** Home: is the nightly count healthy, what needs a person, what changed since the last invoices, what waits to be billed. */
export async function todayOverview(scope: TenantScope, now: Temporal.Instant): Promise<TodayOverview> {
  return withTenant(scope, async (db) => {
    const [own] = await db
      .select({ server: tenant.server })
      .from(tenant)
      .where(eq(tenant.id, scope.tenantId));
    const timeZone = timeZoneOf(own!.server);
    const businessOn = businessDate(now, timeZone).toString();
    const attention = await attentionLines(db, scope, businessOn);
    const changes = await unitChanges(db, scope);
    return {
      businessOn,
      setUp: await setUpSteps(db, scope),
      lastRun: await lastRun(db, scope),
      nextNightAt: nextNight(now, timeZone).toString(),
      attention: attention.slice(0, MOST_SHOWN),
      attentionCount: attention.length,
      stale: await staleLines(db, scope, { on: businessOn, most: MOST_SHOWN }),
      changes: changes.slice(0, MOST_SHOWN),
      changeCount: changes.length,
      changeTotals: await reviewTotals(db, scope, businessOn, true),
      inReview: await reviewTotals(db, scope, businessOn, false),
    };
  });
}

async function setUpSteps(db: Db, scope: TenantScope): Promise<SetUpStep[]> {
  const exists = async (table: typeof service | typeof contract | typeof userConnection, where = sql`true`) =>
    (
      await db
        .select({ one: sql`1` })
        .from(table)
        .where(and(eq(table.tenantId, scope.tenantId), where))
        .limit(1)
    ).length > 0;
  const [settings] = await db
    .select({ isEnabled: itGlueSettings.isEnabled, connectionId: itGlueSettings.connectionId })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, scope.tenantId));
  const [synced] = await db
    .select({ id: organization.id })
    .from(organization)
    .where(eq(organization.tenantId, scope.tenantId))
    .limit(1);
  return [
    { step: "it-glue-settings", isDone: settings?.isEnabled === true && settings.connectionId !== null },
    { step: "connect", isDone: await exists(userConnection) },
    { step: "organizations", isDone: synced !== undefined },
    { step: "service", isDone: await exists(service) },
    { step: "contract", isDone: await exists(contract) },
  ];
}

async function lastRun(db: Db, scope: TenantScope): Promise<LastRun | null> {
  const [run] = await db
    .select()
    .from(syncRun)
    .where(eq(syncRun.tenantId, scope.tenantId))
    .orderBy(desc(syncRun.businessOn), desc(syncRun.position))
    .limit(1);
  if (!run) return null;
  const { id, businessOn, trigger, status, startedAt, finishedAt, summary } = run;
  return {
    runId: id,
    businessOn,
    trigger,
    status,
    startedAt,
    finishedAt,
    lines: summary.lines ?? 0,
    changed: summary.changed ?? 0,
    held: summary.held ?? 0,
    notCounted: summary.notCounted ?? 0,
    error: summary.error?.message ?? null,
  };
}

/** Lines with proration in review: what their customers will be billed differently than they were. */
async function unitChanges(db: Db, scope: TenantScope): Promise<UnitChange[]> {
  const rows = await db
    .select({
      lineId: billingItem.lineId,
      contractId: billingItem.contractId,
      accountName: account.name,
      contractName: contract.name,
      serviceName: contractLine.name,
      previousUnits: billingItem.previousUnits,
      units: billingItem.units,
      effectiveOn: billingItem.effectiveOn,
      amountMinor: billingItem.amountMinor,
      currency: billingItem.currency,
    })
    .from(billingItem)
    .innerJoin(
      account,
      and(eq(account.tenantId, billingItem.tenantId), eq(account.id, billingItem.accountId)),
    )
    .innerJoin(
      contract,
      and(eq(contract.tenantId, billingItem.tenantId), eq(contract.id, billingItem.contractId)),
    )
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, billingItem.tenantId), eq(contractLine.id, billingItem.lineId)),
    )
    .where(and(eq(billingItem.tenantId, scope.tenantId), eq(billingItem.kind, "proration")))
    .orderBy(billingItem.lineId, billingItem.effectiveOn);
  const changes = new Map<string, Omit<UnitChange, "amount"> & { amountMinor: bigint }>();
  for (const { amountMinor, units, ...row } of rows) {
    const known = changes.get(row.lineId);
    changes.set(row.lineId, {
      ...row,
      units: units ?? "0",
      previousUnits: known ? known.previousUnits : row.previousUnits,
      amountMinor: amountMinor + (known?.amountMinor ?? 0n),
    });
  }
  return [...changes.values()]
    .sort((a, b) => (size(b.amountMinor) > size(a.amountMinor) ? 1 : -1))
    .map(({ amountMinor, ...change }) => ({ ...change, amount: formatAmount(amountMinor, change.currency) }));
}

function size(amountMinor: bigint): bigint {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}

async function reviewTotals(
  db: Db,
  scope: TenantScope,
  businessOn: string,
  isProration: boolean,
): Promise<CurrencyTotal[]> {
  const rows = await db
    .select({
      currency: billingItem.currency,
      items: sql<number>`count(*)::int`,
      amountMinor: sql<string>`sum(${billingItem.amountMinor})::text`,
    })
    .from(billingItem)
    .where(
      and(
        eq(billingItem.tenantId, scope.tenantId),
        isProration ? eq(billingItem.kind, "proration") : sql`${billingItem.invoiceOn} <= ${businessOn}`,
      ),
    )
    .groupBy(billingItem.currency)
    .orderBy(billingItem.currency);
  return rows.map(({ currency, items, amountMinor }) => ({
    currency,
    items,
    amount: formatAmount(BigInt(amountMinor), currency),
  }));
}
