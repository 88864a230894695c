import { and, eq, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { tenant } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { type ComposedInvoice, composeInvoice } from "@/lib/domain/billing/invoice";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import { type GenerateInvoicesInput, generateInvoicesSchema } from "@/lib/inputs/billing";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { refuseParked } from "../parking/park-account";
import { CommandRefused } from "../refusal";
import { type InvoiceableCharge, invoiceableCharges } from "./invoiceable-charges";
import { payersOf } from "./payer-of";
import { taxRateOf } from "./tax-rate";

export type GeneratedInvoices = {
  invoices: { id: string; number: number; accountName: string; total: string; currency: string }[];
  /** Accounts of which only credits were chosen: those wait for the next invoice. */
  leftOpen: number;
};

type Group = { account: typeof account.$inferSelect; currency: string; charges: InvoiceableCharge[] };

/**
 * Generates one invoice per account and currency of the chosen charges, with the account's open credits. All or nothing,
 * and the numbers are taken last in the same transaction: there is never a gap (design.md 8).
 * @throws CommandRefused "not-allowed"; "items-changed" where a chosen charge is gone or wholly invoiced;
 * "nothing-to-invoice" where only credits were chosen; "account-parked".
 */
export async function generateInvoices(
  ctx: CommandContext,
  raw: GenerateInvoicesInput,
): Promise<GeneratedInvoices> {
  authorize(ctx, "billing.invoice");
  const input = generateInvoicesSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const seen = await invoiceableCharges(db, ctx, input.chargeIds);
    await lockAccounts(
      db,
      ctx,
      seen.map((charge) => charge.accountId),
    );
    // Read again behind the lock: another run may have invoiced some of them meanwhile.
    const charges = await invoiceableCharges(db, ctx, input.chargeIds);
    const found = new Set(charges.map((charge) => charge.id));
    const missing = input.chargeIds.filter((id) => !found.has(id)).length;
    if (missing > 0) throw new CommandRefused("items-changed", { changed: missing });

    const accountIds = [...new Set(charges.map((charge) => charge.accountId))];
    await refuseParked(db, ctx, accountIds);
    const made = await issueInvoices(db, ctx, charges, { groupBy: "account", isDryRun: false });
    if (made.invoices.length === 0) throw new CommandRefused("nothing-to-invoice");
    return made;
  });
}

/** Composes and issues invoices of charges behind the locks of their accounts; a dry run only composes them. */
export async function issueInvoices(
  db: Db,
  ctx: CommandContext,
  charges: readonly InvoiceableCharge[],
  { groupBy, isDryRun }: { groupBy: InvoiceGrouping; isDryRun: boolean },
): Promise<GeneratedInvoices> {
  const groups = await groupsOf(db, ctx, charges, groupBy);
  const composed = await Promise.all(groups.map((group) => compose(db, ctx, group)));
  const ready = composed.filter((one) => one.invoice !== null);
  const leftOpen = composed.length - ready.length;
  if (isDryRun) {
    const invoices = ready.map(({ group, invoice }) => ({
      id: "",
      number: 0,
      accountName: group.account.name,
      total: formatAmount(invoice!.grossMinor, group.currency),
      currency: group.currency,
    }));
    return { invoices, leftOpen };
  }
  if (ready.length === 0) return { invoices: [], leftOpen };
  const firstNumber = await takeNumbers(db, ctx, ready.length);
  const invoices: GeneratedInvoices["invoices"] = [];
  for (const [index, one] of ready.entries()) invoices.push(await issue(db, ctx, one, firstNumber + index));
  return { invoices, leftOpen };
}

async function groupsOf(
  db: Db,
  ctx: CommandContext,
  charges: readonly InvoiceableCharge[],
  groupBy: InvoiceGrouping,
): Promise<Group[]> {
  const payers = groupBy === "consolidated" ? await payersOf(db, ctx) : new Map<string, string>();
  const groups = new Map<string, Group>();
  for (const charge of charges) {
    const payerId = payers.get(charge.accountId) ?? charge.accountId;
    const key = `${groupBy === "contract" ? charge.contractId : payerId}/${charge.currency}`;
    const known = groups.get(key);
    if (known) {
      known.charges.push(charge);
      continue;
    }
    const [own] = await db
      .select()
      .from(account)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, payerId)));
    groups.set(key, { account: own!, currency: charge.currency, charges: [charge] });
  }
  return [...groups.values()].sort((a, b) => a.account.name.localeCompare(b.account.name, "en"));
}

