import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import type { AccountDefaults } from "@/db/schema/it-glue";
import type { SyncLogEntry } from "@/lib/domain/organization-sync/sync-log";
import type { SyncPlan } from "@/lib/domain/organization-sync/sync-state";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { inChunks } from "./in-chunks";
import { startOfAccount } from "./start-of-account";
import { markVanished, writeOrganizations } from "./write-mirror";
import { writeSyncLog } from "./write-sync-log";

/** Whether a plan writes anything to our own side. */
export function isNothingToWrite(plan: SyncPlan): boolean {
  const { creations: _creations, updates: _updates, ...own } = plan;
  return Object.values(own).every((rows) => rows.length === 0);
}

/** Writes what a sync changes on our own side, and who it was; an empty plan writes nothing. */
export async function writePlan(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  plan: SyncPlan,
  defaults: AccountDefaults,
): Promise<void> {
  await writeOrganizations(db, ctx, connectionId, plan.upserts);
  await markVanished(db, ctx, connectionId, plan.vanishedIds);
  await writeAccounts(db, ctx, plan, defaults);
  await writeLinks(db, ctx, connectionId, plan);
  await writeSyncLog(db, ctx, connectionId, plan.log);
  await writeAudit(db, ctx, connectionId, plan);
}

async function writeAccounts(
  db: Db,
  ctx: CommandContext,
  { newAccounts, accountUpdates }: SyncPlan,
  defaults: AccountDefaults,
): Promise<void> {
  const { tenantId } = ctx.scope;
  await inChunks(newAccounts, (rows) =>
    db.insert(account).values(
      rows.map(({ id, fields }) => ({
        ...startOfAccount(defaults),
        ...fields,
        id,
        tenantId,
        source: "it-glue" as const,
        createdAt: nowOf(ctx),
      })),
    ),
  );
  for (const { accountId, version, to } of accountUpdates) {
    await db
      .update(account)
      .set({ ...to, version: version + 1 })
      .where(and(eq(account.tenantId, tenantId), eq(account.id, accountId)));
  }
}

async function writeLinks(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  { newLinks, linkUpdates }: SyncPlan,
): Promise<void> {
  const now = nowOf(ctx);
  const rows = [...newLinks.map((link) => ({ ...link, linkedAt: now })), ...linkUpdates];
  await inChunks(rows, (some) =>
    db
      .insert(accountOrganization)
      .values(some.map((link) => ({ ...link, tenantId: ctx.scope.tenantId, connectionId, syncedAt: now })))
      .onConflictDoUpdate({
        target: [
          accountOrganization.tenantId,
          accountOrganization.connectionId,
          accountOrganization.organizationId,
        ],
        set: {
          isLeading: sql`excluded.is_leading`,
          state: sql`excluded.state`,
          problem: sql`excluded.problem`,
          snapshot: sql`excluded.snapshot`,
          syncedAt: now,
        },
      }),
  );
}

async function writeAudit(db: Db, ctx: CommandContext, connectionId: string, plan: SyncPlan): Promise<void> {
  for (const { accountId, version, from, to } of plan.accountUpdates) {
    const fields = Object.keys(to) as (keyof typeof to)[];
    await recordAudit(db, ctx, {
      action: "account.synced",
      subject: { kind: "account", id: accountId },
      changes: {
        ...Object.fromEntries(
          fields.map((field) => [field, { from: from[field] ?? null, to: to[field] ?? null }]),
        ),
        version: { from: version, to: version + 1 },
      },
    });
  }
  const counted = {
    accountsCreated: plan.newAccounts.length,
    organizationsLinked: eventsOf(plan.log, "linked"),
    accountsUpdated: plan.accountUpdates.length,
    organizationsOrphaned: eventsOf(plan.log, "orphaned"),
    organizationsReturned: eventsOf(plan.log, "returned"),
    organizationsUndecided: eventsOf(plan.log, "undecided"),
  };
  const changes = Object.entries(counted).filter(([, number]) => number > 0);
  if (changes.length === 0) return;
  await recordAudit(db, ctx, {
    action: "organizations.synced",
    subject: { kind: "it-glue-connection", id: connectionId },
    changes: Object.fromEntries(changes.map(([name, number]) => [name, { from: null, to: number }])),
  });
}

export function eventsOf(log: readonly SyncLogEntry[], event: SyncLogEntry["event"]): number {
  return log.filter((entry) => entry.event === event).length;
}

const nowOf = (ctx: CommandContext) => ctx.now().toString({ smallestUnit: "millisecond" });
