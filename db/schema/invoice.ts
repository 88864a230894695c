import {
  bigint,
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
import { account } from "./account";
import { charge } from "./billing";
import { calendarDate, id, instant, tenantId } from "./columns";

export type TaxLine = { ratePercent: string; netMinor: string; taxMinor: string };

/** An issued invoice, numbered without gaps inside its tenant. */
export const invoice = pgTable(
  "invoice",
  {
    tenantId: tenantId(),
    id: id(),
    number: bigint("number", { mode: "number" }).notNull(),
    accountId: uuid("account_id").notNull(),
    billingName: text("billing_name").notNull(),
    billingAddress: text("billing_address"),
    currency: text("currency").notNull(),
    invoiceOn: calendarDate("invoice_on").notNull(),
    dueOn: calendarDate("due_on").notNull(),
    netMinor: bigint("net_minor", { mode: "bigint" }).notNull(),
    taxMinor: bigint("tax_minor", { mode: "bigint" }).notNull(),
    totalMinor: bigint("total_minor", { mode: "bigint" }).notNull(),
    taxLines: jsonb("tax_lines").$type<TaxLine[]>().notNull(),
    issuedAt: instant("issued_at").notNull(),
    issuedBy: text("issued_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("invoice_number").on(table.tenantId, table.number),
    index("invoice_of_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "invoice_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);

/** What of a charge stands on an invoice. A credit can be spread over several invoices, so the amount is its own. */
export const invoiceLine = pgTable(
  "invoice_line",
  {
    tenantId: tenantId(),
    id: id(),
    invoiceId: uuid("invoice_id").notNull(),
    chargeId: uuid("charge_id").notNull(),
    sortOrder: bigint("sort_order", { mode: "number" }).notNull(),
    serviceName: text("service_name").notNull(),
    description: text("description").notNull(),
    amountMinor: bigint("amount_minor", { mode: "bigint" }).notNull(),
    taxRatePercent: numeric("tax_rate_percent", { precision: 7, scale: 4 }),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("invoice_line_charge").on(table.tenantId, table.invoiceId, table.chargeId),
    index("invoice_line_of_charge").on(table.tenantId, table.chargeId),
    foreignKey({
      name: "invoice_line_invoice",
      columns: [table.tenantId, table.invoiceId],
      foreignColumns: [invoice.tenantId, invoice.id],
    }),
    foreignKey({
      name: "invoice_line_charge_fk",
      columns: [table.tenantId, table.chargeId],
      foreignColumns: [charge.tenantId, charge.id],
    }),
  ],
);
