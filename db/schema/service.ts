import { bigint, boolean, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { id, instant, tenantId, unitPrice } from "./columns";
import { tenant } from "./tenant";

/** A billable catalogue item (Admin > Finance > Services). */
export const service = pgTable(
  "service",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    category: text("category").notNull().default(""),
    subCategory: text("sub_category").notNull().default(""),
    unitOfMeasure: text("unit_of_measure").notNull().default(""),
    unitPrice: unitPrice("unit_price").notNull(),
    unitCost: unitPrice("unit_cost"),
    /** Accounts of the ledger, in its own words. */
    incomeAccount: text("income_account").notNull().default(""),
    expenseAccount: text("expense_account").notNull().default(""),
    isTaxable: boolean("is_taxable").notNull().default(true),
    isActive: boolean("is_active").notNull().default(true),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("service_name").on(table.tenantId, table.name),
  ],
);
