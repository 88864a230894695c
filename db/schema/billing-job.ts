import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { JobAction } from "@/lib/domain/automation/job-in-words";
import type { JobRange } from "@/lib/domain/automation/job-range";
import type { JobSchedule } from "@/lib/domain/automation/job-schedule";
import { account } from "./account";
import type { InvoiceGrouping } from "./billing-settings";
import { calendarDate, id, instant, tenantId } from "./columns";
import { tenant } from "./tenant";

/** What a job works on; an empty list is no limit. */
export type JobScope = { accountIds: string[]; contractIds: string[]; kinds: ("regular" | "proration")[] };

/** A Billing Automation job. */
export const billingJob = pgTable(
  "billing_job",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    name: text("name").notNull(),
    action: text("action").$type<JobAction>().notNull(),
    isActive: boolean("is_active").notNull().default(true),
    scope: jsonb("scope").$type<JobScope>().notNull(),
    range: jsonb("range").$type<JobRange>().notNull(),
    schedule: jsonb("schedule").$type<JobSchedule>().notNull(),
    /** First day on which it may run: a new job never catches up. */
    startOn: calendarDate("start_on").notNull(),
    groupInvoicesBy: text("group_invoices_by").$type<InvoiceGrouping>().notNull(),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("billing_job_name").on(table.tenantId, sql`lower(${table.name})`),
  ],
);

/** A scheduled run waits for the night's sync of its date; one whose date passed before it began is missed, for good. */
export type JobRunStatus = "waiting" | "running" | "completed" | "failed" | "missed";
export type JobRunTrigger = "schedule" | "manual" | "dry-run";

/** Money by currency as decimal text in major units. */
export type JobRunMoney = Record<string, string>;

/** Small JSON: counts, money and what was passed over, each with its reason. */
export type JobRunSummary = {
  postedItems: number;
  posted: JobRunMoney;
  invoices: number;
  invoiced: JobRunMoney;
  queuedMails: number;
  /** Accounts of which only credits were open: those wait for the next invoice. */
  leftOpen: number;
  passedOver: { accountId: string; accountName: string; lineId: string | null; reason: string }[];
  /** Lines that were billed with the units of their last count, because there is no newer one that counts. */
  billedAsBefore?: {
    accountId: string;
    accountName: string;
    lineId: string;
    lineName: string;
    reason: string;
  }[];
  /** Invoices that were not sent, each with its reason. */
  notMailed?: { invoiceId: string; number: number; accountId: string; accountName: string; reason: string }[];
  /** Entries beyond the first five hundred of the lists above, which are left out. */
  leftOut?: number;
  error?: { code: string; message: string };
};

/** One run of a job; a scheduled one is unique per local date, whatever fires it how often. */
export const billingJobRun = pgTable(
  "billing_job_run",
  {
    tenantId: tenantId(),
    id: id(),
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    jobId: uuid("job_id").notNull(),
    /** The local date it runs for. */
    businessOn: calendarDate("business_on").notNull(),
    trigger: text("trigger").$type<JobRunTrigger>().notNull(),
    status: text("status").$type<JobRunStatus>().notNull(),
    summary: jsonb("summary").$type<JobRunSummary | null>(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    startedBy: text("started_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("billing_job_run_scheduled_once")
      .on(table.tenantId, table.jobId, table.businessOn)
      .where(sql`${table.trigger} = 'schedule'`),
    index("billing_job_run_of_job").on(table.tenantId, table.jobId, table.position),
    foreignKey({
      name: "billing_job_run_job",
      columns: [table.tenantId, table.jobId],
      foreignColumns: [billingJob.tenantId, billingJob.id],
    }),
  ],
);

export type ParkReason = "conservation" | "billing-fault" | "too-many-items" | "run-failed";

/**
 * A parked account: nothing of it is posted or invoiced until a person releases it; all others are billed (design.md 8, Runs
 * and Conservation; proration.md 2.11). Open while `releasedAt` is null, at most one open row an account and reason.
 */
export const accountPark = pgTable(
  "account_park",
  {
    tenantId: tenantId(),
    id: id(),
    accountId: uuid("account_id").notNull(),
    reason: text("reason").$type<ParkReason>().notNull(),
    /** One readable sentence that names line and amount. */
    explanation: text("explanation").notNull(),
    lineId: uuid("line_id"),
    parkedAt: instant("parked_at").notNull(),
    releasedAt: instant("released_at"),
    releasedBy: text("released_by"),
    /** Null where the next check found nothing any more. */
    releaseReason: text("release_reason"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("account_park_open_once")
      .on(table.tenantId, table.accountId, table.reason)
      .where(sql`${table.releasedAt} IS NULL`),
    foreignKey({
      name: "account_park_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);

/** That the independent check was run, and what it came to (design.md 8, Conservation). */
export const conservationCheck = pgTable(
  "conservation_check",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    trigger: text("trigger").$type<"nightly" | "before-run" | "on-demand">().notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at").notNull(),
    accounts: integer("accounts").notNull(),
    lines: integer("lines").notNull(),
    /** Lines or credits that do not add up. */
    differences: integer("differences").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
