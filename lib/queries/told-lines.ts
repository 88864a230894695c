import { and, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { type Reason, reading } from "@/db/schema/counting";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** A line of a contract with notifications, and what a run did to it that is to be told. */
export type ToldLine = {
  lineId: string;
  name: string;
  startOn: string;
  readingId: string | null;
  outcome: Exclude<LineOutcome, "unchanged">;
  from: string | null;
  /** The new count, or the one that is held. */
  to: string | null;
  reasons: Reason[];
  contract: typeof contract.$inferSelect;
  accountName: string;
};

export type ToldRun = Pick<typeof syncRun.$inferSelect, "id" | "position" | "notifiedAt">;

/** What a run changed, held or could not count and is to be told of, contract by contract. */
export async function toldLines(db: Db, scope: TenantScope, run: ToldRun): Promise<ToldLine[]> {
  const recorded = await db
    .select({ of: syncRunLine, reading })
    .from(syncRunLine)
    .leftJoin(reading, and(eq(reading.tenantId, syncRunLine.tenantId), eq(reading.id, syncRunLine.readingId)))
    .where(
      and(
        eq(syncRunLine.tenantId, scope.tenantId),
        eq(syncRunLine.runId, run.id),
        ne(syncRunLine.outcome, "unchanged"),
      ),
    );
  const notified = await notifiedLines(db, scope, new Set(recorded.map(({ of }) => of.lineId)));
  const recordedOf = new Map(recorded.map((row) => [row.of.lineId, row]));
  const found = notified.map(({ line, contract, accountName }) => {
    const { of, reading } = recordedOf.get(line.id)!;
    return {
      lineId: line.id,
      name: line.name,
      startOn: line.startOn,
      readingId: of.readingId,
      outcome: of.outcome as ToldLine["outcome"],
      from: of.previousUnits,
      to: of.outcome === "changed" ? of.units : of.outcome === "held" ? (reading?.units ?? null) : null,
      reasons: of.outcome === "changed" ? [] : of.reasons,
      contract,
      accountName,
      askedAt: reading?.askedAt ?? null,
    };
  });
  const { notifiedAt } = run;
  if (notifiedAt !== null)
    return found.filter(({ outcome, askedAt }) => outcome !== "not-counted" && (askedAt ?? "") > notifiedAt);
  const before = await nightBefore(db, scope, run, found);
  const withNews = new Set(
    found
      .filter((line) => line.outcome === "changed" || before.get(line.lineId) !== standingOf(line))
      .map((line) => line.contract.id),
  );
  return found.filter((line) => withNews.has(line.contract.id));
}

/**
 * Those of the lines whose contracts have somebody to tell, contract by contract in the order of their accounts' names. Each table
 * is asked by its key: of a tenant that has just begun the planner knows nothing, takes it for empty, and would compare every
 * line with every contract.
 */
async function notifiedLines(db: Db, { tenantId }: TenantScope, lineIds: ReadonlySet<string>) {
  if (lineIds.size === 0) return [];
  const lines = await db
    .select()
    .from(contractLine)
    .where(and(eq(contractLine.tenantId, tenantId), among(contractLine.id, lineIds)));
  const contracts = await db
    .select()
    .from(contract)
    .where(
      and(
        eq(contract.tenantId, tenantId),
        among(contract.id, new Set(lines.map(({ contractId }) => contractId))),
        eq(contract.isNotificationEnabled, true),
        sql`${contract.notificationEmails} <> '[]'::jsonb`,
      ),
    );
  const accounts = await db
    .select({ id: account.id, name: account.name })
    .from(account)
    .where(
      and(
        eq(account.tenantId, tenantId),
        among(account.id, new Set(contracts.map(({ accountId }) => accountId))),
      ),
    );
  const contractOf = new Map(contracts.map((one) => [one.id, one]));
  const nameOf = new Map(accounts.map(({ id, name }) => [id, name]));
  return lines
    .flatMap((line) => {
      const of = contractOf.get(line.contractId);
      return of ? [{ line, contract: of, accountName: nameOf.get(of.accountId)! }] : [];
    })
    .sort(
      (a, b) =>
        a.accountName.localeCompare(b.accountName, "en") ||
        a.contract.contractNumber - b.contract.contractNumber ||
        a.line.sortOrder - b.line.sortOrder ||
        a.line.name.localeCompare(b.line.name, "en"),
    );
}

/** What makes a line that is held or not counted the same news as the night before. */
function standingOf({ outcome, to, reasons }: Pick<ToldLine, "outcome" | "to" | "reasons">): string {
  return JSON.stringify([outcome, to, reasons.map(({ code }) => code)]);
}

/** How each of these lines stood in the last run before that recorded any line; one that it knows nothing of is left out. */
async function nightBefore(
  db: Db,
  scope: TenantScope,
  run: ToldRun,
  lines: readonly { lineId: string }[],
): Promise<Map<string, string>> {
  const [before] = await db
    .select({ id: syncRun.id })
    .from(syncRun)
    .where(
      and(
        eq(syncRun.tenantId, scope.tenantId),
        lt(syncRun.position, run.position),
        sql`exists (select 1 from sync_run_line l where l.tenant_id = ${syncRun.tenantId} and l.run_id = ${syncRun.id})`,
      ),
    )
    .orderBy(desc(syncRun.position))
    .limit(1);
  if (!before || lines.length === 0) return new Map();
  const rows = await db
    .select({
      lineId: syncRunLine.lineId,
      outcome: syncRunLine.outcome,
      reasons: syncRunLine.reasons,
      counted: reading.units,
    })
    .from(syncRunLine)
    .leftJoin(reading, and(eq(reading.tenantId, syncRunLine.tenantId), eq(reading.id, syncRunLine.readingId)))
    .where(
      and(
        eq(syncRunLine.tenantId, scope.tenantId),
        eq(syncRunLine.runId, before.id),
        inArray(
          syncRunLine.lineId,
          lines.map(({ lineId }) => lineId),
        ),
      ),
    );
  return new Map(
    rows.map(({ lineId, outcome, reasons, counted }) => [
      lineId,
      standingOf({
        outcome: outcome as ToldLine["outcome"],
        to: outcome === "held" ? counted : null,
        reasons,
      }),
    ]),
  );
}
