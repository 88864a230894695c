import { eq } from "drizzle-orm";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { heldChange } from "@/db/schema/counting";
import { tenant } from "@/db/schema/tenant";
import { controlEmulator, emulatorState } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { assetOf, assetTypeOf, fieldOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { ItGlueServer, TenantServer } from "@/lib/domain/regions";
import { createItGlueGateway } from "@/lib/itglue/http";
import {
  contextFor,
  jobContextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";

type Plan = {
  itGlue: keyof typeof DEMO_KEYS;
  itGlueServer: ItGlueServer;
  server: TenantServer;
  currency: string;
  organization: string;
  /** Seats of its one Premium asset. */
  premium: number;
  /** 09:00 of 1 June 2026 on the server; 00:20 of 2 June; 00:20 of 10 June. */
  instants: readonly [string, string, string];
};

/** One company on each server. */
const PLANS: readonly Plan[] = [
  {
    itGlue: "northwind",
    itGlueServer: "us",
    server: "bms.kaseya.com",
    currency: "USD",
    organization: "RK Fabrics",
    premium: 6,
    instants: ["2026-06-01T13:00:00Z", "2026-06-02T04:20:00Z", "2026-06-10T04:20:00Z"],
  },
  {
    itGlue: "bluefin",
    itGlueServer: "eu",
    server: "bmsemea.kaseya.com",
    currency: "GBP",
    organization: "Camden Books",
    premium: 8,
    instants: ["2026-06-01T08:00:00Z", "2026-06-01T23:20:00Z", "2026-06-09T23:20:00Z"],
  },
  {
    itGlue: "coralbay",
    itGlueServer: "au",
    server: "bmsapac.kaseya.com",
    currency: "AUD",
    organization: "Wattle Street Physio",
    premium: 9,
    instants: ["2026-05-31T23:00:00Z", "2026-06-01T14:20:00Z", "2026-06-09T14:20:00Z"],
  },
];

/** Lines that count the same seats: enough of them for a process to be killed while they are being recorded. */
const SEAT_LINES = 40;

export type Company = {
  tenant: TestTenant;
  itGlueAccount: Plan["itGlue"];
  contractId: string;
  /** Units of each seat line before the night; one more after it. */
  seats: number;
  seatLineIds: string[];
  /** Falls to 0 in the night, so it is held. */
  heldLineId: string;
  /** Counts assets, whose number stays. */
  steadyLineId: string;
  /** Its account has no organization. */
  unmappedLineId: string;
};

/**
 * Makes the three companies in the database of this process: IT Glue connected, a first night seen and approved, June posted;
 * then, in IT Glue, one seat more on one asset and another asset archived. Their clocks stand at the night that is to come.
 */
export async function setUpCompanies(emulatorUrl: string): Promise<Company[]> {
  const companies: Company[] = [];
  for (const plan of PLANS) companies.push(await setUpCompany(emulatorUrl, plan));
  return companies;
}

async function setUpCompany(emulatorUrl: string, plan: Plan): Promise<Company> {
  const { server, currency, itGlue: accountId } = plan;
  const [begins, firstNight, night] = plan.instants;
  const of = await makeTenant({ server, currency, isSimulation: true, simulatedAt: begins, clockAt: begins });
  const itGlue = createItGlueGateway({
    baseUrlOf: (one) => `${emulatorUrl}/${one}`,
    fetch: fetchOutsideTransactions,
  });
  const ctx = contextFor(of, { itGlue });
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: accountId,
    server: plan.itGlueServer,
    apiKey: DEMO_KEYS[accountId],
    isTwoWaySyncEnabled: false,
    version: 0,
  });
  await syncOrganizations(ctx);

  const [customer] = await withTenant(of.scope, (db) =>
    db.select({ id: account.id }).from(account).where(eq(account.name, plan.organization)),
  );
  const agreement = await makeContract(of, {
    accountId: customer!.id,
    currency,
    isNotificationEnabled: true,
    notificationEmails: ["owner@example.com"],
  });
  const stranger = await makeContract(of, { accountId: (await makeAccount(of)).id, currency });
  const rules = await rulesOf(emulatorUrl, plan);
  const counted = (name: string, countRule: CountRule, units: number, contractId = agreement.id) =>
    makeLine(of, {
      name,
      contractId,
      terms: { billBy: "flexible-assets", countRule },
      units: [{ effectiveOn: "2026-06-01", units: String(units) }],
    });
  const seatLineIds: string[] = [];
  for (let number = 1; number <= SEAT_LINES; number += 1)
    seatLineIds.push((await counted(`Seats ${number}`, rules.seats, plan.premium)).id);
  const company: Company = {
    tenant: of,
    itGlueAccount: accountId,
    contractId: agreement.id,
    seats: plan.premium,
    seatLineIds,
    heldLineId: (await counted("Archived soon", rules.standard, 1)).id,
    steadyLineId: (await counted("Assets", rules.assets, 1)).id,
    unmappedLineId: (await counted("Nobody's", rules.seats, 5, stranger.id)).id,
  };
  for (const id of linesOf(company)) await withTenant(of.scope, (db) => reprojectLine(db, ctx, id));

  of.clock.set(firstNight);
  await runNight(jobContextFor(of, { itGlue }), { businessOn: "2026-06-02", trigger: "schedule" });
  const held = await withTenant(of.scope, (db) => db.select().from(heldChange));
  for (const { id, version } of held)
    await decideHeldChange(ctx, { heldChangeId: id, version, decision: "approve", reason: "Seen" });
  const june = await withTenant(of.scope, (db) =>
    db.select().from(billingItem).where(eq(billingItem.effectiveOn, "2026-06-01")),
  );
  await postItems(ctx, { items: june.map(({ id, contentHash }) => ({ id, contentHash })) });

  const state = await emulatorState(emulatorUrl);
  const assetId = (license: string) =>
    assetOf(state, accountId, plan.organization, "Microsoft 365", license).id;
  const traits = { seats: plan.premium + 1 };
  await controlEmulator(emulatorUrl, { action: "set-traits", assetId: assetId(PREMIUM), traits });
  await controlEmulator(emulatorUrl, { action: "archive-asset", assetId: assetId(STANDARD) });
  of.clock.set(night);
  await withTenant(of.scope, (db) => db.update(tenant).set({ simulatedAt: night }));
  return company;
}

export const linesOf = (company: Company): string[] => [
  ...company.seatLineIds,
  company.heldLineId,
  company.steadyLineId,
  company.unmappedLineId,
];

async function rulesOf(emulatorUrl: string, { itGlue }: Plan) {
  const state = await emulatorState(emulatorUrl);
  const field = (name: string) => fieldOf(state, itGlue, "Microsoft 365", name).id;
  const rule = (license: string, billBy: CountRule["billBy"]): CountRule => ({
    assetTypeId: assetTypeOf(state, itGlue, "Microsoft 365").id,
    billBy,
    includeArchived: false,
    conditions: [{ fieldId: field("License"), values: [license] }],
  });
  return {
    seats: rule(PREMIUM, { by: "field", fieldId: field("Seats") }),
    standard: rule(STANDARD, { by: "assets" }),
    assets: rule(PREMIUM, { by: "assets" }),
  };
}
