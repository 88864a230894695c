import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { LinkSnapshot, LinkState } from "@/lib/domain/organization-sync/synced-fields";
import { calendarDate, id, instant, tenantId } from "./columns";
import { organization } from "./mirror";
import { tenant } from "./tenant";

/** A customer (CRM > Accounts). */
export const account = pgTable(
  "account",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    name: text("name").notNull(),
    accountCode: text("account_code"),
    typeName: text("type_name"),
    statusName: text("status_name"),
    parentAccountId: uuid("parent_account_id"),
    isActive: boolean("is_active").notNull().default(true),
    currency: text("currency"),
    /** What invoices are addressed to; no sync touches these (design.md 6). */
    billingName: text("billing_name"),
    billingAddress: text("billing_address"),
    taxRatePercent: numeric("tax_rate_percent", { precision: 7, scale: 4 }),
    /** Who is sent its invoices. */
    invoiceEmails: jsonb("invoice_emails").$type<string[]>().notNull().default([]),
    /** Consolidated invoices go to the parent account (`RouteInvoiceToParent` of BMS). */
    routesInvoiceToParent: boolean("routes_invoice_to_parent").notNull().default(false),
    paymentTermDays: bigint("payment_term_days", { mode: "number" }).notNull().default(30),
    source: text("source").$type<"it-glue" | "manual">().notNull(),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("account_name").on(table.tenantId, table.name),
    foreignKey({
      name: "account_parent",
      columns: [table.tenantId, table.parentAccountId],
      foreignColumns: [table.tenantId, table.id],
    }),
  ],
);

/** Dated tax rates of an account; before the first of them, `account.taxRatePercent` applies (design.md 8, Credits). */
export const accountTaxRate = pgTable(
  "account_tax_rate",
  {
    tenantId: tenantId(),
    id: id(),
    accountId: uuid("account_id").notNull(),
    /** First invoice date that has this rate. */
    effectiveOn: calendarDate("effective_on").notNull(),
    /** Null: not taxed from then on. */
    ratePercent: numeric("rate_percent", { precision: 7, scale: 4 }),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("account_tax_rate_from").on(table.tenantId, table.accountId, table.effectiveOn),
    foreignKey({
      name: "account_tax_rate_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);

/** Which organizations make up an account: linked by ids, an organization belongs to one account. */
export const accountOrganization = pgTable(
  "account_organization",
  {
    tenantId: tenantId(),
    connectionId: uuid("connection_id").notNull(),
    organizationId: text("organization_id").notNull(),
    accountId: uuid("account_id").notNull(),
    linkedAt: instant("linked_at").notNull(),
    /** Of several organizations of one account, the one whose fields are kept the same on both sides. */
    isLeading: boolean("is_leading").notNull().default(true),
    state: text("state").$type<LinkState>().notNull().default("synced"),
    /** The fields as each side had them when last compared; null: linked, and not compared yet (design.md 6). */
    snapshot: jsonb("snapshot").$type<LinkSnapshot>(),
    syncedAt: instant("synced_at"),
    /** Why the state is not "synced": a code of the sync log. */
    problem: text("problem"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.organizationId] }),
    index("account_organization_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "account_organization_account_fk",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
    foreignKey({
      name: "account_organization_organization_fk",
      columns: [table.tenantId, table.connectionId, table.organizationId],
      foreignColumns: [organization.tenantId, organization.connectionId, organization.id],
    }),
  ],
);
