import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { contract } from "@/db/schema/contract";
import type { BillingCycle } from "@/lib/domain/billing/billing-period";

/** A contract's billing cycle in force on a day ("YYYY-MM-DD", or a column of dates), as `cycleInForce` tells it. */
export function cycleOn(on: string | AnyPgColumn): SQL<BillingCycle> {
  return sql`coalesce((
    SELECT change ->> 'billingCycle' FROM jsonb_array_elements(${contract.cycleChanges}) AS change
     WHERE change ->> 'fromOn' <= ${on}::text ORDER BY change ->> 'fromOn' DESC LIMIT 1), ${contract.billingCycle})`;
}
