import { and, asc, eq, gte, isNull, lt, ne, or } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { syncRun } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import type { Digest } from "@/lib/domain/notifications/digest-line";
import { explainedChanges, MOST_EXPLAINED } from "./explained-changes";
import { type ToldLine, toldLines } from "./told-lines";
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
