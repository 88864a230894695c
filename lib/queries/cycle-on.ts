import { type SQL, sql } from "drizzle-orm";
import { contract } from "@/db/schema/contract";
import type { BillingCycle } from "@/lib/domain/billing/billing-period";

/** A contract's billing cycle in force on a day ("YYYY-MM-DD"), as `cycleInForce` tells it. */
export function cycleOn(on: string): SQL<BillingCycle> {
  return sql`coalesce((
    SELECT change ->> 'billingCycle' FROM jsonb_array_elements(${contract.cycleChanges}) AS change
     WHERE change ->> 'fromOn' <= ${on}::text ORDER BY change ->> 'fromOn' DESC LIMIT 1), ${contract.billingCycle})`;
}
