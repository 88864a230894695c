import { and, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingJobRun, type JobRunSummary } from "@/db/schema/billing-job";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { type RunFindings, type SummarizedRun, summarizeRun } from "./summarize-run";

export type EndedRun = { runId: string; status: "completed" | "failed"; summary: JobRunSummary };

/**
 * Writes down what a run came to. One that could not go on keeps what it did until then: that stands in the records, and the
 * next attempt of its date goes on from there. One that has ended already, because this is asked again or another process was
 * first, stays as it ended; what was completed never turns into a failure.
 * @param ctx the run's own, of `runContext`.
 */
export async function endRun(
  ctx: CommandContext,
  run: SummarizedRun & { jobId: string },
  found: RunFindings,
  error: JobRunSummary["error"] = undefined,
): Promise<EndedRun> {
  const status = error ? "failed" : "completed";
  return withTenant(ctx.scope, async (db) => {
    const summary = { ...(await summarizeRun(db, ctx, run, found)), ...(error && { error }) };
    const own = and(eq(billingJobRun.tenantId, ctx.scope.tenantId), eq(billingJobRun.id, run.runId));
    const mayEnd = inArray(billingJobRun.status, error ? ["running"] : ["running", "failed"]);
    const ended = await db
      .update(billingJobRun)
      .set({ status, summary, finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(and(own, mayEnd))
      .returning({ id: billingJobRun.id });
    if (ended.length === 0) {
      const [before] = await db.select().from(billingJobRun).where(own);
      return {
        runId: run.runId,
        status: before!.status as EndedRun["status"],
        summary: before!.summary ?? summary,
      };
    }
    const { postedItems, posted, invoices, invoiced, queuedMails } = summary;
    const done = { postedItems, posted, invoices, invoiced, queuedMails };
    await recordAudit(db, ctx, {
      action: `billing-job.run-${status}`,
      subject: { kind: "billing-job", id: run.jobId },
      changes: Object.fromEntries(Object.entries(done).map(([key, to]) => [key, { from: null, to }])),
      ...(error && { reason: error.message }),
    });
    return { runId: run.runId, status, summary };
  });
}
