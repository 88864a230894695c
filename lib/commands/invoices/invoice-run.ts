import { and, asc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import type { JobRunMoney, JobScope } from "@/db/schema/billing-job";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { authorize } from "@/lib/auth/policy";
import { amountMinor } from "@/lib/domain/billing/money";
import { moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { ACCOUNTS_PER_CHUNK, billOrPark } from "../parking/bill-or-park";
import { type PassedOver, parkedAmong } from "../parking/park-account";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { issueInvoices } from "./generate-invoices";
import { invoiceableCharges } from "./invoiceable-charges";
import { payersOf } from "./payer-of";

export type InvoiceRunInput = {
  scope: JobScope;
  groupBy: InvoiceGrouping;
  /** Says what would be invoiced; writes nothing and takes no number. */
  isDryRun: boolean;
};

export type InvoiceRunResult = {
  invoices: number;
  /** Totals with tax. */
  invoiced: JobRunMoney;
  /** Groups of which only credits are open: those wait for the next invoice. */
  leftOpen: number;
  passedOver: PassedOver[];
  invoiceIds: string[];
};

type Chunk = {
  lastPayerId: string;
  invoices: number;
  minor: Record<string, string>[];
  leftOpen: number;
  invoiceIds: string[];
  passedOver: PassedOver[];
};

/**
 * Invoices every open charge in the scope, with the open credits of its accounts, by chunks of accounts: parked accounts
 * are passed over, an account that fails is parked, all others are invoiced (design.md 8, Runs). What is invoiced is no
 * longer open, so a run that was broken off is simply run again.
 * @throws CommandRefused "not-allowed".
 */
export async function invoiceRun(
  ctx: CommandContext,
  input: InvoiceRunInput,
  step: StepRunner = runInline,
): Promise<InvoiceRunResult> {
  authorize(ctx, "billing.invoice");
  const chunks: Chunk[] = [];
  for (let after = ""; ; ) {
    const chunk = await step(`invoice-after-${after || "start"}`, () => invoiceChunk(ctx, input, after));
    if (chunk === null) break;
    chunks.push(chunk);
    after = chunk.lastPayerId;
  }
  const sum = (of: (chunk: Chunk) => number) => chunks.reduce((total, chunk) => total + of(chunk), 0);
  return {
    invoices: sum((chunk) => chunk.invoices),
    invoiced: moneyByCurrency(chunks.flatMap((chunk) => chunk.minor)),
    leftOpen: sum((chunk) => chunk.leftOpen),
    passedOver: chunks.flatMap((chunk) => chunk.passedOver),
    invoiceIds: chunks.flatMap((chunk) => chunk.invoiceIds),
  };
}

async function invoiceChunk(
  ctx: CommandContext,
  input: InvoiceRunInput,
  after: string,
): Promise<Chunk | null> {
  const { payerIds, passedOver } = await withTenant(ctx.scope, async (db) => {
    const members = await membersByPayer(db, ctx, input);
    const payerIds = [...members.keys()].filter((id) => id > after).slice(0, ACCOUNTS_PER_CHUNK);
    const accountIds = payerIds.flatMap((id) => [id, ...members.get(id)!]);
    return { payerIds, passedOver: await parkedAmong(db, ctx.scope, [...new Set(accountIds)]) };
  });
  if (payerIds.length === 0) return null;
  const { outcomes, parked } = await billOrPark(ctx, payerIds, (ids) => invoicePayers(ctx, input, ids));
  const made = outcomes.flatMap((one) => one.invoices);
  return {
    lastPayerId: payerIds.at(-1)!,
    invoices: made.length,
    minor: made.map(({ total, currency }) => ({ [currency]: `${amountMinor(total, currency)}` })),
    leftOpen: outcomes.reduce((sum, one) => sum + one.leftOpen, 0),
    invoiceIds: input.isDryRun ? [] : made.map((one) => one.id),
    passedOver: [...passedOver, ...parked],
  };
}

async function invoicePayers(ctx: CommandContext, input: InvoiceRunInput, payerIds: readonly string[]) {
  return withTenant(ctx.scope, async (db) => {
    const members = await membersByPayer(db, ctx, input);
    const all = payerIds.flatMap((id) => [id, ...(members.get(id) ?? [])]);
    await lockAccounts(db, ctx, all);
    const parked = new Set((await parkedAmong(db, ctx.scope, all)).map((one) => one.accountId));
    const billed = payerIds
      .filter((id) => !parked.has(id))
      .flatMap((id) => members.get(id) ?? [])
      .filter((id) => !parked.has(id));
    const ids = await openChargeIds(db, ctx, input, billed);
    const charges = ids.length === 0 ? [] : await invoiceableCharges(db, ctx, ids);
    return issueInvoices(db, ctx, charges, input);
  });
}

/** Accounts with open charges by the account whose invoice these go to, in the order of the payers. */
async function membersByPayer(
  db: Db,
  ctx: CommandContext,
  input: InvoiceRunInput,
): Promise<Map<string, string[]>> {
  const payers = input.groupBy === "consolidated" ? await payersOf(db, ctx) : new Map<string, string>();
  const documented = documentedAmounts(db, ctx.scope);
  const rows = await db
    .selectDistinct({ accountId: charge.accountId })
    .from(charge)
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(open(db, ctx, input, documented))
    .orderBy(asc(charge.accountId));
  const members = new Map<string, string[]>();
  for (const { accountId } of rows) {
    const payerId = payers.get(accountId) ?? accountId;
    members.set(payerId, [...(members.get(payerId) ?? []), accountId]);
  }
  return new Map([...members].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function openChargeIds(
  db: Db,
  ctx: CommandContext,
  input: InvoiceRunInput,
  accountIds: readonly string[],
): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const documented = documentedAmounts(db, ctx.scope);
  const rows = await db
    .select({ id: charge.id })
    .from(charge)
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(and(open(db, ctx, input, documented), inArray(charge.accountId, [...accountIds])));
  return rows.map((row) => row.id);
}

function open(
  db: Db,
  ctx: CommandContext,
  { scope }: InvoiceRunInput,
  documented: ReturnType<typeof documentedAmounts>,
): SQL {
  return and(
    eq(charge.tenantId, ctx.scope.tenantId),
    standsByItself(db),
    gt(sql`abs(${charge.amountMinor} - coalesce(${documented.amountMinor}, 0))`, 0),
    scope.accountIds.length > 0 ? inArray(charge.accountId, scope.accountIds) : undefined,
    scope.contractIds.length > 0 ? inArray(charge.contractId, scope.contractIds) : undefined,
    scope.kinds.length > 0 ? inArray(charge.kind, scope.kinds) : undefined,
  )!;
}
