import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { calendarDate, id, instant, tenantId, units } from "./columns";
import { contractLine } from "./contract";
import type { ReadingState, Reason } from "./counting";
import { tenant } from "./tenant";

/** One recount of all lines of a tenant. Only scheduled runs are unique per business date (design.md 5). */
export const syncRun = pgTable(
  "sync_run",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    /** Order of beginning: a simulated clock stands still between two runs. */
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    businessOn: calendarDate("business_on").notNull(),
    trigger: text("trigger").$type<"schedule" | "on-demand" | "command-line">().notNull(),
    status: text("status").$type<"running" | "completed" | "failed" | "missed">().notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    /** When those who are told of its changes were written to; null while nobody was. */
    notifiedAt: instant("notified_at"),
    /** Lines by outcome, requests made, and for a failed run what failed. */
    summary: jsonb("summary").$type<SyncRunSummary>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("sync_run_scheduled").on(table.tenantId, table.businessOn).where(sql`trigger = 'schedule'`),
    index("sync_run_newest").on(table.tenantId, table.startedAt),
  ],
);

export type SyncRunSummary = {
  lines?: number;
  changed?: number;
  unchanged?: number;
  held?: number;
  notCounted?: number;
  error?: Reason;
  /** While it runs. */
  progress?: SyncRunProgress;
};

/**
 * What a run under way has before it; how far it has come is told by its passes and its recorded lines. Times are milliseconds
 * since 1970 by the machine's own clock, since a simulated one stands still.
 */
export type SyncRunProgress = {
  beganAtMs: number;
  lines: number;
  /** Asset types to read. */
  typeIds: string[];
  /** Null before. `countedBefore`: lines that an earlier try of this run had counted; null for a first try. */
  counting: { sinceMs: number; countedBefore: number | null } | null;
};

export type LineOutcome = "changed" | "unchanged" | "held" | "not-counted";

/** What a run did to one line, and why. */
export const syncRunLine = pgTable(
  "sync_run_line",
  {
    tenantId: tenantId(),
    runId: uuid("run_id").notNull(),
    lineId: uuid("line_id").notNull(),
    readingId: uuid("reading_id"),
    state: text("state").$type<ReadingState>().notNull(),
    outcome: text("outcome").$type<LineOutcome>().notNull(),
    previousUnits: units("previous_units"),
    units: units("units"),
    reasons: jsonb("reasons").$type<Reason[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.runId, table.lineId] }),
    index("sync_run_line_of_line").on(table.tenantId, table.lineId),
    foreignKey({
      name: "sync_run_line_run",
      columns: [table.tenantId, table.runId],
      foreignColumns: [syncRun.tenantId, syncRun.id],
    }),
    foreignKey({
      name: "sync_run_line_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);