/** What of a charge is invoiced now, at the rate of its tax. */
type ChargeToInvoice = {
  id: string;
  kind: "regular" | "proration" | "manual";
  amountMinor: bigint;
  taxRatePercent: string | null;
};

type Composed = { group: Group; invoice: ComposedInvoice<ChargeToInvoice, never> | null };

/** Open rests of credits come as the charges they are rests of, so that one order and one rule serve both. */
async function compose(db: Db, ctx: CommandContext, group: Group): Promise<Composed> {
  const charges: ChargeToInvoice[] = [];
  for (const charge of group.charges) {
    const taxRatePercent = await taxRateOf(db, ctx, charge, group.account);
    charges.push({ id: charge.id, kind: charge.kind, amountMinor: charge.openMinor, taxRatePercent });
  }
  const composition = composeInvoice(charges, []);
  return { group, invoice: composition.outcome === "invoice" ? composition.invoice : null };
}

/** Takes a block of numbers; the row lock makes every other run wait until this one has ended. */
async function takeNumbers(db: Db, ctx: CommandContext, count: number): Promise<number> {
  const [taken] = await db
    .update(tenant)
    .set({ nextInvoiceNumber: sql`${tenant.nextInvoiceNumber} + ${count}` })
    .where(eq(tenant.id, ctx.scope.tenantId))
    .returning({ next: tenant.nextInvoiceNumber });
  return taken!.next - count;
}

async function issue(
  db: Db,
  ctx: CommandContext,
  { group, invoice: composed }: Composed,
  number: number,
): Promise<GeneratedInvoices["invoices"][number]> {
  const { lines, netMinor, taxMinor, grossMinor: totalMinor, taxes } = composed!;
  const invoiceOn = businessDate(ctx.now(), ctx.tenant.timeZone);
  const [issued] = await db
    .insert(invoice)
    .values({
      tenantId: ctx.scope.tenantId,
      number,
      accountId: group.account.id,
      billingName: group.account.billingName ?? group.account.name,
      billingAddress: group.account.billingAddress,
      currency: group.currency,
      invoiceOn: invoiceOn.toString(),
      dueOn: invoiceOn.add(Temporal.Duration.from({ days: group.account.paymentTermDays })).toString(),
      netMinor,
      taxMinor,
      totalMinor,
      taxLines: taxes.map((tax) => ({
        ratePercent: tax.taxRatePercent,
        netMinor: `${tax.netMinor}`,
        taxMinor: `${tax.taxMinor}`,
      })),
      issuedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      issuedBy: ctx.actor.name,
    })
    .returning({ id: invoice.id });
  const charges = new Map(group.charges.map((charge) => [charge.id, charge]));
  await db.insert(invoiceLine).values(
    lines.flatMap((line, index) => {
      const billed = line.from === "charge" && charges.get(line.charge.id);
      return billed
        ? {
            tenantId: ctx.scope.tenantId,
            invoiceId: issued!.id,
            chargeId: billed.id,
            sortOrder: index + 1,
            serviceName: billed.lineName,
            description: billed.explanation,
            amountMinor: line.netMinor,
            taxRatePercent: line.taxRatePercent,
          }
        : [];
    }),
  );
  const total = formatAmount(totalMinor, group.currency);
  await recordAudit(db, ctx, {
    action: "invoice.generated",
    subject: { kind: "invoice", id: issued!.id },
    changes: {
      number: { from: null, to: number },
      total: { from: null, to: `${total} ${group.currency}` },
      lines: { from: null, to: lines.length },
    },
  });
  return { id: issued!.id, number, accountName: group.account.name, total, currency: group.currency };
}
