import { and, eq, isNull, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { accountTaxRate } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { type AddTaxRateInput, addTaxRateInput } from "@/lib/inputs/accounts";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { takeAccount } from "./take-account";

/**
 * Adds a tax rate of an account from an invoice date on. What was invoiced keeps its rate: the date lies after the last
 * invoice with charges of the account, its own or a consolidated one, and no rate is ever changed (design.md 8, Credits).
 * @throws CommandRefused "not-allowed", "not-found", "changed-meanwhile"; "invalid" with the date where it is taken or
 * too early.
 */
export async function addTaxRate(ctx: CommandContext, raw: AddTaxRateInput): Promise<{ version: number }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, effectiveOn, ratePercent } = addTaxRateInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    // An invoice of this account that is being issued is waited for: its date counts.
    await lockAccounts(db, ctx, [accountId]);
    const before = await takeAccount(db, ctx, { accountId, version });
    const lastOn = await lastInvoiceOn(db, ctx, accountId);
    if (lastOn !== null && effectiveOn <= lastOn)
      throw invalid(
        `Charges of this account are on an invoice of ${lastOn}; a new rate begins after it, on a later date`,
      );
    const [added] = await db
      .insert(accountTaxRate)
      .values({
        ...{ tenantId: ctx.scope.tenantId, accountId, effectiveOn, ratePercent },
        recordedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        recordedBy: ctx.actor.name,
      })
      .onConflictDoNothing()
      .returning({ id: accountTaxRate.id });
    if (!added)
      throw invalid(
        `There is already a rate from ${effectiveOn}; rates are never changed, choose another date`,
      );
    await recordAudit(db, ctx, {
      action: "account.tax-rate-added",
      subject: { kind: "account", id: accountId },
      changes: {
        taxRate: { from: null, to: ratePercent === null ? "none" : `${ratePercent} %` },
        effectiveOn: { from: null, to: effectiveOn },
        version: { from: version, to: before.version },
      },
    });
    return { version: before.version };
  });
}

/** Whoever pays for them: on a consolidated invoice charges keep the rate of their own account. */
async function lastInvoiceOn(db: Db, ctx: CommandContext, accountId: string): Promise<string | null> {
  const [last] = await db
    .select({ on: sql<string | null>`max(${invoice.invoiceOn})::text` })
    .from(charge)
    .innerJoin(
      invoiceLine,
      and(eq(invoiceLine.tenantId, charge.tenantId), eq(invoiceLine.chargeId, charge.id)),
    )
    .innerJoin(invoice, and(eq(invoice.tenantId, charge.tenantId), eq(invoice.id, invoiceLine.invoiceId)))
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.accountId, accountId),
        eq(invoice.kind, "invoice"),
        isNull(invoice.voidedAt),
      ),
    );
  return last?.on ?? null;
}

const invalid = (message: string) => new CommandRefused("invalid", {}, [{ path: "effectiveOn", message }]);
