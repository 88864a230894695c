import { and, desc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { syncRun } from "@/db/schema/sync-run";
import { authorize } from "@/lib/auth/policy";
import { missedBetween } from "@/lib/domain/due-night";
import { businessDate } from "@/lib/domain/regions";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { endDeadRuns } from "./end-running-runs";

export type RunTrigger = "schedule" | "on-demand" | "command-line";

export type BegunRun = { runId: string; isNew: boolean; isCompleted: boolean };

/** Longest gap that is written out date by date; a tenant switched off for longer starts afresh. */
const MOST_MISSED_DATES = 400;

/**
 * Begins a recount of a tenant for today's business date; nobody chooses another date. A scheduled run is unique per date:
 * a second one joins the first, and does nothing where that is completed. Dates that passed without a completed run are
 * recorded as missed and never counted later (design.md 5); other runs that nobody will finish are ended.
 * @throws CommandRefused "not-allowed"; "invalid" where `businessOn` is not today on the tenant's server.
 */
export async function beginRun(
  ctx: CommandContext,
  input: { businessOn: string; trigger: RunTrigger },
): Promise<BegunRun> {
  authorize(ctx, "sync.run");
  const today = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  if (input.businessOn !== today) {
    throw new CommandRefused("invalid", {
      message: `Only today (${today}) can be counted, not ${input.businessOn}.`,
    });
  }
  return withTenant(ctx.scope, async (db) => {
    const begun = await beginOrJoin(db, ctx, input);
    await endDeadRuns(db, ctx, begun.runId);
    return begun;
  });
}

async function beginOrJoin(
  db: Db,
  ctx: CommandContext,
  input: { businessOn: string; trigger: RunTrigger },
): Promise<BegunRun> {
  if (input.trigger === "schedule") {
    const before = await scheduledRun(db, ctx, input.businessOn);
    if (before) {
      await db
        .update(syncRun)
        .set({ status: "running" })
        .where(
          and(
            eq(syncRun.tenantId, ctx.scope.tenantId),
            eq(syncRun.id, before.id),
            eq(syncRun.status, "failed"),
          ),
        );
      return { runId: before.id, isNew: false, isCompleted: before.status === "completed" };
    }
    await recordMissedDates(db, ctx, input.businessOn);
  }
  const [begun] = await db
    .insert(syncRun)
    .values({ ...newRun(ctx, input.businessOn), trigger: input.trigger, status: "running" })
    .onConflictDoNothing()
    .returning({ id: syncRun.id });
  if (!begun) {
    const other = await scheduledRun(db, ctx, input.businessOn);
    return { runId: other!.id, isNew: false, isCompleted: other!.status === "completed" };
  }
  await recordAudit(db, ctx, {
    action: "sync-run.begun",
    subject: { kind: "sync-run", id: begun.id },
    changes: {
      trigger: { from: null, to: input.trigger },
      businessOn: { from: null, to: input.businessOn },
    },
  });
  return { runId: begun.id, isNew: true, isCompleted: false };
}

function newRun(ctx: CommandContext, businessOn: string) {
  return {
    tenantId: ctx.scope.tenantId,
    businessOn,
    startedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    summary: {},
  };
}

async function scheduledRun(db: Db, ctx: CommandContext, businessOn: string) {
  const [found] = await db
    .select({ id: syncRun.id, status: syncRun.status })
    .from(syncRun)
    .where(
      and(
        eq(syncRun.tenantId, ctx.scope.tenantId),
        eq(syncRun.businessOn, businessOn),
        eq(syncRun.trigger, "schedule"),
      ),
    );
  return found;
}

/** Writes the dates between the last scheduled run and today; a run that never completed on its date is missed too. */
async function recordMissedDates(db: Db, ctx: CommandContext, today: string): Promise<void> {
  const [last] = await db
    .select({ id: syncRun.id, businessOn: syncRun.businessOn, status: syncRun.status })
    .from(syncRun)
    .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.trigger, "schedule")))
    .orderBy(desc(syncRun.businessOn))
    .limit(1);
  if (!last) return;
  if (last.status !== "completed") {
    await db
      .update(syncRun)
      .set({ status: "missed" })
      .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.id, last.id)));
  }
  const missed = missedBetween(last.businessOn, today);
  if (missed.length === 0 || missed.length > MOST_MISSED_DATES) return;
  await db
    .insert(syncRun)
    .values(
      missed.map((on) => ({
        ...newRun(ctx, on),
        trigger: "schedule" as const,
        status: "missed" as const,
      })),
    )
    .onConflictDoNothing();
}
