import { foreignKey, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { account } from "./account";
import { id, instant, tenantId } from "./columns";

/** A value that nobody bills, or two lines bill, and that a person accepted so with a reason (design.md 4, Coverage). */
export const coverageException = pgTable(
  "coverage_exception",
  {
    tenantId: tenantId(),
    id: id(),
    accountId: uuid("account_id").notNull(),
    assetTypeId: text("asset_type_id").notNull(),
    assetId: text("asset_id").notNull(),
    /** Which value of the asset (`measureKey`), and which row of a table; "" where it is no row. */
    measureKey: text("measure_key").notNull(),
    part: text("part").notNull(),
    kind: text("kind").$type<"unbilled" | "billed-twice">().notNull(),
    reason: text("reason").notNull(),
    acceptedAt: instant("accepted_at").notNull(),
    acceptedBy: text("accepted_by").notNull(),
    /** Taken back: the value is flagged again. */
    withdrawnAt: instant("withdrawn_at"),
    withdrawnBy: text("withdrawn_by"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("coverage_exception_of_account").on(table.tenantId, table.accountId),
    foreignKey({
      name: "coverage_exception_account",
      columns: [table.tenantId, table.accountId],
      foreignColumns: [account.tenantId, account.id],
    }),
  ],
);
