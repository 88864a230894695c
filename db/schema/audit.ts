import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./columns";
import { tenant } from "./tenant";

/** Who did what to which record: written in the transaction of the change itself, never changed afterwards. */
export const auditEvent = pgTable(
  "audit_event",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    /** Order of writing: a simulated clock stands still while much happens. */
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").$type<"user" | "job" | "command-line">().notNull(),
    /** Not a foreign key: an event outlives whoever caused it. */
    actorUserId: uuid("actor_user_id"),
    actorName: text("actor_name").notNull(),
    /** "noun.past-tense", for instance "contract-line.saved". */
    action: text("action").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    /** Field → old and new value; secrets never stand here, only that they changed. */
    changes: jsonb("changes").$type<Record<string, { from: unknown; to: unknown }>>().notNull(),
    reason: text("reason"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("audit_event_newest").on(table.tenantId, table.position),
    index("audit_event_subject").on(table.tenantId, table.subjectKind, table.subjectId),
  ],
);
