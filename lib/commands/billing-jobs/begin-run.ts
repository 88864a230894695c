import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingJob, billingJobRun, type JobRunStatus } from "@/db/schema/billing-job";
import { itGlueSettings } from "@/db/schema/it-glue";
import { syncRun } from "@/db/schema/sync-run";
import { isScheduledOn } from "@/lib/domain/automation/job-schedule";
import { jobStart } from "@/lib/domain/automation/job-start";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type PlannedRun, plannedRun } from "./planned-run";

/** A run that is asked for: of the schedule, or by a person, who names it so that asking twice is asking once. */
export type JobRunRequest = { jobId: string; businessOn: string; requestedBy: string } & (
  | { trigger: "schedule" }
  | { trigger: "manual"; runId: string }
);

export type BegunRun =
  | { outcome: "begun"; runId: string; plan: PlannedRun }
  | { outcome: "waiting" | "missed" | "ended" | "not-scheduled" };

/**
 * What has not ended for good. A run that began is finished, even past midnight: half of what it does is worse than all of it a
 * little late. One that waits or failed may begin (again) while its date lasts.
 */
const NOT_ENDED: readonly JobRunStatus[] = ["waiting", "running", "failed"];

/**
 * Writes down that a run begins, waits for its night, or is missed. Of a job and local date there is one scheduled run,
 * whatever asks for it how often; one that has ended is not begun again.
 * @throws CommandRefused "not-found".
 */
export async function beginRun(ctx: CommandContext, request: JobRunRequest): Promise<BegunRun> {
  return withTenant(ctx.scope, async (db) => {
    const [job] = await db
      .select()
      .from(billingJob)
      .where(and(eq(billingJob.tenantId, ctx.scope.tenantId), eq(billingJob.id, request.jobId)));
    if (!job) throw new CommandRefused("not-found", { what: "job" });
    const settings = await billingSettingsOf(db, ctx.scope);
    const own = await storedRun(db, ctx, request);
    if (own && !NOT_ENDED.includes(own.status)) return { outcome: "ended" };

    const on = Temporal.PlainDate.from(request.businessOn);
    const isNamed = job.isActive && job.startOn <= request.businessOn && isScheduledOn(job.schedule, on);
    if (!own && request.trigger === "schedule" && !isNamed) return { outcome: "not-scheduled" };
    const start =
      request.trigger === "manual" || own?.status === "running"
        ? "start"
        : jobStart({
            businessOn: request.businessOn,
            now: ctx.now(),
            timeZone: ctx.tenant.timeZone,
            night: await nightOf(db, ctx, request.businessOn),
            latestJobStart: settings.latestJobStart,
          });
    // What failed on its date has its own words, and stays as it is.
    if (start === "missed" && own?.status === "failed") return { outcome: "ended" };
    const status = ({ start: "running", wait: "waiting", missed: "missed" } as const)[start];
    const runId = await writeRun(db, ctx, request, status, own?.id ?? null);
    if (runId === null) return { outcome: "waiting" };
    if (start !== "start") return { outcome: start === "wait" ? "waiting" : "missed" };
    if (own?.status !== "running")
      await recordAudit(db, ctx, {
        action: "billing-job.run-started",
        subject: { kind: "billing-job", id: job.id },
        changes: {
          runFor: { from: null, to: request.businessOn },
          trigger: { from: null, to: request.trigger },
          runId: { from: null, to: runId },
        },
      });
    return { outcome: "begun", runId, plan: plannedRun(job, settings, request.businessOn) };
  });
}

async function storedRun(db: Db, ctx: CommandContext, request: JobRunRequest) {
  const [own] = await db
    .select({ id: billingJobRun.id, status: billingJobRun.status })
    .from(billingJobRun)
    .where(
      and(
        eq(billingJobRun.tenantId, ctx.scope.tenantId),
        eq(billingJobRun.jobId, request.jobId),
        request.trigger === "manual"
          ? eq(billingJobRun.id, request.runId)
          : and(eq(billingJobRun.businessOn, request.businessOn), eq(billingJobRun.trigger, "schedule")),
      ),
    )
    .for("update");
  return own;
}

/** Answers the run's id, or null where another request wrote the run of this date at the same moment. */
async function writeRun(
  db: Db,
  ctx: CommandContext,
  request: JobRunRequest,
  status: JobRunStatus,
  ownId: string | null,
): Promise<string | null> {
  const finishedAt = status === "missed" ? ctx.now().toString({ smallestUnit: "millisecond" }) : null;
  if (ownId !== null) {
    await db
      .update(billingJobRun)
      .set({ status, finishedAt })
      .where(and(eq(billingJobRun.tenantId, ctx.scope.tenantId), eq(billingJobRun.id, ownId)));
    return ownId;
  }
  const [written] = await db
    .insert(billingJobRun)
    .values({
      tenantId: ctx.scope.tenantId,
      id: request.trigger === "manual" ? request.runId : undefined,
      jobId: request.jobId,
      businessOn: request.businessOn,
      trigger: request.trigger,
      status,
      startedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      finishedAt,
      startedBy: request.requestedBy,
    })
    .onConflictDoNothing()
    .returning({ id: billingJobRun.id });
  return written?.id ?? null;
}

/** Whether the night of a date is behind us, still to come, or none is ever to come. */
async function nightOf(
  db: Db,
  ctx: CommandContext,
  businessOn: string,
): Promise<"completed" | "pending" | "none"> {
  const { tenantId } = ctx.scope;
  const [night] = await db
    .select({ status: syncRun.status })
    .from(syncRun)
    .where(
      and(
        eq(syncRun.tenantId, tenantId),
        eq(syncRun.businessOn, businessOn),
        eq(syncRun.trigger, "schedule"),
      ),
    );
  if (night?.status === "completed") return "completed";
  const [integration] = await db
    .select({ isEnabled: itGlueSettings.isEnabled })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, tenantId));
  return integration?.isEnabled ? "pending" : "none";
}
