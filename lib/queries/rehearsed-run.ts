import { and, eq, lte, ne, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { type ReadingState, reading } from "@/db/schema/counting";
import { type LineOutcome, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { explainedChanges, MOST_EXPLAINED } from "./explained-changes";
import { effectsOf, grouped } from "./unit-change-effects";

/** What a run did, or would do, to one line that does not stay as it was. Amounts are decimal text in major units. */
export type RehearsedLine = {
  name: string;
  contractName: string;
  outcome: Exclude<LineOutcome, "unchanged">;
  state: ReadingState;
  from: string | null;
  /** The new units; of a held line the count that waits for a decision; null where nothing was counted. */
  to: string | null;
  currency: string;
  /** What a whole period costs more by the new count; null where that is not known. */
  perPeriod: string | null;
  /** By how much what is due by today changes in Billing Review. */
  dueNow: string;
  /** Why, in sentences. */
  why: string[];
};

/** What is due by a date in Billing Review, in minor units by line. */
export type DueByLine = ReadonlyMap<string, bigint>;

export async function dueByLine(scope: TenantScope, on: string): Promise<DueByLine> {
  return withTenant(scope, (db) => dueOf(db, scope, on));
}

async function dueOf(db: Db, scope: TenantScope, on: string): Promise<Map<string, bigint>> {
  const rows = await db
    .select({ lineId: billingItem.lineId, minor: sql<string>`sum(${billingItem.amountMinor})::text` })
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, scope.tenantId), lte(billingItem.invoiceOn, on)))
    .groupBy(billingItem.lineId);
  return new Map(rows.map(({ lineId, minor }) => [lineId, BigInt(minor)]));
}

/**
 * Lines that a run changed, held or could not count, with units, money and reasons, by account and line.
 * @param before what was due before the run.
 */
export async function rehearsedLines(
  scope: TenantScope,
  runId: string,
  { on, before }: { on: string; before: DueByLine },
): Promise<RehearsedLine[]> {
  const { rows, effects, due } = await withTenant(scope, async (db) => {
    const rows = await recordedLines(db, scope, runId);
    const effects = new Map<string, string>();
    for (const [currency, ofCurrency] of grouped(rows, (row) => row.currency))
      for (const [lineId, effect] of await effectsOf(db, scope, ofCurrency, currency, on))
        effects.set(lineId, effect);
    return { rows, effects, due: await dueOf(db, scope, on) };
  });
  const counted = rows.flatMap(({ lineId, readingId, outcome }) =>
    readingId !== null && outcome !== "not-counted" ? [{ lineId, readingId }] : [],
  );
  const explained = await explainedChanges(scope, counted.slice(0, MOST_EXPLAINED));
  return rows.map(({ lineId, readingId, accountName, lineName, reasons, ...row }) => ({
    ...row,
    name: `${accountName}: ${lineName}`,
    perPeriod: effects.get(lineId) ?? null,
    dueNow: formatAmount((due.get(lineId) ?? 0n) - (before.get(lineId) ?? 0n), row.currency),
    why: [
      ...reasons.map(({ message }) => message),
      ...[explained[readingId ?? ""]?.sentence].filter((sentence) => sentence !== undefined),
    ],
  }));
}

async function recordedLines(db: Db, scope: TenantScope, runId: string) {
  const rows = await db
    .select({
      lineId: syncRunLine.lineId,
      readingId: syncRunLine.readingId,
      accountName: account.name,
      lineName: contractLine.name,
      contractName: contract.name,
      currency: contract.currency,
      startOn: contractLine.startOn,
      outcome: syncRunLine.outcome,
      state: syncRunLine.state,
      from: syncRunLine.previousUnits,
      units: syncRunLine.units,
      counted: reading.units,
      reasons: syncRunLine.reasons,
    })
    .from(syncRunLine)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, syncRunLine.tenantId), eq(contractLine.id, syncRunLine.lineId)),
    )
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
    .leftJoin(reading, and(eq(reading.tenantId, syncRunLine.tenantId), eq(reading.id, syncRunLine.readingId)))
    .where(
      and(
        eq(syncRunLine.tenantId, scope.tenantId),
        eq(syncRunLine.runId, runId),
        ne(syncRunLine.outcome, "unchanged"),
      ),
    )
    .orderBy(account.name, contractLine.name, contractLine.id);
  return rows.map(({ outcome, units, counted, ...row }) => ({
    ...row,
    outcome: outcome as RehearsedLine["outcome"],
    to: outcome === "changed" ? units : outcome === "held" ? counted : null,
  }));
}
