import { sql } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { rehearse, withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import type { JobRunMoney, JobRunSummary } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import { amountMinor } from "@/lib/domain/billing/money";
import { moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import type { JobPlan } from "@/lib/inputs/billing-jobs";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { payersOf } from "../invoices/payers";
import { runInline } from "../sync-runs/step-runner";
import { carryOut } from "./carry-out";
import { type PlannedRun, plannedRun } from "./planned-run";
import { runContext } from "./run-actor";
import { summarizeRun, withinBounds } from "./summarize-run";

/** Accounts that a rehearsal holds at once. */
const MOST_HELD = 500;

const NOTHING: JobRunSummary = {
  postedItems: 0,
  posted: {},
  invoices: 0,
  invoiced: {},
  queuedMails: 0,
  leftOpen: 0,
  passedOver: [],
  billedAsBefore: [],
  notMailed: [],
};

/**
 * A dry run: the run itself for a local date, saved or not, taken back at its end. It therefore tells to the cent what would be
 * posted, billed and sent, and what would be passed over. It goes by chunks of accounts, as runs do, so that it holds none of
 * them for long.
 * @throws CommandRefused "not-allowed".
 */
export async function rehearseJob(
  ctx: CommandContext,
  job: Pick<JobPlan, "name" | "action" | "scope" | "range" | "groupInvoicesBy">,
  businessOn: string,
): Promise<JobRunSummary & { throughOn: string }> {
  authorize(ctx, "billing-jobs.manage");
  const { plan, chunks } = await withTenant(ctx.scope, async (db) => {
    const plan = plannedRun(job, await billingSettingsOf(db, ctx.scope), businessOn);
    return { plan, chunks: await accountChunks(db, ctx, plan) };
  });
  const parts: JobRunSummary[] = [];
  for (const accountIds of chunks) {
    const part = { ...plan, scope: { ...plan.scope, accountIds } };
    parts.push(
      await rehearse(ctx.scope, async (scope) => {
        const runId = crypto.randomUUID();
        const own = runContext({ ...ctx, scope }, plan.jobName, runId);
        // All of them at once and first: a real run that holds one of them then waits, or is waited for.
        await withTenant(scope, (db) => lockAccounts(db, own, accountIds));
        const found = await carryOut(own, part, runInline);
        return withTenant(scope, (db) => summarizeRun(db, own, { runId, action: plan.action }, found));
      }),
    );
  }
  return { ...withinBounds(parts.reduce(addUp, NOTHING)), throughOn: plan.throughOn };
}

/** Accounts that a run may touch, by chunks; those that share a consolidated invoice stay together. */
async function accountChunks(db: Db, ctx: CommandContext, plan: PlannedRun): Promise<string[][]> {
  const { posts, bills } = stepsOf(plan.action);
  const within = sql`tenant_id = ${ctx.scope.tenantId}::uuid${limit("account_id", plan.scope.accountIds)}${limit("contract_id", plan.scope.contractIds)}`;
  const sources = [
    ...(posts
      ? [sql`SELECT account_id FROM billing_item WHERE ${within} AND invoice_on <= ${plan.throughOn}`]
      : []),
    ...(bills ? [sql`SELECT account_id FROM charge WHERE ${within}`] : []),
  ];
  const result: unknown = await db.execute(sql`${sql.join(sources, sql` UNION `)} ORDER BY account_id`);
  const accountIds = (result as { rows: { account_id: string }[] }).rows.map((row) => row.account_id);
  const payers = await payersOf(db, ctx, plan.groupBy);
  const groups = new Map<string, string[]>();
  for (const id of accountIds) {
    const payerId = payers.get(id) ?? id;
    groups.set(payerId, [...(groups.get(payerId) ?? []), id]);
  }
  const chunks: string[][] = [];
  for (const group of groups.values()) {
    const last = chunks.at(-1);
    if (last && last.length + group.length <= MOST_HELD) last.push(...group);
    else chunks.push(group);
  }
  return chunks;
}

const limit = (column: string, ids: readonly string[]) =>
  ids.length === 0
    ? sql``
    : sql` AND ${sql.identifier(column)} IN (${sql.join(
        ids.map((id) => sql`${id}::uuid`),
        sql`, `,
      )})`;

function addUp(sum: JobRunSummary, part: JobRunSummary): JobRunSummary {
  return {
    postedItems: sum.postedItems + part.postedItems,
    posted: addMoney(sum.posted, part.posted),
    invoices: sum.invoices + part.invoices,
    invoiced: addMoney(sum.invoiced, part.invoiced),
    queuedMails: sum.queuedMails + part.queuedMails,
    leftOpen: sum.leftOpen + part.leftOpen,
    passedOver: [...sum.passedOver, ...part.passedOver],
    billedAsBefore: [...(sum.billedAsBefore ?? []), ...(part.billedAsBefore ?? [])],
    notMailed: [...(sum.notMailed ?? []), ...(part.notMailed ?? [])],
    leftOut: (sum.leftOut ?? 0) + (part.leftOut ?? 0),
  };
}

function addMoney(...sums: JobRunMoney[]): JobRunMoney {
  return moneyByCurrency(
    sums.map((sum) =>
      Object.fromEntries(
        Object.entries(sum).map(([currency, text]) => [currency, `${amountMinor(text, currency)}`]),
      ),
    ),
  );
}
