import { bigint, index, jsonb, pgSchema, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/**
 * Tables of the local job runner (design.md 11): the queue, step results and leases of one machine. They hold no
 * tenant's records, only which function is to run with which event; `flexbill_runner` alone may touch them.
 */
export const runner = pgSchema("runner");

export const jobEvent = runner.table(
  "job_event",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name").notNull(),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    /** The sender's own id of the event: a second event of one id is not taken. */
    dedupeId: text("dedupe_id"),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [unique("job_event_dedupe").on(table.dedupeId)],
);

export const jobRun = runner.table(
  "job_run",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    functionId: text("function_id").notNull(),
    eventId: uuid("event_id").references(() => jobEvent.id),
    /** For a cron function the slot it runs for; unique, so that a slot is never queued twice. */
    slot: text("slot"),
    event: jsonb("event").$type<Record<string, unknown>>().notNull(),
    status: text("status").$type<"queued" | "running" | "completed" | "failed">().notNull(),
    attempt: bigint("attempt", { mode: "number" }).notNull().default(0),
    availableAt: instant("available_at").notNull(),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    output: jsonb("output"),
    error: text("error"),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    unique("job_run_slot").on(table.functionId, table.slot),
    index("job_run_waiting").on(table.status, table.availableAt),
  ],
);

export const jobStep = runner.table(
  "job_step",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => jobRun.id),
    stepId: text("step_id").notNull(),
    position: bigint("position", { mode: "number" }).notNull(),
    result: jsonb("result").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepId] })],
);
