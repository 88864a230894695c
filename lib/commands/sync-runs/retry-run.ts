import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { syncRun } from "@/db/schema/sync-run";
import { authorize } from "@/lib/auth/policy";
import { businessDate } from "@/lib/domain/regions";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** What is asked for: the night of this date, as the tick would ask for it again within the hour. */
export type RetriedRun = { businessOn: string };

/**
 * Says that a person asks for a failed night of today again, now and not with the tick. Only that is written here: the run
 * itself is taken up by whoever carries nights out, by the same rules as at any hour.
 * @throws CommandRefused "not-allowed"; "not-found"; "invalid" for a run that is not a failed night of today.
 */
export async function retryRun(ctx: CommandContext, runId: string): Promise<RetriedRun> {
  authorize(ctx, "sync.run");
  const today = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  return withTenant(ctx.scope, async (db) => {
    const [run] = await db
      .select({ businessOn: syncRun.businessOn, trigger: syncRun.trigger, status: syncRun.status })
      .from(syncRun)
      .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.id, runId)));
    if (!run) throw new CommandRefused("not-found", { what: "sync run" });
    const why = whyNotRetried(run, today);
    if (why) throw new CommandRefused("invalid", why);
    await recordAudit(db, ctx, {
      action: "sync-run.retry-requested",
      subject: { kind: "sync-run", id: runId },
      changes: { businessOn: { from: null, to: run.businessOn } },
    });
    return { businessOn: run.businessOn };
  });
}

function whyNotRetried(
  { businessOn, trigger, status }: Pick<typeof syncRun.$inferSelect, "businessOn" | "trigger" | "status">,
  today: string,
): { message: string; fix: string } | null {
  if (trigger !== "schedule")
    return {
      message: "Only a night is tried again; this run was asked for by hand.",
      fix: "Use Run sync now: it begins a new run.",
    };
  if (businessOn !== today)
    return {
      message: `${businessOn} has passed on your server: a date that passed is never counted later.`,
      fix: "Use Run sync now: it counts today, effective today.",
    };
  if (status === "failed") return null;
  const is = status === "running" ? "is under way" : `is ${status}`;
  return {
    message: `This run ${is}, so there is nothing to try again.`,
    fix: "Reload the page to see how it stands.",
  };
}
