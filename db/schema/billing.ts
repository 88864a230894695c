import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { account } from "./account";
import { calendarDate, id, instant, tenantId, unitPrice, units } from "./columns";
import { contract, contractLine } from "./contract";
import { reading } from "./counting";

/** What a billing item and the charge made of it have in common. */
const billedColumns = () => ({
  tenantId: tenantId(),
  id: id(),
  accountId: uuid("account_id").notNull(),
  contractId: uuid("contract_id").notNull(),
  lineId: uuid("line_id").notNull(),
  periodStartOn: calendarDate("period_start_on").notNull(),
  /** Inclusive. */
  periodEndOn: calendarDate("period_end_on").notNull(),
  effectiveOn: calendarDate("effective_on").notNull(),
  units: units("units"),
  previousUnits: units("previous_units"),
  unitPrice: unitPrice("unit_price"),
  previousUnitPrice: unitPrice("previous_unit_price"),
  days: bigint("days", { mode: "number" }).notNull(),
  periodDays: bigint("period_days", { mode: "number" }).notNull(),
  amountMinor: bigint("amount_minor", { mode: "bigint" }).notNull(),
  currency: text("currency").notNull(),
  explanation: text("explanation").notNull(),
  /** The reading behind the units on `effectiveOn`; null where they were typed. */
  readingId: uuid("reading_id"),
});

/** A row of Billing Review: a stored projection, replaced whenever a segment, price or term of its line changes (design.md 8). */
export const billingItem = pgTable(
  "billing_item",
  {
    ...billedColumns(),
    kind: text("kind").$type<"regular" | "proration">().notNull(),
    /** The day the item becomes due for invoicing. */
    invoiceOn: calendarDate("invoice_on").notNull(),
    /** Hash of all that a person approves by posting: Post names it, and is refused once the item has changed. */
    contentHash: text("content_hash").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("billing_item_identity").on(
      table.tenantId,
      table.lineId,
      table.periodStartOn,
      table.kind,
      table.effectiveOn,
    ),
    index("billing_item_due").on(table.tenantId, table.invoiceOn, table.effectiveOn, table.id),
    // Orders of Billing Review, and all that its totals add up: 100,000 items are neither sorted nor read whole.
    index("billing_item_by_effective_on").on(table.tenantId, table.effectiveOn, table.id),
    index("billing_item_by_amount").on(table.tenantId, table.amountMinor, table.effectiveOn, table.id),
    index("billing_item_sums").on(
      table.tenantId,
      table.currency,
      table.invoiceOn,
      table.kind,
      table.amountMinor,
    ),
    index("billing_item_of_account").on(table.tenantId, table.accountId),
    index("billing_item_of_contract").on(table.tenantId, table.contractId),
    foreignKey({
      name: "billing_item_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
    foreignKey({
      name: "billing_item_contract",
      columns: [table.tenantId, table.contractId],
      foreignColumns: [contract.tenantId, contract.id],
    }),
    foreignKey({
      name: "billing_item_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
    foreignKey({
      name: "billing_item_reading",
      columns: [table.tenantId, table.readingId],
      foreignColumns: [reading.tenantId, reading.id],
    }),
  ],
);

/** A posted billing item: immutable. What of it is invoiced stands in the invoice lines that name it. */
export const charge = pgTable(
  "charge",
  {
    ...billedColumns(),
    kind: text("kind").$type<"regular" | "proration" | "manual">().notNull(),
    /** Counts repeated postings of one identity; the unique key makes a double Post impossible. */
    revision: bigint("revision", { mode: "number" }).notNull().default(1),
    taxTreatment: text("tax_treatment").$type<"taxable" | "exempt">().notNull(),
    /** Unpost: the charge that this one takes back, whole. Neither of the two is ever invoiced (design.md 8). */
    mirrorOfId: uuid("mirror_of_id"),
    /** Why a person adjusted or unposted; null for what was posted as it stood in review. */
    reason: text("reason"),
    postedAt: instant("posted_at").notNull(),
    postedBy: text("posted_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("charge_identity").on(
      table.tenantId,
      table.lineId,
      table.periodStartOn,
      table.kind,
      table.effectiveOn,
      table.revision,
    ),
    // Mirrors alone, which are few: whether a charge has one is answered at once, whatever the statistics say.
    uniqueIndex("charge_mirror")
      .on(table.tenantId, table.mirrorOfId)
      .where(sql`${table.mirrorOfId} IS NOT NULL`),
    index("charge_of_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "charge_mirror_fk",
      columns: [table.tenantId, table.mirrorOfId],
      foreignColumns: [table.tenantId, table.id],
    }),
    foreignKey({
      name: "charge_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
    foreignKey({
      name: "charge_contract",
      columns: [table.tenantId, table.contractId],
      foreignColumns: [contract.tenantId, contract.id],
    }),
    foreignKey({
      name: "charge_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
    foreignKey({
      name: "charge_reading",
      columns: [table.tenantId, table.readingId],
      foreignColumns: [reading.tenantId, reading.id],
    }),
  ],
);

/**
 * Go-live: what the previous system billed for a period of a line. It counts as already posted and is never invoiced here;
 * it is replaced as a whole until something of the line is posted (design.md 8).
 */
export const openingAmount = pgTable(
  "opening_amount",
  {
    tenantId: tenantId(),
    id: id(),
    lineId: uuid("line_id").notNull(),
    periodStartOn: calendarDate("period_start_on").notNull(),
    /** Inclusive: the last day of the period that was billed elsewhere. */
    periodEndOn: calendarDate("period_end_on").notNull(),
    amountMinor: bigint("amount_minor", { mode: "bigint" }).notNull(),
    currency: text("currency").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("opening_amount_of_period").on(table.tenantId, table.lineId, table.periodStartOn),
    foreignKey({
      name: "opening_amount_line",
      columns: [table.tenantId, table.lineId],
      foreignColumns: [contractLine.tenantId, contractLine.id],
    }),
  ],
);
