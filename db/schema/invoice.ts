import { sql } from "drizzle-orm";
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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { account } from "./account";
import { charge } from "./billing";
import { bytes, calendarDate, id, instant, tenantId } from "./columns";
import { tenant } from "./tenant";

export type TaxLine = { ratePercent: string; netMinor: string; taxMinor: string };

export const INVOICE_KINDS = ["invoice", "credit-note"] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/**
 * An issued invoice or credit note; each kind is numbered without gaps inside its tenant. Amounts of a credit note are at
 * most zero, so that sums over all documents are what the customer owes. For every charge, at any time:
 * `amount = Σ lines of documents that are not void + what is still open` (design.md 8, Conservation).
 */
export const invoice = pgTable(
  "invoice",
  {
    tenantId: tenantId(),
    id: id(),
    kind: text("kind").$type<InvoiceKind>().notNull().default("invoice"),
    number: bigint("number", { mode: "number" }).notNull(),
    /** A credit note that takes a whole invoice back names it; null: it gives open credit on demand. */
    creditsInvoiceId: uuid("credits_invoice_id"),
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
    /** Whether names of counted assets and the list of changes are appended (never of restricted assets). */
    hasAppendix: boolean("has_appendix").notNull().default(true),
    /** Void: its lines no longer count, its charges are open again and the credits it used are restored. */
    voidedAt: instant("voided_at"),
    voidedBy: text("voided_by"),
    voidReason: text("void_reason"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("invoice_number").on(table.tenantId, table.kind, table.number),
    uniqueIndex("invoice_credited_once")
      .on(table.tenantId, table.creditsInvoiceId)
      .where(sql`${table.voidedAt} IS NULL`),
    foreignKey({
      name: "invoice_credits",
      columns: [table.tenantId, table.creditsInvoiceId],
      foreignColumns: [table.tenantId, table.id],
    }),
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

/** Money received for an invoice: a simple ledger, never changed. A mistake is taken back by a negative row with a reason. */
export const invoicePayment = pgTable(
  "invoice_payment",
  {
    tenantId: tenantId(),
    id: id(),
    invoiceId: uuid("invoice_id").notNull(),
    amountMinor: bigint("amount_minor", { mode: "bigint" }).notNull(),
    receivedOn: calendarDate("received_on").notNull(),
    reference: text("reference").notNull().default(""),
    reason: text("reason"),
    /** Made by the browser once per form: the same press sent twice records one payment. */
    requestId: uuid("request_id").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("invoice_payment_request").on(table.tenantId, table.requestId),
    index("invoice_payment_of_invoice").on(table.tenantId, table.invoiceId),
    foreignKey({
      name: "invoice_payment_invoice",
      columns: [table.tenantId, table.invoiceId],
      foreignColumns: [invoice.tenantId, invoice.id],
    }),
  ],
);

export const EXPORT_TARGETS = ["quickbooks-online", "xero", "csv", "xlsx"] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];

/**
 * A file that was made for accounting, as it left, compressed: written with the marks of its invoices in one transaction,
 * so that whoever lost the download gets the very same bytes again. Never changed.
 */
export const exportFile = pgTable(
  "export_file",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** SHA-256 of the file, in hex. */
    fileHash: text("file_hash").notNull(),
    target: text("target").$type<ExportTarget>().notNull(),
    fileName: text("file_name").notNull(),
    /** gzip of the file. */
    content: bytes("content").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.fileHash] })],
);

/** That an invoice or credit note left for accounting: once per target, and again only on purpose, with a reason. */
export const invoiceExport = pgTable(
  "invoice_export",
  {
    tenantId: tenantId(),
    id: id(),
    invoiceId: uuid("invoice_id").notNull(),
    target: text("target").$type<ExportTarget>().notNull(),
    /** 1 for the first time; the unique key makes a second first time impossible. */
    revision: bigint("revision", { mode: "number" }).notNull().default(1),
    /** Why it left again; null the first time. */
    reason: text("reason"),
    /** SHA-256 of the file it left in. */
    fileHash: text("file_hash").notNull(),
    exportedAt: instant("exported_at").notNull(),
    exportedBy: text("exported_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("invoice_export_once").on(table.tenantId, table.invoiceId, table.target, table.revision),
    index("invoice_export_in_file").on(table.tenantId, table.fileHash),
    foreignKey({
      name: "invoice_export_file",
      columns: [table.tenantId, table.fileHash],
      foreignColumns: [exportFile.tenantId, exportFile.fileHash],
    }),
    foreignKey({
      name: "invoice_export_invoice",
      columns: [table.tenantId, table.invoiceId],
      foreignColumns: [invoice.tenantId, invoice.id],
    }),
  ],
);
