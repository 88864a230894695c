import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { note } from "@/lib/domain/organization-sync/merge-fields";
import { mirrorOf } from "@/lib/domain/organization-sync/mirror-changes";
import { stateOf } from "@/lib/domain/organization-sync/plan-pushes";
import type { SyncLogEntry } from "@/lib/domain/organization-sync/sync-log";
import type { FieldPush, OrganizationUpdate } from "@/lib/domain/organization-sync/sync-state";
import {
  FIELD_OF_ORGANIZATION,
  type LinkSnapshot,
  type WaitingReason,
} from "@/lib/domain/organization-sync/synced-fields";
import { fieldsOfOrganization } from "@/lib/domain/organization-sync/working-state";
import type { OrganizationRecord } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { holdSyncSettings, raiseRevision } from "./sync-settings";
import { writeOrganizations } from "./write-mirror";
import { writeSyncLog } from "./write-sync-log";

/**
 * Records that IT Glue took fields of an account. Only these are compared from now on with what it answered: another
 * field may have been changed there since it was read.
 */
export async function recordUpdate(
  ctx: CommandContext,
  connectionId: string,
  update: OrganizationUpdate,
  pushes: readonly FieldPush[],
  answered: OrganizationRecord,
): Promise<void> {
  const fields = fieldsOfOrganization(answered);
  const take = (snapshot: LinkSnapshot) => {
    for (const { field, accountValue } of pushes) {
      note(snapshot, field, fields[FIELD_OF_ORGANIZATION[field]], accountValue);
      delete snapshot.waiting[field];
    }
  };
  const entry = entryOf(update, pushes, "pushed", "account-changed");
  await changeSnapshot(ctx, connectionId, update, answered, take, entry);
}

/**
 * Records that IT Glue refused fields of an account, with its own words; they wait until the account or the organization,
 * last changed at `refusedAt`, is changed.
 */
export async function recordRefusal(
  ctx: CommandContext,
  connectionId: string,
  update: OrganizationUpdate,
  refusal: { pushes: readonly FieldPush[]; reason: WaitingReason; refusedAt: string; detail: string },
): Promise<void> {
  const { pushes, reason, refusedAt, detail } = refusal;
  const wait = (snapshot: LinkSnapshot) => {
    for (const { field, accountValue } of pushes)
      snapshot.waiting[field] = { reason, value: accountValue, refusedAt };
  };
  const entry = entryOf(update, pushes, reason === "psa-synced" ? "read-only" : "error", reason);
  await changeSnapshot(ctx, connectionId, update, null, wait, { ...entry, detail });
}

/** A row about fields of an account that were sent. */
export function entryOf(
  { organizationId, organizationName, accountId, accountName }: OrganizationUpdate,
  pushes: readonly FieldPush[],
  event: SyncLogEntry["event"],
  reason: SyncLogEntry["reason"],
): SyncLogEntry {
  const fields = Object.fromEntries(pushes.map(({ field, from, to }) => [field, { from, to }]));
  return { organizationId, organizationName, accountId, accountName, event, reason, fields };
}

/** Changes the snapshot of a link that is still the one that was planned with, and writes the log in any case. */
async function changeSnapshot(
  ctx: CommandContext,
  connectionId: string,
  { organizationId, accountId }: OrganizationUpdate,
  answered: OrganizationRecord | null,
  change: (snapshot: LinkSnapshot) => void,
  entry: SyncLogEntry,
): Promise<void> {
  const isLink = and(
    eq(accountOrganization.tenantId, ctx.scope.tenantId),
    eq(accountOrganization.connectionId, connectionId),
    eq(accountOrganization.organizationId, organizationId),
    eq(accountOrganization.accountId, accountId),
  );
  await withTenant(ctx.scope, async (db) => {
    await holdSyncSettings(db, ctx, connectionId);
    if (answered) await writeOrganizations(db, ctx, connectionId, [mirrorOf(answered)]);
    await raiseRevision(db, ctx);
    const [link] = await db
      .select({ snapshot: accountOrganization.snapshot, state: accountOrganization.state })
      .from(accountOrganization)
      .where(isLink)
      .for("update");
    if (link?.snapshot && link.state !== "orphaned") {
      const { snapshot } = link;
      change(snapshot);
      await db
        .update(accountOrganization)
        .set({
          snapshot,
          ...stateOf(snapshot.waiting),
          syncedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        })
        .where(isLink);
    }
    await writeSyncLog(db, ctx, connectionId, [entry]);
  });
}
