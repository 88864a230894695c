import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingJobRun, type JobRunSummary } from "@/db/schema/billing-job";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { type RunFindings, type SummarizedRun, summarizeRun } from "./summarize-run";

export type EndedRun = { runId: string; status: "completed" | "failed"; summary: JobRunSummary };

/**
 * Writes down what a run came to. One that could not go on keeps what it did until then: that stands in the records, and the
 * next attempt of its date goes on from there.
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
    await db
      .update(billingJobRun)
      .set({ status, summary, finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(and(eq(billingJobRun.tenantId, ctx.scope.tenantId), eq(billingJobRun.id, run.runId)));
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
