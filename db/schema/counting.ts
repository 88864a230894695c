import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { account } from "./account";
import { bytes, calendarDate, id, instant, tenantId, units } from "./columns";
import { contract, contractLine } from "./contract";
import { syncRun } from "./sync-run";
import { tenant } from "./tenant";

export type ReadingState = "counted" | "empty" | "unmapped" | "unreachable" | "broken-rule" | "held";
export type Reason = { code: string; message: string };

/** Receipts: compressed canonical bytes, shared by every reading that counted the same (design.md 3). */
export const evidence = pgTable(
  "evidence",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** SHA-256 of the canonical form, hexadecimal. */
    hash: text("hash").notNull(),
    compressed: bytes("compressed").notNull(),
    firstStoredAt: instant("first_stored_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.hash] })],
);

/** One result of a count: immutable. A form reading of a line not yet saved has no line. */
export const reading = pgTable(
  "reading",
  {
    tenantId: tenantId(),
    id: id(),
    /** Order of recording: a simulated clock stands still between two readings. */
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    accountId: uuid("account_id").notNull(),
    contractId: uuid("contract_id").notNull(),
    lineId: uuid("line_id"),
    runId: uuid("run_id"),
    source: text("source").$type<"nightly" | "update-units">().notNull(),
    rule: jsonb("rule").$type<CountRule>().notNull(),
    askedAt: instant("asked_at").notNull(),
    /** The business date the count is of. */
    businessOn: calendarDate("business_on").notNull(),
    state: text("state").$type<ReadingState>().notNull(),
    reasons: jsonb("reasons").$type<Reason[]>().notNull(),
    /** The count; null unless the state is counted, empty or held. */
    units: units("units"),
    evidenceHash: text("evidence_hash"),
    /** Who pressed Update Units. */
    askedByUserId: uuid("asked_by_user_id"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("reading_of_line").on(table.tenantId, table.lineId, table.position),
    foreignKey({
      name: "reading_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
    foreignKey({
      name: "reading_contract",
      columns: [table.tenantId, table.contractId],
      foreignColumns: [contract.tenantId, contract.id],
    }),
    foreignKey({
      name: "reading_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
    foreignKey({
      name: "reading_evidence",
      columns: [table.tenantId, table.evidenceHash],
      foreignColumns: [evidence.tenantId, evidence.hash],
    }),
    foreignKey({
      name: "reading_run",
      columns: [table.tenantId, table.runId],
      foreignColumns: [syncRun.tenantId, syncRun.id],
    }),
  ],
);

/** Units of a line from a date on: the count itself, before minimum, included and maximum apply. */
export const unitSegment = pgTable(
  "unit_segment",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    effectiveOn: calendarDate("effective_on").notNull(),
    units: units("units").notNull(),
    /** Strictly rising within a line: of two segments of one date the later recorded applies. */
    recordedAt: instant("recorded_at").notNull(),
    source: text("source").$type<"nightly" | "update-units" | "approved" | "typed">().notNull(),
    readingId: uuid("reading_id"),
    recordedBy: text("recorded_by").notNull(),
    reason: text("reason"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("unit_segment_recorded").on(table.tenantId, table.lineId, table.recordedAt),
    foreignKey({
      name: "unit_segment_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
    foreignKey({
      name: "unit_segment_reading",
      columns: [table.tenantId, table.readingId],
      foreignColumns: [reading.tenantId, reading.id],
    }),
  ],
);

/** A change of units that waits for a person; a line has at most one open (design.md 5, Gates). */
export const heldChange = pgTable(
  "held_change",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    status: text("status").$type<"open" | "approved" | "rejected" | "closed">().notNull().default("open"),
    /** Latest held reading; a later night replaces it. */
    readingId: uuid("reading_id").notNull(),
    /** The date the change was first seen: what an approval makes it effective from. */
    firstSeenOn: calendarDate("first_seen_on").notNull(),
    currentUnits: units("current_units"),
    proposedUnits: units("proposed_units").notNull(),
    reasons: jsonb("reasons").$type<Reason[]>().notNull(),
    decidedAt: instant("decided_at"),
    decidedBy: text("decided_by"),
    decisionReason: text("decision_reason"),
    version: bigint("version", { mode: "number" }).notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("held_change_open").on(table.tenantId, table.lineId).where(sql`status = 'open'`),
    foreignKey({
      name: "held_change_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
    foreignKey({
      name: "held_change_reading",
      columns: [table.tenantId, table.readingId],
      foreignColumns: [reading.tenantId, reading.id],
    }),
  ],
);

/**
 * Units that a person set from a day through another, with a reason; counting goes on beside them (design.md 5). Those of one
 * line that stand do not overlap.
 */
export const unitOverride = pgTable(
  "unit_override",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    fromOn: calendarDate("from_on").notNull(),
    throughOn: calendarDate("through_on").notNull(),
    units: units("units").notNull(),
    reason: text("reason").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
    withdrawnAt: instant("withdrawn_at"),
    withdrawnBy: text("withdrawn_by"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("unit_override_of_line").on(table.tenantId, table.lineId),
    foreignKey({
      name: "unit_override_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);

/** A recount that its user called off: whoever runs it, in whatever process, stores nothing. Kept for an hour. */
export const recountCancellation = pgTable(
  "recount_cancellation",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** Made by the form that asked. */
    recountId: uuid("recount_id").notNull(),
    requestedAt: instant("requested_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.recountId] })],
);
