import { bigint, foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { FieldChange, SyncEvent } from "@/lib/domain/organization-sync/sync-log";
import { account } from "./account";
import { id, instant, tenantId } from "./columns";
import { itGlueConnection } from "./it-glue";

/** One row per record and event of the two-way organization sync: what happened, and why. */
export const organizationSyncLog = pgTable(
  "organization_sync_log",
  {
    tenantId: tenantId(),
    id: id(),
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    connectionId: uuid("connection_id").notNull(),
    at: instant("at").notNull(),
    event: text("event").$type<SyncEvent>().notNull(),
    organizationId: text("organization_id"),
    organizationName: text("organization_name"),
    accountId: uuid("account_id"),
    accountName: text("account_name"),
    /** Which rule or failure (a code), and what IT Glue said. */
    reason: text("reason"),
    detail: text("detail"),
    fields: jsonb("fields").$type<Record<string, FieldChange>>().notNull(),
    /** Who asked: a person, or the schedule. */
    actorName: text("actor_name").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("organization_sync_log_newest").on(table.tenantId, table.position),
    index("organization_sync_log_of_organization").on(table.tenantId, table.organizationId),
    index("organization_sync_log_of_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "organization_sync_log_connection",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [itGlueConnection.tenantId, itGlueConnection.id],
    }),
    foreignKey({
      name: "organization_sync_log_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);
