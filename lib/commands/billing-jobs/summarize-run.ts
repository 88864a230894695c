import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import type { JobRunSummary } from "@/db/schema/billing-job";
import { invoice } from "@/db/schema/invoice";
import { mailMessage } from "@/db/schema/mail";
import { type JobAction, stepsOf } from "@/lib/domain/automation/job-in-words";
import { moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import type { CommandContext } from "../context";
import { billedAsBefore } from "./billed-as-before";
import { invoicesNotMailed } from "./not-mailed";
import { writtenBy } from "./run-actor";

/** What the steps of a run found that no record tells. */
export type RunFindings = Pick<JobRunSummary, "passedOver" | "leftOpen">;

export type SummarizedRun = { runId: string; action: JobAction };

/** Entries that a list keeps; the number of those left out is kept beside them. */
const MOST_LISTED = 500;

/**
 * Counts and money of a run, read from the charges, invoices and e-mails that carry its name: exact however often the run was
 * broken off and taken up again.
 */
export async function summarizeRun(
  db: Db,
  ctx: CommandContext,
  run: SummarizedRun,
  found: RunFindings,
): Promise<JobRunSummary> {
  const { runId } = run;
  const { tenantId } = ctx.scope;
  const posted = await db
    .select({
      currency: charge.currency,
      many: sql<number>`count(*)::int`,
      minor: sql<string>`sum(${charge.amountMinor})::text`,
    })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), writtenBy(charge.postedBy, runId)))
    .groupBy(charge.currency);
  const own = and(
    eq(invoice.tenantId, tenantId),
    eq(invoice.kind, "invoice"),
    writtenBy(invoice.issuedBy, runId),
  );
  const issued = await db
    .select({
      currency: invoice.currency,
      many: sql<number>`count(*)::int`,
      minor: sql<string>`sum(${invoice.totalMinor})::text`,
    })
    .from(invoice)
    .where(own)
    .groupBy(invoice.currency);
  const [mails] = await db
    .select({ many: sql<number>`count(*)::int` })
    .from(mailMessage)
    .where(
      and(
        eq(mailMessage.tenantId, tenantId),
        eq(mailMessage.kind, "invoice"),
        inArray(mailMessage.subjectId, db.select({ id: invoice.id }).from(invoice).where(own)),
      ),
    );
  const unheard = stepsOf(run.action).sends
    ? await invoicesNotMailed(db, ctx, runId, MOST_LISTED)
    : { notMailed: [], leftOut: 0 };
  return withinBounds({
    postedItems: total(posted),
    posted: moneyByCurrency(posted.map(({ currency, minor }) => ({ [currency]: minor }))),
    invoices: total(issued),
    invoiced: moneyByCurrency(issued.map(({ currency, minor }) => ({ [currency]: minor }))),
    queuedMails: mails?.many ?? 0,
    leftOpen: found.leftOpen,
    passedOver: found.passedOver,
    billedAsBefore: await billedAsBefore(db, ctx, runId),
    ...unheard,
  });
}

const total = (rows: readonly { many: number }[]) => rows.reduce((sum, { many }) => sum + many, 0);

/** A summary stays small: each list keeps its first entries. */
export function withinBounds(summary: JobRunSummary): JobRunSummary {
  const { passedOver, billedAsBefore: asBefore = [], notMailed = [] } = summary;
  const leftOut = [passedOver, asBefore, notMailed]
    .map((list) => Math.max(0, list.length - MOST_LISTED))
    .reduce((sum, many) => sum + many, summary.leftOut ?? 0);
  return {
    ...summary,
    passedOver: passedOver.slice(0, MOST_LISTED),
    billedAsBefore: asBefore.slice(0, MOST_LISTED),
    notMailed: notMailed.slice(0, MOST_LISTED),
    ...(leftOut > 0 && { leftOut }),
  };
}
