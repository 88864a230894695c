import { and, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contract } from "@/db/schema/contract";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import { postRun } from "../billing/post-run";
import { checkConservation } from "../conservation/check-conservation";
import type { CommandContext } from "../context";
import { invoiceRun } from "../invoices/invoice-run";
import { queueInvoiceMails } from "../mail/queue-invoice-mail";
import type { PassedOver } from "../parking/park-account";
import type { StepRunner } from "../sync-runs/step-runner";
import type { PlannedRun } from "./planned-run";
import type { RunFindings } from "./summarize-run";

/**
 * The steps of a run: the independent check first, which parks what does not add up (design.md 8, Conservation); then post,
 * invoice and send, as far as the action goes: an e-mail is written with its invoice, or neither stands. Each step finds done what an earlier attempt did, so a run that was broken off
 * is simply carried out again.
 * @param ctx the run's own, of `runContext`.
 */
export async function carryOut(
  ctx: CommandContext,
  plan: PlannedRun,
  step: StepRunner,
): Promise<RunFindings> {
  const { posts, bills, sends } = stepsOf(plan.action);
  await step("check-conservation", async () => {
    const accountIds = await accountsOf(ctx, plan);
    return checkConservation(ctx, { trigger: "before-run", ...(accountIds && { accountIds }) });
  });
  const passedOver: PassedOver[] = [];
  let leftOpen = 0;
  if (posts) {
    const { throughOn, scope, staleAfterDays } = plan;
    const posted = await postRun(ctx, { throughOn, scope, staleAfterDays, isDryRun: false }, step);
    passedOver.push(...posted.passedOver);
  }
  if (bills) {
    const onIssued = (db: Db, invoiceIds: readonly string[]) => queueInvoiceMails(db, ctx, invoiceIds);
    const { scope, groupBy } = plan;
    const run = { scope, groupBy, isDryRun: false, ...(sends && { onIssued }) };
    const billed = await invoiceRun(ctx, run, step);
    passedOver.push(...billed.passedOver);
    leftOpen = billed.leftOpen;
  }
  return { passedOver: withoutRepeats(passedOver), leftOpen };
}

/** Accounts whose conservation is checked; undefined: all. */
async function accountsOf(ctx: CommandContext, { scope }: PlannedRun): Promise<string[] | undefined> {
  if (scope.accountIds.length > 0) return scope.accountIds;
  if (scope.contractIds.length === 0) return undefined;
  const rows = await withTenant(ctx.scope, (db) =>
    db
      .selectDistinct({ accountId: contract.accountId })
      .from(contract)
      .where(and(eq(contract.tenantId, ctx.scope.tenantId), inArray(contract.id, scope.contractIds))),
  );
  return rows.map(({ accountId }) => accountId);
}

/** A parked account is passed over by posting and by invoicing: it is listed once. */
function withoutRepeats(entries: readonly PassedOver[]): PassedOver[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
