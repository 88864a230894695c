import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CycleChangeFacts } from "@/lib/domain/billing/next-period";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { account } from "./account";
import { calendarDate, id, instant, tenantId, unitPrice, units } from "./columns";
import { service } from "./service";

export const BILLING_CYCLES = ["weekly", "monthly", "quarterly", "yearly"] as const;
export const ALIGNMENTS = ["contract-start", "calendar"] as const;
export const PRORATE_POLICIES = ["daily", "next-period", "none"] as const;
export const ROUNDINGS = ["none", "up", "down", "half-up"] as const;

/** A recurring services contract. */
export const contract = pgTable(
  "contract",
  {
    tenantId: tenantId(),
    id: id(),
    accountId: uuid("account_id").notNull(),
    contractNumber: bigint("contract_number", { mode: "number" }).notNull(),
    name: text("name").notNull(),
    referenceNumber: text("reference_number").notNull().default(""),
    status: text("status").$type<"active" | "inactive">().notNull().default("active"),
    billingCycle: text("billing_cycle").$type<(typeof BILLING_CYCLES)[number]>().notNull(),
    alignment: text("alignment").$type<(typeof ALIGNMENTS)[number]>().notNull(),
    /** On which day periods begin: null is the start's own. A day of the month, or for weekly cycles an ISO weekday. */
    anchorDay: smallint("anchor_day"),
    issueInvoiceOn: text("issue_invoice_on").$type<"start" | "end">().notNull(),
    /** Other cycles from a day on, in the order of their days; the columns above are the first one (design.md 8). */
    cycleChanges: jsonb("cycle_changes").$type<CycleChangeFacts[]>().notNull().default([]),
    startOn: calendarDate("start_on").notNull(),
    endOn: calendarDate("end_on"),
    /** Go-live: periods up to and including this date were billed elsewhere and yield nothing here. */
    billedElsewhereThroughOn: calendarDate("billed_elsewhere_through_on"),
    currency: text("currency").notNull(),
    /** Service level agreement, in the customer's own words. */
    sla: text("sla").notNull().default(""),
    /** The account's contract for tickets, as in BMS (domain.md 5.1); recorded, and at most one per account. */
    isDefaultContract: boolean("is_default_contract").notNull().default(false),
    /** Whether `notificationEmails` are told of units that a night changed. */
    isNotificationEnabled: boolean("is_notification_enabled").notNull().default(false),
    notificationEmails: jsonb("notification_emails").$type<string[]>().notNull().default([]),
    /** Whether its end moves on by the length of its term (lib/domain/renewal). */
    isAutoRenewed: boolean("is_auto_renewed").notNull().default(false),
    /** First day of the term that ends with `endOn`; null while it is the first one, which begins with the contract. */
    termStartOn: calendarDate("term_start_on"),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("contract_default_of_account")
      .on(table.tenantId, table.accountId)
      .where(sql`${table.isDefaultContract}`),
    unique("contract_number_unique").on(table.tenantId, table.contractNumber),
    index("contract_name").on(table.tenantId, table.name),
    index("contract_of_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "contract_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);

/** One service on one contract. What it counts and how changes bill stands in its terms, units and prices in segments. */
export const contractLine = pgTable(
  "contract_line",
  {
    tenantId: tenantId(),
    id: id(),
    contractId: uuid("contract_id").notNull(),
    serviceId: uuid("service_id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    sortOrder: bigint("sort_order", { mode: "number" }).notNull().default(1),
    startOn: calendarDate("start_on").notNull(),
    /** Last billed day, inclusive. */
    endOn: calendarDate("end_on"),
    /** Left out when lines of its service are changed together (domain.md 4.5): its price was agreed on its own. */
    isExcludedFromBulkChanges: boolean("is_excluded_from_bulk_changes").notNull().default(false),
    /** Raised by every save: a second tab that saves an older version is told, and loses nothing. */
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("contract_line_name").on(table.tenantId, table.name),
    index("contract_line_of_contract").on(table.tenantId, table.contractId),
    index("contract_line_of_service").on(table.tenantId, table.serviceId),
    foreignKey({
      name: "contract_line_contract",
      columns: [table.tenantId, table.contractId],
      foreignColumns: [contract.tenantId, contract.id],
    }),
    foreignKey({
      name: "contract_line_service",
      columns: [table.tenantId, table.serviceId],
      foreignColumns: [service.tenantId, service.id],
    }),
  ],
);

/** A version of what a line counts and how its changes bill; the newest recorded one applies, none is rewritten. */
export const lineTerms = pgTable(
  "line_terms",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    termsVersion: bigint("terms_version", { mode: "number" }).notNull(),
    effectiveOn: calendarDate("effective_on").notNull(),
    billBy: text("bill_by").$type<"none" | "flexible-assets">().notNull(),
    countRule: jsonb("count_rule").$type<CountRule>(),
    /** The rule in words with the field names of the day it was saved. */
    ruleInWords: text("rule_in_words"),
    rounding: text("rounding").$type<(typeof ROUNDINGS)[number]>().notNull().default("none"),
    minimumUnits: units("minimum_units"),
    includedUnits: units("included_units"),
    maximumUnits: units("maximum_units"),
    prorateIncreases: text("prorate_increases")
      .$type<(typeof PRORATE_POLICIES)[number]>()
      .notNull()
      .default("daily"),
    prorateDecreases: text("prorate_decreases")
      .$type<(typeof PRORATE_POLICIES)[number]>()
      .notNull()
      .default("daily"),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("line_terms_version").on(table.tenantId, table.lineId, table.termsVersion),
    foreignKey({
      name: "line_terms_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);

/** The price of one unit from a date on. */
export const priceSegment = pgTable(
  "price_segment",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    effectiveOn: calendarDate("effective_on").notNull(),
    unitPrice: unitPrice("unit_price").notNull(),
    unitCost: unitPrice("unit_cost"),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("price_segment_recorded").on(table.tenantId, table.lineId, table.recordedAt),
    foreignKey({
      name: "price_segment_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);
