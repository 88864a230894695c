import { count, like } from "drizzle-orm";
import { fetchOutsideTransactions, withRunner } from "@/db/client";
import { jobRun } from "@/db/schema/runner";
import { controlEmulator, emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { generatedAccount } from "@/e2e/it-glue-emulator/generated-data";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { inngest } from "@/inngest/client";
import { jobEngine } from "@/inngest/engine";
import { tenantSyncRequested } from "@/inngest/events";
import { startLocalRunner } from "@/inngest/local-runner";
import { serveTestApp } from "@/inngest/local-runner/test-app";
import { servedFunctions } from "@/inngest/served-functions";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { createItGlueGateway } from "@/lib/itglue/http";
import { countedPortfolio } from "@/lib/testing/counted-portfolio";
import { contextFor, makeTenant } from "@/lib/testing/factories";

const ORGANIZATIONS = 20;
const ASSETS = 200;
const LINES = 20;
const NIGHT_ON = "2026-06-02";
const NIGHT_AT = "2026-06-02T04:20:00.000Z";
const LOOKS_EVERY_MS = 250;

export type SmallTenants = { tenants: number; seconds: number; perMinute: number; refused: number };

/**
 * How many small tenants a minute one machine counts: each with an IT Glue account of its own, 20 organizations, 200 assets and
 * 20 lines, asked for at once as the tick does, driven by the local runner through the real serve route, four at a time. The
 * emulator is in this process, so its work is part of the time.
 */
export async function smallTenantsPerMinute(tenants: number): Promise<SmallTenants> {
  const emulator = await startEmulator();
  // What the demo is allowed: IT Glue played by an emulator on this machine.
  Object.assign(process.env, { FLEXBILL_DEMO: "1", ITGLUE_BASE_URL: emulator.url });
  const engine = jobEngine();
  if (engine.kind !== "local-runner") throw new Error("An Inngest engine is named: unset INNGEST_*.");
  const app = await serveTestApp(inngest, servedFunctions);
  const runner = startLocalRunner({
    route: { origin: app.route.origin, signingKey: engine.signingKey },
  });
  try {
    await runner.started;
    const nights: ReturnType<typeof tenantSyncRequested.create>[] = [];
    for (let number = 1; number <= tenants; number += 1) nights.push(await smallTenant(emulator, number));
    await controlEmulator(emulator.url, { action: "clear-requests" });
    const began = performance.now();
    await inngest.send(nights);
    await allCompleted(nights.length);
    const seconds = (performance.now() - began) / 1000;
    const refused = (await emulatorRequests(emulator.url)).filter(({ status }) => status === 429).length;
    return { tenants, seconds, perMinute: (tenants / seconds) * 60, refused };
  } finally {
    await runner.stop();
    await app.close();
    await emulator.close();
  }
}

/** A tenant whose night is due, on an IT Glue account of its own; answers what the tick would ask for. */
async function smallTenant(emulator: Emulator, number: number) {
  const account = generatedAccount({ organizations: ORGANIZATIONS, assets: ASSETS, types: 1, seed: number });
  emulator.state.accounts.push({ ...account, id: `small-${number}` });
  const tenant = await makeTenant({ isSimulation: true, simulatedAt: NIGHT_AT, clockAt: NIGHT_AT });
  const itGlue = createItGlueGateway({ fetch: fetchOutsideTransactions });
  const ctx = contextFor(tenant, { itGlue });
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: `small-${number}`,
    server: "us",
    apiKey: account.apiKeys[0]!.key,
    isTwoWaySyncEnabled: true,
    version: 0,
  });
  await syncOrganizations(ctx);
  const [type] = account.assetTypes;
  const field = (name: string) => type!.fields.find((one) => one.name === name)!.id;
  await countedPortfolio(tenant, {
    lines: LINES,
    types: [{ id: type!.id, seats: field("Seats"), license: field("License") }],
  });
  return tenantSyncRequested.create({
    tenantId: tenant.id,
    businessOn: NIGHT_ON,
    trigger: "schedule",
    requestedBy: "Tick",
    itGlueAccount: `us/small-${number}`,
    headStartSeconds: 0,
  });
}

/** Waits until every night asked for has ended. @throws where one did not complete. */
async function allCompleted(nights: number): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
    const counts = await withRunner((db) =>
      db
        .select({ status: jobRun.status, runs: count() })
        .from(jobRun)
        .where(like(jobRun.functionId, "%sync-tenant"))
        .groupBy(jobRun.status),
    );
    const of = (status: string) => counts.find((row) => row.status === status)?.runs ?? 0;
    if (of("failed") > 0) throw new Error(`${of("failed")} of ${nights} small nights failed`);
    if (of("completed") === nights) return;
  }
}
