import type { Db } from "@/db/database";
import { insertRows } from "@/db/insert-rows";
import { auditEvent } from "@/db/schema/audit";
import type { CommandContext } from "./context";

export type AuditEntry = {
  /** "noun.past-tense", for instance "contract-line.saved". */
  action: string;
  subject: { kind: string; id: string };
  /** Field → old and new; a secret is never a value here, only the word "changed". */
  changes?: Record<string, { from: unknown; to: unknown }>;
  reason?: string;
};

/** Writes who did what, in the transaction of the change itself: neither stands without the other. */
export async function recordAudit(db: Db, ctx: CommandContext, entry: AuditEntry): Promise<void> {
  await db.insert(auditEvent).values(auditRow(ctx, entry));
}

/** The same of many changes, in their order. */
export async function recordAudits(
  db: Db,
  ctx: CommandContext,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.execute(
    insertRows(
      auditEvent,
      entries.map((entry) => auditRow(ctx, entry)),
    ),
  );
}

function auditRow(ctx: CommandContext, entry: AuditEntry): typeof auditEvent.$inferInsert {
  return {
    tenantId: ctx.scope.tenantId,
    at: ctx.now().toString({ smallestUnit: "millisecond" }),
    actorKind: ctx.actor.kind,
    actorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    actorName: ctx.actor.name,
    action: entry.action,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    changes: entry.changes ?? {},
    reason: entry.reason ?? null,
  };
}

/** The fields that differ between two versions of a record, as audit changes. */
export function changedFields<T extends Record<string, unknown>>(
  from: Partial<T>,
  to: T,
): Record<string, { from: unknown; to: unknown }> {
  return Object.fromEntries(
    Object.entries(to)
      .filter(([key, value]) => JSON.stringify(from[key] ?? null) !== JSON.stringify(value ?? null))
      .map(([key, value]) => [key, { from: from[key] ?? null, to: value ?? null }]),
  );
}
