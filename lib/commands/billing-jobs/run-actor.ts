import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import type { CommandContext } from "../context";

/** Characters of a run's id that its records carry: the run's page shows the same. */
const SHORT_ID = 8;

const mark = (runId: string) => ` (job run ${runId.slice(0, SHORT_ID)})`;

/**
 * The context in which a run posts and bills: its charges, invoices and audit events name the job and the run. They are how a
 * run that was broken off knows what it did before.
 */
export function runContext(ctx: CommandContext, jobName: string, runId: string): CommandContext {
  return { ...ctx, actor: { kind: "job", name: `${jobName}${mark(runId)}` } };
}

/** Whether a record was written by a run, whatever its job was called then. */
export function writtenBy(column: AnyColumn, runId: string): SQL {
  const ending = mark(runId);
  return sql`right(${column}, ${ending.length}) = ${ending}`;
}
