import { and, count, desc, eq, gte, ilike, inArray, lt, or, type SQL } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { SyncEvent } from "@/lib/domain/organization-sync/sync-log";
import { likePattern } from "./organization-mapping/pinned";

/** In the order in which the screen offers them. */
export const SYNC_EVENTS = [
  "pulled",
  "pushed",
  "linked",
  "unlinked",
  "conflict",
  "undecided",
  "orphaned",
  "returned",
  "read-only",
  "error",
] as const satisfies readonly SyncEvent[];

export type SyncLogFilter = {
  events: readonly SyncEvent[];
  /** Looked for in the names that organizations and accounts had then, and as the id of an organization. */
  query: string;
  /** Only what happened to this account; null for all. */
  accountId: string | null;
  /** First and last day, "YYYY-MM-DD" in the tenant's zone, both inclusive; null for no end. */
  fromOn: string | null;
  toOn: string | null;
  timeZone: string;
  pageIndex: number;
  pageSize: number;
};

export type SyncLogRow = {
  id: string;
  /** ISO instant. */
  at: string;
  event: SyncEvent;
  /** A code (`SyncReason`, or `LinkReason` where a person did it); null where none was noted. */
  reason: string | null;
  /** IT Glue's own words, or what stood before. */
  detail: string | null;
  organization: { id: string; name: string } | null;
  account: { id: string; name: string } | null;
  /** By the account's name of each field. */
  fields: { field: string; from: string | null; to: string | null }[];
  /** A person's name, or the job's. */
  actorName: string;
};

export type SyncLog = {
  rows: SyncLogRow[];
  /** Rows that pass, on all pages. */
  rowCount: number;
  /** Rows there are at all. */
  total: number;
  /** Today's name of the account that was asked for; null where none was, or there is none of this id. */
  accountName: string | null;
};

/** CRM > Organization sync log: what the sync and people did to each organization and account, newest first. */
export async function syncLog(scope: TenantScope, filter: SyncLogFilter): Promise<SyncLog> {
  return withTenant(scope, async (db) => {
    const isMine = eq(organizationSyncLog.tenantId, scope.tenantId);
    const passes = and(isMine, ...conditions(filter));
    const rows = await db
      .select()
      .from(organizationSyncLog)
      .where(passes)
      .orderBy(desc(organizationSyncLog.position))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db.select({ rows: count() }).from(organizationSyncLog).where(passes);
    const [all] = await db.select({ rows: count() }).from(organizationSyncLog).where(isMine);
    const [asked] = filter.accountId
      ? await db
          .select({ name: account.name })
          .from(account)
          .where(and(eq(account.tenantId, scope.tenantId), eq(account.id, filter.accountId)))
      : [];
    return {
      rows: rows.map(rowOf),
      rowCount: passing?.rows ?? 0,
      total: all?.rows ?? 0,
      accountName: asked?.name ?? null,
    };
  });
}

function conditions({
  events,
  query,
  accountId,
  fromOn,
  toOn,
  timeZone,
}: SyncLogFilter): (SQL | undefined)[] {
  const pattern = likePattern(query);
  return [
    events.length > 0 ? inArray(organizationSyncLog.event, [...events]) : undefined,
    accountId === null ? undefined : eq(organizationSyncLog.accountId, accountId),
    fromOn === null ? undefined : gte(organizationSyncLog.at, startOfDay(fromOn, timeZone, 0)),
    toOn === null ? undefined : lt(organizationSyncLog.at, startOfDay(toOn, timeZone, 1)),
    pattern === null
      ? undefined
      : or(
          ilike(organizationSyncLog.organizationName, pattern),
          ilike(organizationSyncLog.accountName, pattern),
          eq(organizationSyncLog.organizationId, query.trim()),
        ),
  ];
}

/** A tenant's day begins at its own midnight, which is another instant in summer than in winter. */
function startOfDay(on: string, timeZone: string, daysLater: number): string {
  return Temporal.PlainDate.from(on)
    .add({ days: daysLater })
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString();
}

function rowOf(row: typeof organizationSyncLog.$inferSelect): SyncLogRow {
  const { id, at, event, reason, detail, actorName, organizationId, organizationName, accountId } = row;
  return {
    id,
    at,
    event,
    reason,
    detail,
    actorName,
    organization:
      organizationId === null && organizationName === null
        ? null
        : { id: organizationId ?? "", name: organizationName ?? `Organization ${organizationId}` },
    account: accountId === null ? null : { id: accountId, name: row.accountName ?? "Account" },
    fields: Object.entries(row.fields).map(([field, change]) => ({ field, ...change })),
  };
}
