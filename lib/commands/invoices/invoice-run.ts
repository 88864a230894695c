import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import type { JobRunMoney, JobScope } from "@/db/schema/billing-job";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { authorize } from "@/lib/auth/policy";
import { addMinor, moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import { businessDate } from "@/lib/domain/regions";
import { lockAccounts, lookUpByIndex } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { billOrPark, inChunks } from "../parking/bill-or-park";
import { type PassedOver, parkedAmong } from "../parking/park-account";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { composeDrafts } from "./compose-drafts";
import { invoiceableCharges } from "./invoiceable-charges";
import { issueDrafts } from "./issue-drafts";
import { payersOf, withMembers } from "./payers";
import { accountsOn } from "./tax-rate";

/** What else belongs to an invoice's own transaction: its e-mail is queued with it, or neither stands. */
type OnIssued = (db: Db, invoiceIds: readonly string[]) => Promise<void>;

export type InvoiceRunInput = {
  scope: JobScope;
  groupBy: InvoiceGrouping;
  /** Says what would be invoiced; writes nothing and takes no number. */
  isDryRun: boolean;
  /** Called behind each chunk's invoices, in their transaction. */
  onIssued?: OnIssued;
  /** Accounts of one transaction: 500 at most, and unless told. */
  accountsPerChunk?: number;
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

type Chunk = Omit<InvoiceRunResult, "invoiced"> & { minor: Record<string, string> };

/**
 * Invoices every open charge in the scope, with the open credits of its accounts, by chunks of accounts: parked accounts
 * are passed over (and who pays for them or is paid for by them where that one is parked), an account that fails is parked,
 * all others are invoiced (design.md 8, Runs). What is invoiced is no longer open, so a run that was broken off is simply
 * run again.
 * @throws CommandRefused "not-allowed".
 */
export async function invoiceRun(
  ctx: CommandContext,
  input: InvoiceRunInput,
  step: StepRunner = runInline,
): Promise<InvoiceRunResult> {
  authorize(ctx, "billing.invoice");
  const payerIds = await step("invoice-accounts", () =>
    withTenant(ctx.scope, (db) => payersWithOpenCharges(db, ctx, input)),
  );
  const { accountsPerChunk } = input;
  const run = { accountIds: payerIds, accountsPerChunk, step, stepName: "invoice" };
  const chunks = await inChunks(ctx, run, (chunk) => invoiceOrPark(ctx, input, chunk));
  const { minor, ...result } = joined(chunks);
  return { ...result, invoiced: moneyByCurrency([minor]) };
}

async function invoiceOrPark(
  ctx: CommandContext,
  input: InvoiceRunInput,
  payerIds: readonly string[],
): Promise<Chunk> {
  const { outcomes, parked } = await billOrPark(ctx, payerIds, (ids) => invoicePayers(ctx, input, ids));
  const chunk = joined(outcomes);
  return { ...chunk, passedOver: [...chunk.passedOver, ...parked] };
}

function joined(chunks: readonly Chunk[]): Chunk {
  return {
    invoices: chunks.reduce((sum, chunk) => sum + chunk.invoices, 0),
    minor: addMinor(chunks.map((chunk) => chunk.minor)),
    leftOpen: chunks.reduce((sum, chunk) => sum + chunk.leftOpen, 0),
    passedOver: chunks.flatMap((chunk) => chunk.passedOver),
    invoiceIds: chunks.flatMap((chunk) => chunk.invoiceIds),
  };
}

async function invoicePayers(
  ctx: CommandContext,
  input: InvoiceRunInput,
  payerIds: readonly string[],
): Promise<Chunk> {
  return withTenant(ctx.scope, async (db) => {
    await lookUpByIndex(db);
    const payers = await payersOf(db, ctx, input.groupBy);
    const all = withMembers(payerIds, payers);
    await lockAccounts(db, ctx, all);
    const passedOver = await parkedAmong(db, ctx.scope, all);
    const isParked = new Set(passedOver.map((one) => one.accountId));
    const billed = all.filter((id) => !isParked.has(id) && !isParked.has(payers.get(id) ?? id));
    if (billed.length === 0) return { ...joined([]), passedOver };
    const invoiceOn = businessDate(ctx.now(), ctx.tenant.timeZone);
    const accounts = await accountsOn(db, ctx, billed, invoiceOn.toString());
    const charges = await invoiceableCharges(db, ctx, inScope(ctx, input.scope), accounts);
    const { groupBy } = input;
    const { drafts, leftOpen } = composeDrafts(charges, { groupBy, payers, accounts, invoiceOn });
    const issued = input.isDryRun ? [] : await issueDrafts(db, ctx, drafts, invoiceOn.toString());
    const invoiceIds = issued.map((one) => one.id);
    if (invoiceIds.length > 0) await input.onIssued?.(db, invoiceIds);
    const minor = addMinor(drafts.map(({ currency, totalMinor }) => ({ [currency]: `${totalMinor}` })));
    return { invoices: drafts.length, minor, leftOpen, passedOver, invoiceIds };
  });
}

/** Accounts that invoices of open charges in the scope would go to, in the order of their ids. */
async function payersWithOpenCharges(
  db: Db,
  ctx: CommandContext,
  { groupBy, scope }: InvoiceRunInput,
): Promise<string[]> {
  const payers = await payersOf(db, ctx, groupBy);
  // All charges are looked through: by hashes that takes as long as there are charges. Right after a posting the server still
  // counts on few of them, and would join row by row. Hashes of a large tenant do not fit into the 4 MB that are usual.
  await db.execute(sql`SET LOCAL enable_nestloop = off`);
  await db.execute(sql`SET LOCAL work_mem = '64MB'`);
  const documented = documentedAmounts(db, ctx.scope);
  const rows = await db
    .selectDistinct({ accountId: charge.accountId })
    .from(charge)
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(
      and(
        inScope(ctx, scope),
        standsByItself(db),
        sql`${charge.amountMinor} <> coalesce(${documented.amountMinor}, 0)`,
      ),
    )
    .orderBy(asc(charge.accountId));
  return [...new Set(rows.map(({ accountId }) => payers.get(accountId) ?? accountId))].sort();
}

function inScope(ctx: CommandContext, { accountIds, contractIds, kinds }: JobScope): SQL {
  return and(
    eq(charge.tenantId, ctx.scope.tenantId),
    accountIds.length > 0 ? inArray(charge.accountId, accountIds) : undefined,
    contractIds.length > 0 ? inArray(charge.contractId, contractIds) : undefined,
    kinds.length > 0 ? inArray(charge.kind, kinds) : undefined,
  )!;
}
