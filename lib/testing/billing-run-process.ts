/** A process of its own that posts and invoices a portfolio month by month, for tests that kill it. */
import { Temporal } from "temporal-polyfill";
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { mintTenantScope } from "@/lib/auth/tenant-scope";
import { postRun } from "@/lib/commands/billing/post-run";
import type { CommandContext } from "@/lib/commands/context";
import { invoiceRun } from "@/lib/commands/invoices/invoice-run";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { endOf, PORTFOLIO_MONTHS } from "./billing-portfolio";

const [databaseUrl, tenantId, accountsPerChunk] = process.argv.slice(2);
const neverAsked = () => {
  throw new Error("A billing run asks IT Glue nothing.");
};
const ctx: CommandContext = {
  scope: mintTenantScope(tenantId!),
  tenant: {
    id: tenantId!,
    server: "bms.kaseya.com",
    timeZone: "America/New_York",
    currency: "USD",
    isSimulation: false,
  },
  actor: { kind: "job", name: "Month end" },
  now: () => Temporal.Instant.from("2026-06-01T13:00:00Z"),
  itGlue: neverAsked,
  authorizationFor: neverAsked,
};
const scope = { accountIds: [], contractIds: [], kinds: [] };
const run = { scope, isDryRun: false, accountsPerChunk: Number(accountsPerChunk) };

/** Tells of each step that is through: whoever kills counts them. */
const toldOf: StepRunner = async (id, work) => {
  const result = await work();
  console.log(id);
  return result;
};

placeDatabase(await openPostgres(databaseUrl!));
console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
for (const month of PORTFOLIO_MONTHS) {
  await postRun(ctx, { ...run, throughOn: endOf(month), staleAfterDays: null }, toldOf);
  await invoiceRun(ctx, { ...run, groupBy: "account" }, toldOf);
}
await closeDatabase();
console.log("done");
process.exit(0);
