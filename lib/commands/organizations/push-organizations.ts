import type { SyncLogEntry } from "@/lib/domain/organization-sync/sync-log";
import type {
  FieldPush,
  OrganizationChange,
  OrganizationCreation,
  OrganizationUpdate,
  SyncPlan,
} from "@/lib/domain/organization-sync/sync-state";
import type { WaitingReason } from "@/lib/domain/organization-sync/synced-fields";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { noteItGlueError, type TenantGateway } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";
import { type PushLease, takePushLease } from "./push-lease";
import { recordCreation } from "./record-creation";
import { recordFailure } from "./record-failure";
import { entryOf, recordRefusal, recordUpdate } from "./record-update";
import { isStillAsPlanned } from "./still-as-planned";

export type PushedOrganizations = {
  /** Organizations made or changed in IT Glue. */
  pushed: number;
  /** Changes IT Glue refused or did not answer. */
  errors: number;
  /** Changes left for the next run. */
  left: number;
};

/** Sent in one go; the rest follows in the next sync, so that a step of a job stays short. */
const MOST_PUSHES = 50;

type Push = { planned: OrganizationCreation | OrganizationUpdate; send: () => Promise<number> };

/**
 * Sends to IT Glue what accounts have changed, one record after the other over HTTP, each recorded in a short transaction
 * of its own. A change that is refused is logged and the next one sent; where IT Glue does not answer, the rest is left.
 * Whatever breaks off here is picked up by the next run: a creation whose answer was lost is found by its name.
 * Never throws for a failure of IT Glue: what was read and taken over stands.
 */
export async function pushOrganizations(
  ctx: CommandContext,
  tenantGateway: TenantGateway,
  { plan, revision }: { plan: SyncPlan; revision: number },
): Promise<PushedOrganizations> {
  const outcome: PushedOrganizations = {
    pushed: 0,
    errors: 0,
    left: plan.creations.length + plan.updates.length,
  };
  if (outcome.left === 0) return outcome;
  const lease = await takePushLease(ctx, tenantGateway.connectionId, revision);
  if (!lease) return outcome;
  const made = new Map<string, string>();
  const pushes: Push[] = [
    ...plan.creations.map((planned) => ({ planned, send: () => create(ctx, tenantGateway, planned, made) })),
    ...plan.updates.map((planned) => ({
      planned,
      send: () => update(ctx, tenantGateway, planned, made, lease),
    })),
  ];
  try {
    for (const { planned, send } of pushes.slice(0, MOST_PUSHES)) {
      if (!(await lease.renew())) break;
      if (!(await isStillAsPlanned(ctx, tenantGateway.connectionId, planned))) continue;
      outcome.left -= 1;
      try {
        const refused = await send();
        outcome.errors += refused;
        if (refused === 0) outcome.pushed += 1;
      } catch (error) {
        outcome.errors += 1;
        if (!(await goesOnAfter(error, ctx, tenantGateway, planned))) break;
      }
    }
  } finally {
    await lease.release();
  }
  return outcome;
}

/** Makes an organization; answers how many fields IT Glue refused. */
async function create(
  ctx: CommandContext,
  { gateway, connectionId }: TenantGateway,
  creation: OrganizationCreation,
  made: Map<string, string>,
): Promise<number> {
  const parentId = made.get(creation.parentMadeBy ?? "") ?? creation.values.parentId;
  const answered = await gateway.createOrganization({ ...creation.values, parentId });
  made.set(creation.accountId, answered.id);
  const parentAccountId =
    parentId === null ? null : (creation.parentMadeBy ?? creation.account.parentAccountId);
  const account = { ...creation.account, parentAccountId };
  await recordCreation(ctx, connectionId, { ...creation, account }, answered);
  return 0;
}

/**
 * Changes an organization: all fields at once, or one after the other where IT Glue refuses them together. Answers how many
 * fields it refused.
 */
async function update(
  ctx: CommandContext,
  { gateway, connectionId }: TenantGateway,
  planned: OrganizationUpdate,
  made: ReadonlyMap<string, string>,
  lease: PushLease,
): Promise<number> {
  const pushes = planned.pushes.flatMap((push) => withParent(push, made));
  const refusals: { pushes: readonly FieldPush[]; reason: WaitingReason; detail: string }[] = [];
  let refusedAt = planned.organizationUpdatedAt;
  const send = async (some: readonly FieldPush[]): Promise<void> => {
    const change: OrganizationChange = Object.assign({}, ...some.map((push) => push.change));
    try {
      const answered = await gateway.updateOrganization(planned.organizationId, change);
      refusedAt = answered.updatedAt;
      await recordUpdate(ctx, connectionId, planned, some, answered);
    } catch (error) {
      if (!(error instanceof ItGlueError) || error.code !== "unprocessable") throw error;
      if (error.refusal === "psa-synced" || some.length === 1) {
        const reason = error.refusal === null || error.refusal === "other" ? "refused" : error.refusal;
        refusals.push({ pushes: some, reason, detail: error.message });
        return;
      }
      for (const push of some) if (await lease.renew()) await send([push]);
    }
  };
  if (pushes.length > 0) await send(pushes);
  for (const refusal of refusals) await recordRefusal(ctx, connectionId, planned, { ...refusal, refusedAt });
  return refusals.length;
}

/** A parent whose organization was made just now; left for the next run where it was not. */
function withParent(push: FieldPush, made: ReadonlyMap<string, string>): FieldPush[] {
  if (push.parentMadeBy === undefined) return [push];
  const parentId = made.get(push.parentMadeBy);
  return parentId === undefined ? [] : [{ ...push, change: { parentId } }];
}

/** Records a failure; answers whether the next change may still be sent. */
async function goesOnAfter(
  error: unknown,
  ctx: CommandContext,
  tenantGateway: TenantGateway,
  planned: OrganizationCreation | OrganizationUpdate,
): Promise<boolean> {
  try {
    if (error instanceof CommandRefused) throw error;
    const { reason, detail, isOwn } = told(error);
    const entry =
      "pushes" in planned ? entryOf(planned, planned.pushes, "error", reason) : ofCreation(planned, reason);
    await recordFailure(ctx, tenantGateway.connectionId, { ...entry, accountId: planned.accountId, detail });
    if (isOwn || !(error instanceof ItGlueError)) return true;
    await noteItGlueError(ctx, error.code);
    if (error.code === "unauthorized" || error.code === "forbidden") await tenantGateway.onRefused();
    return false;
  } catch (refused) {
    // The settings were changed meanwhile, or nobody may write any more: what was read stands, the rest waits.
    if (refused instanceof CommandRefused) return false;
    throw refused;
  }
}

/** `isOwn`: a failure of this one record; the others may go on. */
function told(error: unknown): { reason: SyncLogEntry["reason"]; detail: string; isOwn: boolean } {
  if (!(error instanceof ItGlueError)) {
    return { reason: "failed", detail: error instanceof Error ? error.name : typeof error, isOwn: true };
  }
  const { code, message: detail } = error;
  if (code !== "unprocessable") return { reason: code, detail, isOwn: code === "not-found" };
  return { reason: error.refusal === "name-taken" ? "name-taken" : "refused", detail, isOwn: true };
}

function ofCreation(
  { accountId, accountName, fields }: OrganizationCreation,
  reason: SyncLogEntry["reason"],
): SyncLogEntry {
  return {
    event: "error",
    reason,
    organizationId: null,
    organizationName: null,
    accountId,
    accountName,
    fields,
  };
}
