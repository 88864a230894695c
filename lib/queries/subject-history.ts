import { and, desc, eq, inArray, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import { auditEvent } from "@/db/schema/audit";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type HistoryEvent = {
  id: string;
  at: string;
  actorName: string;
  /** "noun.past-tense". */
  action: string;
  subjectKind: string;
  subjectId: string;
  changes: { field: string; from: string | null; to: string | null }[];
  reason: string | null;
};

/** What was done to some records, newest first; `limit` events at most. */
export async function subjectHistory(
  db: Db,
  scope: TenantScope,
  subjects: readonly { kind: string; ids: readonly string[] }[],
  limit: number,
): Promise<HistoryEvent[]> {
  const isOne = subjects
    .filter(({ ids }) => ids.length > 0)
    .map(({ kind, ids }) => and(eq(auditEvent.subjectKind, kind), inArray(auditEvent.subjectId, [...ids])));
  const rows = await db
    .select()
    .from(auditEvent)
    .where(and(eq(auditEvent.tenantId, scope.tenantId), or(...isOne)))
    .orderBy(desc(auditEvent.position))
    .limit(limit);
  return rows.map(({ id, at, actorName, action, subjectKind, subjectId, changes, reason }) => ({
    id,
    at,
    actorName,
    action,
    subjectKind,
    subjectId,
    changes: Object.entries(changes).map(([field, { from, to }]) => ({
      field,
      from: text(from),
      to: text(to),
    })),
    reason,
  }));
}

function text(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value) && value.every((part) => typeof part === "string"))
    return value.join(", ") || null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
