import { boolean, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, tenantId } from "./columns";
import { tenant } from "./tenant";

export const INVOICE_GROUPINGS = ["account", "contract", "consolidated"] as const;
export type InvoiceGrouping = (typeof INVOICE_GROUPINGS)[number];

/** What accounting systems call things; empty where their own default shall apply. */
export type ExportNames = {
  /** Xero: account code of sales where a service names no income account. */
  xeroAccountCode: string;
  /** Xero: tax type per rate in percent, shortest text ("7.25"); "" is for what is not taxed. */
  xeroTaxTypes: Record<string, string>;
  /** QuickBooks Online: tax code per rate. */
  quickBooksTaxCodes: Record<string, string>;
};

/** Admin > My Company > Billing Settings; a tenant without a row has the defaults. */
export const billingSettings = pgTable(
  "billing_settings",
  {
    tenantId: tenantId().references(() => tenant.id),
    /** Whether items of 0.00 whose units or price are truly zero stand in review and are posted (proration.md R27). */
    postsZeroItems: boolean("posts_zero_items").notNull().default(false),
    /** A line whose last counted reading is older than this many days is not posted by jobs (design.md 8, Jobs). */
    staleAfterDays: integer("stale_after_days").notNull().default(3),
    /** Local time until which a job waits for the night's sync, as "06:00" (design.md 8, Jobs). */
    latestJobStart: text("latest_job_start").notNull().default("06:00"),
    groupInvoicesBy: text("group_invoices_by").$type<InvoiceGrouping>().notNull().default("account"),
    hasAppendix: boolean("has_appendix").notNull().default(true),
    /** Stand on every invoice. */
    companyAddress: text("company_address").notNull().default(""),
    companyTaxNumber: text("company_tax_number").notNull().default(""),
    invoiceFooter: text("invoice_footer").notNull().default(""),
    /** Before every number, as in "INV-". */
    invoiceNumberPrefix: text("invoice_number_prefix").notNull().default(""),
    creditNoteNumberPrefix: text("credit_note_number_prefix").notNull().default("CN-"),
    exportNames: jsonb("export_names")
      .$type<ExportNames>()
      .notNull()
      .default({ xeroAccountCode: "", xeroTaxTypes: {}, quickBooksTaxCodes: {} }),
    version: integer("version").notNull().default(1),
    savedAt: instant("saved_at").notNull(),
    savedBy: text("saved_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] })],
);
