import { and, asc, desc, eq, gte, inArray, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { type Reason, reading } from "@/db/schema/counting";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import type { Digest } from "@/lib/domain/notifications/digest-line";
import { explainedChanges, MOST_EXPLAINED } from "./explained-changes";
import { effectsOf, grouped } from "./unit-change-effects";

/** What a run did that is to be told, contract by contract; a run without any is told of too, so that it is done with. */
export type RunDigests = {
  runId: string;
  /** When it was told of before; null for never. */
  notifiedAt: string | null;
  digests: (Digest & { to: string[] })[];
};

/** Older runs are no news; nights that broke off are made up for within this. */
const DAYS_BACK = 7;

/** From this hour on, where a night still cannot be completed, those who are told hear what is known. */
const WAITS_UNTIL_HOUR = 6;

/**
 * What runs changed, held or could not count on lines of contracts with notifications, where nobody was told yet: of runs
 * that are completed, or that passed without, or that still fail at six in the morning of the tenant's server. What is held or
 * not counted as it was the night before is no news by itself, but stands beside news of its contract. A run that was told of
 * and then taken up again tells what changed or was held since.
 * @param now the tenant's clock.
 */
export async function unitChangeDigests(
  scope: TenantScope,
  { now, timeZone }: { now: Temporal.Instant; timeZone: string },
): Promise<RunDigests[]> {
  const local = now.toZonedDateTimeISO(timeZone);
  const runs = (await runsToTell(scope, local.toPlainDate())).filter((run) => isSettled(run, local));
  const told: RunDigests[] = [];
  for (const run of runs) {
    const lines = await withTenant(scope, (db) => toldLines(db, scope, run));
    const digests: RunDigests["digests"] = [];
    for (const ofContract of grouped(lines, ({ contract: { id } }) => id).values())
      digests.push(await digestOf(scope, run, ofContract));
    told.push({ runId: run.id, notifiedAt: run.notifiedAt, digests });
  }
  return told;
}

type Run = typeof syncRun.$inferSelect;

async function runsToTell(scope: TenantScope, today: Temporal.PlainDate): Promise<Run[]> {
  return withTenant(scope, (db) =>
    db
      .select()
      .from(syncRun)
      .where(
        and(
          eq(syncRun.tenantId, scope.tenantId),
          gte(syncRun.businessOn, today.subtract({ days: DAYS_BACK }).toString()),
          ne(syncRun.status, "running"),
          or(isNull(syncRun.notifiedAt), lt(syncRun.notifiedAt, syncRun.finishedAt)),
        ),
      )
      .orderBy(asc(syncRun.position)),
  );
}

function isSettled({ status, trigger, businessOn }: Run, local: Temporal.ZonedDateTime): boolean {
  if (status !== "failed" || trigger !== "schedule") return true;
  return local.toPlainDate().toString() > businessOn || local.hour >= WAITS_UNTIL_HOUR;
}

type ToldLine = {
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

async function toldLines(db: Db, scope: TenantScope, run: Run): Promise<ToldLine[]> {
  const rows = await db
    .select({ line: contractLine, contract, accountName: account.name, of: syncRunLine, reading })
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
        eq(syncRunLine.runId, run.id),
        ne(syncRunLine.outcome, "unchanged"),
        eq(contract.isNotificationEnabled, true),
        sql`${contract.notificationEmails} <> '[]'::jsonb`,
      ),
    )
    .orderBy(
      asc(account.name),
      asc(contract.contractNumber),
      asc(contractLine.sortOrder),
      asc(contractLine.name),
    );
  const found = rows.map(({ line, of, ...row }) => ({
    lineId: line.id,
    name: line.name,
    startOn: line.startOn,
    readingId: of.readingId,
    outcome: of.outcome as ToldLine["outcome"],
    from: of.previousUnits,
    to: of.outcome === "changed" ? of.units : of.outcome === "held" ? (row.reading?.units ?? null) : null,
    reasons: of.outcome === "changed" ? [] : of.reasons,
    contract: row.contract,
    accountName: row.accountName,
    askedAt: row.reading?.askedAt ?? null,
  }));
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

/** What makes a line that is held or not counted the same news as the night before. */
function standingOf({ outcome, to, reasons }: Pick<ToldLine, "outcome" | "to" | "reasons">): string {
  return JSON.stringify([outcome, to, reasons.map(({ code }) => code)]);
}

/** How each of these lines stood in the last run before that recorded any line; one that it knows nothing of is left out. */
async function nightBefore(
  db: Db,
  scope: TenantScope,
  run: Run,
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

async function digestOf(
  scope: TenantScope,
  run: Run,
  lines: readonly ToldLine[],
): Promise<RunDigests["digests"][number]> {
  const { contract: of, accountName } = lines[0]!;
  const { businessOn } = run;
  const counts = lines.flatMap(({ lineId, readingId, outcome }) =>
    readingId !== null && outcome !== "not-counted" ? [{ lineId, readingId }] : [],
  );
  const explained = await explainedChanges(scope, counts.slice(0, MOST_EXPLAINED));
  const effects = await withTenant(scope, (db) => effectsOf(db, scope, lines, of.currency, businessOn));
  return {
    contractId: of.id,
    contractName: of.name,
    contractNumber: of.contractNumber,
    accountName,
    currency: of.currency,
    billingCycle: cycleInForce(of, businessOn).billingCycle,
    businessOn,
    isLater: run.notifiedAt !== null,
    to: of.notificationEmails,
    lines: lines.map(({ lineId, name, outcome, from, to, reasons, readingId }) => {
      const explanation = (readingId === null ? undefined : explained[readingId]) ?? null;
      return {
        lineId,
        name,
        outcome,
        from,
        to,
        // What a person set is billed in place of any count, so the count costs nothing now.
        perPeriod: explanation?.override ? null : (effects.get(lineId) ?? null),
        explanation,
        reasons: reasons.map(({ message }) => message),
      };
    }),
  };
}
