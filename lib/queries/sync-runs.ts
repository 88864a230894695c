import { and, asc, desc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import type { ReadingState, Reason } from "@/db/schema/counting";
import { type LineOutcome, type SyncRunSummary, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type SyncRunRow = {
  id: string;
  businessOn: string;
  trigger: "schedule" | "on-demand" | "command-line";
  status: "running" | "completed" | "failed" | "missed";
  startedAt: string;
  finishedAt: string | null;
  summary: SyncRunSummary;
};

/** The newest runs first; history is kept, the screen shows the last `limit`. */
export async function syncRuns(scope: TenantScope, limit = 100): Promise<SyncRunRow[]> {
  return withTenant(scope, (db) =>
    db
      .select({
        id: syncRun.id,
        businessOn: syncRun.businessOn,
        trigger: syncRun.trigger,
        status: syncRun.status,
        startedAt: syncRun.startedAt,
        finishedAt: syncRun.finishedAt,
        summary: syncRun.summary,
      })
      .from(syncRun)
      .where(eq(syncRun.tenantId, scope.tenantId))
      .orderBy(desc(syncRun.businessOn), desc(syncRun.position))
      .limit(limit),
  );
}

export type SyncRunLineRow = {
  lineId: string;
  lineName: string;
  accountName: string;
  contractId: string;
  contractName: string;
  state: ReadingState;
  outcome: LineOutcome;
  previousUnits: string | null;
  units: string | null;
  reasons: Reason[];
  readingId: string | null;
};

/** One run with what it did to each line; null where this tenant has no such run. */
export async function syncRunDetail(
  scope: TenantScope,
  runId: string,
): Promise<{ run: SyncRunRow; lines: SyncRunLineRow[] } | null> {
  return withTenant(scope, async (db) => {
    const [run] = await db
      .select()
      .from(syncRun)
      .where(and(eq(syncRun.tenantId, scope.tenantId), eq(syncRun.id, runId)));
    if (!run) return null;
    const lines = await db
      .select({
        lineId: syncRunLine.lineId,
        lineName: contractLine.name,
        accountName: account.name,
        contractId: contract.id,
        contractName: contract.name,
        state: syncRunLine.state,
        outcome: syncRunLine.outcome,
        previousUnits: syncRunLine.previousUnits,
        units: syncRunLine.units,
        reasons: syncRunLine.reasons,
        readingId: syncRunLine.readingId,
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
      .where(and(eq(syncRunLine.tenantId, scope.tenantId), eq(syncRunLine.runId, runId)))
      .orderBy(asc(account.name), asc(contractLine.name));
    const { tenantId: _own, position: _order, ...shown } = run;
    return { run: shown, lines };
  });
}
