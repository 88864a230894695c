import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { planSync } from "@/lib/domain/organization-sync/plan-sync";
import type { ReadOrganization, SyncPlan, SyncState } from "@/lib/domain/organization-sync/sync-state";
import type { CommandContext } from "../context";
import type { TenantGateway } from "../it-glue-settings/tenant-gateway";
import { type OrganizationsRead, readOrganizations } from "./read-organizations";
import { storedState } from "./stored-state";
import { holdSyncSettings, raiseRevision, syncSettings } from "./sync-settings";
import { writeKinds } from "./write-kinds";
import { isNothingToWrite, writePlan } from "./write-plan";

export type PulledOrganizations = {
  plan: SyncPlan;
  /** Organizations read, the MSP's own left out. */
  total: number;
  /** What the plan's pushes rest on: they are void once it is raised. */
  revision: number;
};

/** Reads made when another sync writes at the same time; the last one is taken over with care. */
const MOST_READS = 3;

/**
 * Reads all organizations over HTTP, then one transaction plans and writes what changed on our own side. A read that
 * another sync has overtaken is too old and made again.
 * @throws ItGlueError, or CommandRefused; mirror, links and accounts are then as they were.
 */
export async function pullOrganizations(
  ctx: CommandContext,
  tenantGateway: TenantGateway,
): Promise<PulledOrganizations> {
  for (let reads = 1; ; reads += 1) {
    const begunAt = await withTenant(ctx.scope, (db) => syncSettings(db, ctx));
    const read = await readOrganizations(ctx, tenantGateway);
    const revision = reads < MOST_READS ? (begunAt?.revision ?? 0) : null;
    const pulled = await withTenant(ctx.scope, (db) =>
      takeOver(db, ctx, tenantGateway.connectionId, read, revision),
    );
    if (pulled) return pulled;
  }
}

/** @param revision the one the read began at; null takes over a read that may be overtaken. Answers null for one that was. */
async function takeOver(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  read: OrganizationsRead,
  revision: number | null,
): Promise<PulledOrganizations | null> {
  const settings = await holdSyncSettings(db, ctx, connectionId);
  if (revision !== null && settings.revision !== revision) return null;
  const state = await storedState(db, ctx, connectionId, settings, read);
  const organizations = revision === null ? withoutVanished(read.organizations, state) : read.organizations;
  const planned = planSync(organizations, state);
  const plan = revision === null ? { ...planned, creations: [], updates: [] } : planned;
  await writeKinds(db, ctx, connectionId, read);
  await writePlan(db, ctx, connectionId, plan, settings.accountDefaults);
  await db
    .update(itGlueSettings)
    .set({ organizationsSyncedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  return {
    plan,
    total: read.organizations.filter(({ isPrimary }) => !isPrimary).length,
    revision: isNothingToWrite(plan) ? settings.revision : await raiseRevision(db, ctx),
  };
}

/** What another sync has just made is not in this read: nothing is taken for gone, and nothing sent. */
function withoutVanished(read: readonly ReadOrganization[], { mirrored }: SyncState): ReadOrganization[] {
  const seen = new Set(read.map(({ id }) => id));
  const overlooked = mirrored.filter((row) => row.missingSince === null && !seen.has(row.id));
  return [
    ...read,
    ...overlooked.map(({ itGlueUpdatedAt, missingSince: _missing, ...row }) => ({
      ...row,
      updatedAt: itGlueUpdatedAt,
    })),
  ];
}
