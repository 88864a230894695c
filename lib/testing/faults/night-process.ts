/** A process of its own that runs one night of a tenant, for tests that kill it. Says a line when it is ready, and one a step. */
import { Temporal } from "temporal-polyfill";
import { closeDatabase, fetchOutsideTransactions, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { tellOfNight } from "@/inngest/functions/tell-of-changes";
import { jobContext } from "@/lib/auth/job-context";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { businessDate } from "@/lib/domain/regions";
import { createItGlueGateway } from "@/lib/itglue/http";

const [databaseUrl, tenantId, emulatorUrl, at] = process.argv.slice(2);

placeDatabase(await openPostgres(databaseUrl!));
const now = Temporal.Instant.from(at!);
const itGlue = createItGlueGateway({
  baseUrlOf: (server) => `${emulatorUrl}/${server}`,
  fetch: fetchOutsideTransactions,
  pageSize: 2,
});
const ctx = { ...(await jobContext({ tenantId: tenantId! }, "Nightly sync", { itGlue })), now: () => now };
const businessOn = businessDate(now, ctx.tenant.timeZone).toString();
/** Nothing is remembered between processes: each does again whatever it does not find done. */
const told: StepRunner = async (id, work) => {
  const result = await work();
  console.log(id);
  return result;
};

console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
await runNight(ctx, { businessOn, trigger: "schedule" }, told);
await tellOfNight(ctx, told);
await closeDatabase();
process.exit(0);
