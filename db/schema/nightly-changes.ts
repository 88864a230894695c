import { bigint, foreignKey, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, tenantId, units } from "./columns";
import { contractLine } from "./contract";
import { appUser, tenant } from "./tenant";

/** A tenant's limits for what a night may change by itself (design.md 5, Gates); without a row the defaults apply. */
export const nightlyChangeSettings = pgTable(
  "nightly_change_settings",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** Of billed units; a change must exceed percent and units where both are set. Null: no such limit. */
    tolerancePercent: units("tolerance_percent"),
    toleranceUnits: units("tolerance_units"),
    /** Units moved × unit price, in the contract's currency. */
    toleranceMoney: units("tolerance_money"),
    /** A run that would move more than this share of monthly revenue holds everything. Null: no such limit. */
    runCapPercent: units("run_cap_percent"),
    version: integer("version").notNull().default(1),
    savedAt: instant("saved_at").notNull(),
    savedBy: text("saved_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] })],
);

/** A line's own limits, in place of the tenant's as a whole. No row: the tenant's apply. */
export const lineTolerance = pgTable(
  "line_tolerance",
  {
    tenantId: tenantId(),
    lineId: uuid("line_id").notNull(),
    percent: units("percent"),
    units: units("units"),
    money: units("money"),
    savedAt: instant("saved_at").notNull(),
    savedBy: text("saved_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.lineId] }),
    foreignKey({
      name: "line_tolerance_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);

/** Up to where a user has looked at what the nights brought: positions, because a simulated clock stands still. */
export const newsSeen = pgTable(
  "news_seen",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    readingPosition: bigint("reading_position", { mode: "number" }).notNull(),
    runPosition: bigint("run_position", { mode: "number" }).notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    foreignKey({
      name: "news_seen_user",
      columns: [table.tenantId, table.userId],
      foreignColumns: [appUser.tenantId, appUser.id],
    }),
  ],
);
