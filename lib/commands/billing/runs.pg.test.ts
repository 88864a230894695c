import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { billingItem, charge } from "@/db/schema/billing";
import { checkConservation } from "@/lib/commands/conservation/check-conservation";
import { makePortfolio, PORTFOLIO_MONTHS } from "@/lib/testing/billing-portfolio";
import { contextFor, jobContextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { bundleProcess, startToldProcess } from "@/lib/testing/killed-process";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { generateInvoices } from "../invoices/generate-invoices";
import { invoiceRun } from "../invoices/invoice-run";
import { postItems } from "./post-items";
import { postRun } from "./post-run";

const BUNDLE = resolve(".tmp", `billing-run-process-${process.pid}.mjs`);
const SCOPE = { accountIds: [], contractIds: [], kinds: [] };

let server: PostgresServer;
beforeAll(async () => {
  [server] = await Promise.all([
    startPostgres(),
    bundleProcess("lib/testing/billing-run-process.ts", BUNDLE),
  ]);
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
  await rm(BUNDLE, { force: true });
});

type Ledger = {
  posted: number;
  waiting: number;
  invoices: number;
  first: number;
  last: number;
  next: number;
  /** Charges whose lines do not add up to them, or that stand on more than one invoice. */
  wrong: number;
  twice: number;
};

async function ledgerOf(tenant: TestTenant): Promise<Ledger> {
  const result: unknown = await withTenant(tenant.scope, (db) =>
    db.execute(sql`
      SELECT (SELECT count(*)::int FROM charge) AS posted,
             (SELECT count(*)::int FROM billing_item) AS waiting,
             (SELECT count(*)::int FROM invoice) AS invoices,
             (SELECT coalesce(min(number), 1)::int FROM invoice) AS first,
             (SELECT coalesce(max(number), 0)::int FROM invoice) AS last,
             (SELECT next_invoice_number::int FROM tenant) AS next,
             (SELECT count(*)::int FROM (
               SELECT c.id FROM charge c JOIN invoice_line l ON l.charge_id = c.id
                GROUP BY c.id, c.amount_minor HAVING count(*) > 1 OR sum(l.amount_minor) <> c.amount_minor) w) AS wrong,
             (SELECT count(*)::int FROM (
               SELECT 1 FROM charge GROUP BY line_id, period_start_on HAVING count(*) > 1) t) AS twice`),
  );
  return (result as { rows: Ledger[] }).rows[0]!;
}

/** Nothing twice, every charge conserved, no gap in the numbers. */
function expectWhole(ledger: Ledger): void {
  expect(ledger).toMatchObject({
    wrong: 0,
    twice: 0,
    first: 1,
    last: ledger.invoices,
    next: ledger.last + 1,
  });
}

/** What autovacuum does within a minute: the check reads much at once. */
async function analyze(): Promise<void> {
  const owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
  await owner.query("ANALYZE");
  await owner.end();
}

const settled = <T>(tries: number, work: () => Promise<T>) =>
  Promise.allSettled(Array.from({ length: tries }, work));

describe("twenty at once", () => {
  it("post each item once and invoice each charge once, without a gap in the numbers", async () => {
    const tenant = await makeTenant();
    const ctx = contextFor(tenant);
    await makePortfolio(tenant, { accounts: 6, linesPerAccount: 2 });
    const june = (await withTenant(tenant.scope, (db) => db.select().from(billingItem))).filter(
      (item) => item.effectiveOn === "2026-06-01",
    );
    const items = june.map(({ id, contentHash }) => ({ id, contentHash }));
    const posts = await settled(20, () => postItems(ctx, { items }));
    expect(posts.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const charges = await withTenant(tenant.scope, (db) => db.select().from(charge));
    expect(charges).toHaveLength(12);

    const chargeIds = charges.map(({ id }) => id);
    const presses = await settled(20, () => generateInvoices(ctx, { chargeIds }));
    expect(presses.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const refusals = presses.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(refusals).toEqual(Array(19).fill("items-changed"));
    const ledger = await ledgerOf(tenant);
    expectWhole(ledger);
    expect(ledger).toMatchObject({ posted: 12, invoices: 6 });
  });

  it("run posting and invoicing over the same accounts, beside people who press Generate", async () => {
    const tenant = await makeTenant();
    const ctx = jobContextFor(tenant);
    await makePortfolio(tenant, { accounts: 12, linesPerAccount: 2 });
    const run = { scope: SCOPE, isDryRun: false, accountsPerChunk: 3 };
    await settled(20, () => postRun(ctx, { ...run, throughOn: "2026-06-30", staleAfterDays: null }));
    const charges = await withTenant(tenant.scope, (db) => db.select({ id: charge.id }).from(charge));
    const pressed = charges.slice(0, 5).map(({ id }) => id);
    let turn = 0;
    const mixed = await settled<unknown>(20, () =>
      turn++ % 2 === 0
        ? invoiceRun(ctx, { ...run, groupBy: "account" })
        : generateInvoices(contextFor(tenant), { chargeIds: pressed }),
    );
    const failures = mixed.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(failures.every((code) => code === "items-changed")).toBe(true);
    const ledger = await ledgerOf(tenant);
    expectWhole(ledger);
    expect(ledger).toMatchObject({ posted: 24 });
    expect((await invoiceRun(ctx, { ...run, groupBy: "account" })).invoices).toBe(0);
  });
});

const KILLS = 50;
const SIZE = { accounts: 200, linesPerAccount: 2 };
/** Steps that are through before a kill, and milliseconds of the next one, at random: together less than all there is to do. */
const MOST_STEPS = 6;
const MOST_MS_MORE = 40;

const startProcess = (tenant: TestTenant) => startToldProcess(BUNDLE, [server.appUrl, tenant.id, "1"]);

describe("a run that is killed", { timeout: 300_000 }, () => {
  it(`goes on where it was, ${KILLS} times: nothing is lost, nothing twice, no number is missing`, async () => {
    const tenant = await makeTenant();
    await makePortfolio(tenant, SIZE);
    let next = startProcess(tenant);
    let killedAtWork = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, exited, hasSaid, go } = next;
      await hasSaid(1);
      // The one after it gets ready meanwhile.
      next = startProcess(tenant);
      go();
      await hasSaid(1 + Math.floor(Math.random() * (MOST_STEPS + 1)));
      await new Promise((wake) => setTimeout(wake, Math.random() * MOST_MS_MORE));
      child.kill("SIGKILL");
      const [, signal] = await exited;
      if (signal === "SIGKILL") killedAtWork += 1;
      expectWhole(await ledgerOf(tenant));
    }
    expect(killedAtWork).toBe(KILLS);
    const before = await ledgerOf(tenant);
    expect(before.posted).toBeGreaterThan(0);
    expect(before.waiting).toBeGreaterThan(0);

    await next.hasSaid(1);
    next.go();
    expect(await next.exited).toEqual([0, null]);
    const after = await ledgerOf(tenant);
    expectWhole(after);
    const items = SIZE.accounts * SIZE.linesPerAccount * PORTFOLIO_MONTHS.length;
    expect(after).toMatchObject({ posted: items, waiting: 0 });
    await analyze();
    const checked = await checkConservation(contextFor(tenant), { trigger: "on-demand" });
    expect(checked).toMatchObject({ accounts: SIZE.accounts, differences: 0 });
  });
});
