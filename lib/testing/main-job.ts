import { and, eq } from "drizzle-orm";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { billingItem, charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { organization } from "@/db/schema/mirror";
import { syncRunLine } from "@/db/schema/sync-run";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator, emulatorState } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { assetOf, assetTypeOf, fieldOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { createItGlueGateway } from "@/lib/itglue/http";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";
import { contextFor, jobContextFor, makeContract, makeLine, makeTenant, type TestTenant } from "./factories";

/** The whole set-up of the main job at command level: tenant, emulator, RK Fabrics linked, one counted line at 10.00. */
export type MainJob = Awaited<ReturnType<typeof startMainJob>>;

const gatewayTo = (emulator: Emulator): ItGlueGatewayFactory =>
  createItGlueGateway({
    baseUrlOf: (server) => `${emulator.url}/${server}`,
    fetch: fetchOutsideTransactions,
    sleep: async () => undefined,
  });

/** Starts an emulator of its own; `stop` ends it. Call `startTestDatabase()` first. `values` are the tenant's. */
export async function startMainJob(values: Parameters<typeof makeTenant>[0] = {}) {
  const emulator = await startEmulator();
  const tenant = await makeTenant(values);
  const itGlue = gatewayTo(emulator);
  const ctx = contextFor(tenant, { itGlue });
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: "northwind",
    server: "us",
    apiKey: DEMO_KEYS.northwind,
    isTwoWaySyncEnabled: true,
    version: 0,
  });
  await syncOrganizations(ctx);
  const account = await linkedAccount(tenant, "RK Fabrics");
  const contract = await makeContract(tenant, { accountId: account.accountId });
  const rule = await seatsRule(emulator, [
    "Microsoft 365 Business Premium",
    "Microsoft 365 Business Standard",
  ]);
  const line = await makeLine(tenant, {
    contractId: contract.id,
    terms: { billBy: "flexible-assets", countRule: rule },
    units: [{ effectiveOn: "2026-06-01", units: "10" }],
  });
  return {
    emulator,
    tenant,
    ctx,
    itGlue,
    contract,
    line,
    rule,
    account,
    control: (action: ControlInput) => controlEmulator(emulator.url, action),
    /** Moves the clock to 00:20 New York of a summer date and runs its night. */
    night: async (on: string, trigger: "schedule" | "on-demand" = "schedule") => {
      tenant.clock.set(`${on}T04:20:00Z`);
      return runNight(jobContextFor(tenant, { itGlue }), { businessOn: on, trigger });
    },
    /** Sets Seats of the one active asset of RK Fabrics whose License is this. */
    setSeats: async (license: string, seats: number) => {
      const asset = await rkAsset(emulator, license);
      await controlEmulator(emulator.url, { action: "set-traits", assetId: asset.id, traits: { seats } });
    },
    assetId: async (license: string) => (await rkAsset(emulator, license)).id,
    items: () =>
      rowsOf(tenant, (db) =>
        db.select().from(billingItem).where(eq(billingItem.lineId, line.id)).orderBy(billingItem.effectiveOn),
      ),
    charges: () =>
      rowsOf(tenant, (db) =>
        db.select().from(charge).where(eq(charge.lineId, line.id)).orderBy(charge.effectiveOn),
      ),
    segments: () =>
      rowsOf(tenant, (db) =>
        db.select().from(unitSegment).where(eq(unitSegment.lineId, line.id)).orderBy(unitSegment.recordedAt),
      ),
    readings: () =>
      rowsOf(tenant, (db) =>
        db.select().from(reading).where(eq(reading.lineId, line.id)).orderBy(reading.position),
      ),
    held: () => rowsOf(tenant, (db) => db.select().from(heldChange).where(eq(heldChange.lineId, line.id))),
    outcome: (runId: string) =>
      rowsOf(tenant, (db) =>
        db
          .select()
          .from(syncRunLine)
          .where(and(eq(syncRunLine.runId, runId), eq(syncRunLine.lineId, line.id))),
      ).then(([row]) => row!),
    unlink: () =>
      withTenant(tenant.scope, (db) =>
        db.delete(accountOrganization).where(eq(accountOrganization.accountId, account.accountId)),
      ),
    link: () => withTenant(tenant.scope, (db) => db.insert(accountOrganization).values(account)),
    raiseLineVersion: () =>
      withTenant(tenant.scope, (db) =>
        db.update(contractLine).set({ version: 2 }).where(eq(contractLine.id, line.id)),
      ),
    stop: () => emulator.close(),
  };
}

async function rowsOf<Row>(
  tenant: TestTenant,
  read: (db: Parameters<Parameters<typeof withTenant>[1]>[0]) => Promise<Row[]>,
): Promise<Row[]> {
  return withTenant(tenant.scope, read);
}

async function linkedAccount(tenant: TestTenant, organizationName: string) {
  const [link] = await withTenant(tenant.scope, (db) =>
    db
      .select({ link: accountOrganization })
      .from(accountOrganization)
      .innerJoin(organization, eq(organization.id, accountOrganization.organizationId))
      .where(eq(organization.name, organizationName)),
  );
  return link!.link;
}

/** The one active Microsoft 365 asset of RK Fabrics with this License. */
async function rkAsset(emulator: Emulator, license: string) {
  return assetOf(await emulatorState(emulator.url), "northwind", "RK Fabrics", "Microsoft 365", license);
}

/** Sum of Seats on Microsoft 365 assets whose License is one of these. */
export async function seatsRule(emulator: Emulator, licenses: string[]): Promise<CountRule> {
  const state = await emulatorState(emulator.url);
  return {
    assetTypeId: assetTypeOf(state, "northwind", "Microsoft 365").id,
    billBy: { by: "field", fieldId: fieldOf(state, "northwind", "Microsoft 365", "Seats").id },
    conditions: [{ fieldId: fieldOf(state, "northwind", "Microsoft 365", "License").id, values: licenses }],
    includeArchived: false,
  };
}
