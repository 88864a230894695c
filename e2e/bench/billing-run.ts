/**
 * `npm run bench -- billing-run`: accounts with five lines each go from review to posted to invoiced, by the runs that jobs
 * use, on a Postgres with a process of its own. By turns with a tenth of the accounts, to see how the time grows. A round
 * takes seconds, and a disk that is still writing can slow one down: of several the middle one counts. Each has a new server;
 * what is measured is the second month, the first one is billed and known to the server's statistics.
 */
import { sql } from "drizzle-orm";
import pg from "pg";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { postRun } from "@/lib/commands/billing/post-run";
import { checkConservation } from "@/lib/commands/conservation/check-conservation";
import { invoiceRun } from "@/lib/commands/invoices/invoice-run";
import { endOf, makePortfolio, type PORTFOLIO_MONTHS } from "@/lib/testing/billing-portfolio";
import { jobContextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startPostgres } from "@/lib/testing/postgres-server";
import { type Measured, measured, tableOf } from "./figures";

/** Oracle publishes about this many for its cluster (proration.md 4). */
const AIM_PER_HOUR = 2_300_000;
/** Growing by ten may take this many times as long and still count as linear: clocks are not exact. */
const MOST_GROWTH = 11;
const ROUNDS = 5;
const SECONDS_PER_HOUR = 3600;
/** As a server of this size is set up: by default it keeps 128 MB in memory, which only the small size fits into. */
const SERVER = ["shared_buffers=1GB", "max_wal_size=4GB"];

export type BillingRunBenchOptions = { accounts: number; lines: number };

type Round = { accounts: number; lines: number; posting: Measured<unknown>; invoicing: Measured<unknown> };

/** Runs both sizes and prints their figures; answers whether the aims were met. */
export async function benchBillingRun({ accounts, lines }: BillingRunBenchOptions): Promise<boolean> {
  const linesPerAccount = Math.max(1, Math.round(lines / accounts));
  const small: Round[] = [];
  const large: Round[] = [];
  while (large.length < ROUNDS) {
    small.push(await oneRound(Math.ceil(accounts / 10), linesPerAccount));
    large.push(await oneRound(accounts, linesPerAccount));
  }
  return report(middleOf(small), middleOf(large));
}

/** The round whose time is the middle one; prints the times of all. */
function middleOf(rounds: readonly Round[]): Round {
  const sorted = rounds.toSorted((one, other) => secondsOf(one) - secondsOf(other));
  const times = sorted.map((one) => secondsOf(one).toFixed(2)).join(", ");
  console.log(`${rounds.length} rounds of ${rounds[0]!.accounts} accounts took ${times} s`);
  return sorted[Math.floor(sorted.length / 2)]!;
}

async function oneRound(accounts: number, linesPerAccount: number): Promise<Round> {
  const server = await startPostgres(SERVER);
  placeDatabase(await openPostgres(server.appUrl));
  try {
    const tenant = await makeTenant();
    await makePortfolio(tenant, { accounts, linesPerAccount });
    await vacuum(server.ownerUrl);
    await post(tenant, "2026-06");
    await invoice(tenant);
    await vacuum(server.ownerUrl);
    const posting = await measured(() => post(tenant, "2026-07"));
    const invoicing = await measured(() => invoice(tenant));
    const lines = accounts * linesPerAccount;
    requireEqual("posted items", lines, posting.result.postedItems);
    requireEqual("invoices", accounts, invoicing.result.invoices);
    await vacuum(server.ownerUrl);
    await proveSample(tenant);
    return { accounts, lines, posting, invoicing };
  } finally {
    await closeDatabase();
    await server.stop();
  }
}

/** What autovacuum does within a minute or two: else it would do so while the large size is measured, and never in the small one. */
async function vacuum(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("VACUUM (ANALYZE)");
  await owner.end();
}

const SCOPE = { accountIds: [], contractIds: [], kinds: [] };

const post = (tenant: TestTenant, month: (typeof PORTFOLIO_MONTHS)[number]) =>
  postRun(jobContextFor(tenant), {
    throughOn: endOf(month),
    scope: SCOPE,
    staleAfterDays: 3,
    isDryRun: false,
  });

const invoice = (tenant: TestTenant) =>
  invoiceRun(jobContextFor(tenant), { scope: SCOPE, groupBy: "account", isDryRun: false });

/** The independent check of some of what was billed: a fast run that bills wrongly is none. */
async function proveSample(tenant: TestTenant): Promise<void> {
  const accountIds = await withTenant(tenant.scope, async (db) => {
    const result: unknown = await db.execute(sql`SELECT id::text FROM account ORDER BY id LIMIT 50`);
    return (result as { rows: { id: string }[] }).rows.map(({ id }) => id);
  });
  const { differences } = await checkConservation(jobContextFor(tenant), {
    trigger: "on-demand",
    accountIds,
  });
  requireEqual("differences", 0, differences);
}

function requireEqual(what: string, expected: number, found: number): void {
  if (expected !== found) throw new Error(`${what}: ${found} in place of ${expected}`);
}

const secondsOf = ({ posting, invoicing }: Round) => posting.seconds + invoicing.seconds;
const perHour = (accounts: number, seconds: number) => Math.round((accounts / seconds) * SECONDS_PER_HOUR);

function report(small: Round, large: Round): boolean {
  const peak = ({ posting, invoicing }: Round) => Math.max(posting.peakMiB, invoicing.peakMiB);
  console.log();
  console.log(
    tableOf([
      ["", "accounts", "lines", "seconds", "accounts an hour", "peak MiB"],
      ...[small, large].flatMap((round) => [
        ...(["posting", "invoicing"] as const).map((stage) => [
          stage === "posting" ? "review → posted" : "posted → invoiced",
          `${round.accounts}`,
          `${round.lines}`,
          round[stage].seconds.toFixed(2),
          `${perHour(round.accounts, round[stage].seconds)}`,
          round[stage].peakMiB.toFixed(0),
        ]),
        [
          "review → posted → invoiced",
          `${round.accounts}`,
          `${round.lines}`,
          secondsOf(round).toFixed(2),
          `${perHour(round.accounts, secondsOf(round))}`,
          peak(round).toFixed(0),
        ],
      ]),
    ]),
  );
  const growth = secondsOf(large) / secondsOf(small);
  const checks = [
    [perHour(large.accounts, secondsOf(large)) >= AIM_PER_HOUR, `${AIM_PER_HOUR} accounts an hour`],
    [
      growth <= MOST_GROWTH,
      `ten times the accounts take ${growth.toFixed(2)} times as long: not worse than linear`,
    ],
    [
      peak(large) <= 2 * peak(small),
      `memory: ${peak(small).toFixed(0)} MiB, then ${peak(large).toFixed(0)} MiB`,
    ],
  ] as const;
  console.log();
  for (const [isMet, what] of checks) console.log(`${isMet ? "met   " : "MISSED"}  ${what}`);
  return checks.every(([isMet]) => isMet);
}
