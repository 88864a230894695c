import { and, desc, eq, gt } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import type { CommandContext } from "../context";
import type { InvoiceableCharge } from "./invoiceable-charges";

const RATE_SCALE = 4;

/**
 * The tax rate of a charge in percent, shortest text; null where it is not taxed. A credit keeps the rate at which the
 * charge it corrects was invoiced (design.md 8, Credits); everything else has the account's rate of today.
 */
export async function taxRateOf(
  db: Db,
  ctx: CommandContext,
  billed: InvoiceableCharge,
  customer: Pick<typeof account.$inferSelect, "taxRatePercent">,
): Promise<string | null> {
  if (billed.taxTreatment === "exempt") return null;
  const corrected = billed.amountMinor < 0n ? await invoicedRate(db, ctx, billed) : undefined;
  const rate = corrected ? corrected.rate : customer.taxRatePercent;
  return rate === null ? null : formatDecimal(decimal(rate, RATE_SCALE), RATE_SCALE);
}

/** The rate of the newest invoiced charge of the same line and period. */
async function invoicedRate(
  db: Db,
  ctx: CommandContext,
  credit: InvoiceableCharge,
): Promise<{ rate: string | null } | undefined> {
  const [found] = await db
    .select({ rate: invoiceLine.taxRatePercent })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .innerJoin(
      invoice,
      and(eq(invoice.tenantId, invoiceLine.tenantId), eq(invoice.id, invoiceLine.invoiceId)),
    )
    .where(
      and(
        eq(invoiceLine.tenantId, ctx.scope.tenantId),
        eq(charge.lineId, credit.lineId),
        eq(charge.periodStartOn, credit.periodStartOn),
        gt(charge.amountMinor, 0n),
      ),
    )
    .orderBy(desc(invoice.number))
    .limit(1);
  return found;
}
