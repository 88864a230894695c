import { and, asc, count, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { auditEvent } from "@/db/schema/audit";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type NamedRecord, namedRecords, recordKey } from "./audit-subjects";

export type AuditLogFilter = {
  /** "noun.past-tense" texts; none filters nothing, as with the others, and one that never occurred is passed over. */
  actions: readonly string[];
  subjectKinds: readonly string[];
  /** Names of whoever acted: people, jobs, the command line. */
  actors: readonly string[];
  /** Everything about one record. */
  subjectId: string | null;
  /** Counted from 0. */
  pageIndex: number;
  pageSize: number;
};

export type AuditLogRow = {
  id: string;
  /** ISO instant on the tenant's clock. */
  at: string;
  actor: { kind: "user" | "job" | "command-line"; name: string };
  action: string;
  /** The record as it is called today; `name` null where it has none or is gone. */
  subject: { kind: string; id: string } & NamedRecord;
  changes: { field: string; from: unknown; to: unknown }[];
  reason: string | null;
};

export type AuditLog = {
  /** Newest first, in the order of writing. */
  rows: AuditLogRow[];
  /** Events that pass the filter, on all pages. */
  rowCount: number;
  /** What can be filtered by: everything that occurs. */
  choices: { actions: string[]; subjectKinds: string[]; actors: string[] };
};

/** Admin > Security > Audit log: who did what to which record, filtered and paged by the database. */
export async function auditLog(scope: TenantScope, filter: AuditLogFilter): Promise<AuditLog> {
  return withTenant(scope, async (db) => {
    const own = eq(auditEvent.tenantId, scope.tenantId);
    const choices = {
      actions: await occurring(db, own, auditEvent.action),
      subjectKinds: await occurring(db, own, auditEvent.subjectKind),
      actors: await occurring(db, own, auditEvent.actorName),
    };
    const passes = and(
      own,
      oneOf(auditEvent.action, filter.actions, choices.actions),
      oneOf(auditEvent.subjectKind, filter.subjectKinds, choices.subjectKinds),
      oneOf(auditEvent.actorName, filter.actors, choices.actors),
      filter.subjectId === null ? undefined : eq(auditEvent.subjectId, filter.subjectId),
    );
    const events = await db
      .select()
      .from(auditEvent)
      .where(passes)
      .orderBy(desc(auditEvent.position))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [counted] = await db.select({ rowCount: count() }).from(auditEvent).where(passes);
    const names = await namedRecords(db, scope, events);
    return {
      rows: events.map((event) => ({
        id: event.id,
        at: event.at,
        actor: { kind: event.actorKind, name: event.actorName },
        action: event.action,
        subject: {
          kind: event.subjectKind,
          id: event.subjectId,
          ...(names.get(recordKey(event)) ?? { name: null, href: null }),
        },
        // Versions guard forms; they tell a reader nothing.
        changes: Object.entries(event.changes)
          .filter(([field]) => field !== "version")
          .map(([field, { from, to }]) => ({ field, from: from ?? null, to: to ?? null })),
        reason: event.reason,
      })),
      rowCount: counted?.rowCount ?? 0,
      choices,
    };
  });
}

type TextColumn = typeof auditEvent.action | typeof auditEvent.subjectKind | typeof auditEvent.actorName;

function oneOf(column: TextColumn, chosen: readonly string[], known: string[]): SQL | undefined {
  const sought = known.filter((value) => chosen.includes(value));
  return sought.length > 0 ? inArray(column, sought) : undefined;
}

async function occurring(db: Db, own: SQL, column: TextColumn): Promise<string[]> {
  const rows = await db
    .selectDistinct({ value: sql<string>`${column}` })
    .from(auditEvent)
    .where(own)
    .orderBy(asc(column));
  return rows.map(({ value }) => value);
}
