import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { billingJob } from "@/db/schema/billing-job";
import { BILLING_JOB_LABELS } from "@/lib/inputs/billing-jobs";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Raises the version of a job and answers it as it was: from here on the transaction alone may change it. Refuses
 * `not-found`, and `changed-meanwhile` where somebody saved a later version than the one that was opened.
 */
export async function takeJob(
  db: Db,
  ctx: CommandContext,
  opened: { jobId: string; version: number },
): Promise<typeof billingJob.$inferSelect> {
  const isThis = and(eq(billingJob.tenantId, ctx.scope.tenantId), eq(billingJob.id, opened.jobId));
  const [taken] = await db
    .update(billingJob)
    .set({ version: sql`${billingJob.version} + 1` })
    .where(and(isThis, eq(billingJob.version, opened.version)))
    .returning();
  if (taken) return taken;
  const [found] = await db.select({ id: billingJob.id }).from(billingJob).where(isThis);
  if (!found) throw new CommandRefused("not-found", { what: "job" });
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "billing-job", id: opened.jobId, what: "job", openedVersion: opened.version },
    BILLING_JOB_LABELS,
  );
}
