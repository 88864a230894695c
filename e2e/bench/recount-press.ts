/** A finance manager in front of a saved service line, for `npm run bench -- recount`. */
import { eq } from "drizzle-orm";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { itGlueRequestBudget, userConnection } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import { controlEmulator } from "@/e2e/it-glue-emulator/control-client";
import type { CommandContext } from "@/lib/commands/context";
import { saveLine } from "@/lib/commands/contract-lines/save-line";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { readAssetTypes } from "@/lib/commands/mirror/read-asset-types";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { type UpdateUnitsResult, updateUnits } from "@/lib/commands/readings/update-units";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { createItGlueGateway } from "@/lib/itglue/http";
import { REQUEST_RATE } from "@/lib/itglue/port";
import { contextFor, makeContract, makeService, makeTenant } from "@/lib/testing/factories";
import type { EmulatorProcess } from "./emulator-process";

const COUNTED_LICENSES = ["Microsoft 365 Business Premium", "Microsoft 365 Business Standard"];
const MINUTE_MS = 60_000;

export type RecountPress = {
  /** Presses Update Units on the saved line. */
  updateUnits: () => Promise<UpdateUnitsResult>;
  /** Lets a minute pass in which one counted asset changes, so that no receipt is one stored before. */
  letAMinutePass: () => Promise<void>;
};

/** Connects a tenant to the emulator, links the customer that has all the assets, and saves a first counted line. */
export async function prepareRecountPress(
  emulator: EmulatorProcess,
  organizations: number,
): Promise<RecountPress> {
  await addOrganizations(emulator, organizations - 2);
  let minutes = 0;
  const itGlue = createItGlueGateway({
    baseUrlOf: () => emulator.baseUrl,
    fetch: fetchOutsideTransactions,
    // A person does not press all the time: each press takes its turns under the rate limit anew.
    now: () => Date.now() + minutes * MINUTE_MS,
  });
  const tenant = await makeTenant();
  const ctx = contextFor(tenant, { itGlue });
  await saveItGlueSettings(ctx, {
    isEnabled: true,
    subdomain: "generated",
    server: "us",
    apiKey: emulator.key,
    isTwoWaySyncEnabled: true,
    version: 0,
  });
  await syncOrganizations(ctx);
  const assets = await assetsOf(emulator);
  const link = await linkOf(ctx, assets[0]!.attributes["organization-id"]);
  await connectUser(ctx, link.connectionId, tenant.admin.id);
  const rule = await seatsRule(ctx, emulator.typeIds[0]!);
  const contract = await makeContract(tenant, { accountId: link.accountId });
  const first = await updateUnits(ctx, { contractId: contract.id, lineId: null, rule });
  const { lineId } = await saveLine(ctx, {
    contractId: contract.id,
    lineId: null,
    version: null,
    serviceId: (await makeService(tenant)).id,
    name: "Microsoft 365 seat",
    description: "",
    startOn: "2026-06-01",
    unitPrice: "10.00",
    unitCost: null,
    billBy: { by: "flexible-assets", rule, readingId: first.readingId },
    rounding: "none",
    minimumUnits: null,
    includedUnits: null,
    maximumUnits: null,
    prorateIncreases: "daily",
    prorateDecreases: "daily",
    effectiveOn: "2026-06-01",
    priceEffectiveOn: null,
    reason: "",
  });
  const counted = assets.filter(
    ({ attributes }) => !attributes.archived && COUNTED_LICENSES.includes(attributes.traits.license ?? ""),
  );
  return {
    updateUnits: () =>
      updateUnits(ctx, { contractId: contract.id, lineId, rule, recountId: crypto.randomUUID() }),
    letAMinutePass: async () => {
      minutes += 1;
      const { id } = counted[minutes % counted.length]!;
      await controlEmulator(emulator.url, {
        action: "set-traits",
        assetId: id,
        traits: { seats: 1000 + minutes },
      });
      // What a minute refills, and more: a long run must not wait for the rate limit.
      await withTenant(ctx.scope, (db) => db.update(itGlueRequestBudget).set({ tokens: REQUEST_RATE.burst }));
    },
  };
}

async function addOrganizations(emulator: EmulatorProcess, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1)
    await controlEmulator(emulator.url, {
      action: "add-organization",
      accountId: "generated",
      name: `Customer ${index}`,
    });
}

type WireAsset = {
  id: string;
  attributes: { "organization-id": string; archived: boolean; traits: { license?: string } };
};

async function assetsOf(emulator: EmulatorProcess): Promise<WireAsset[]> {
  const answer = await fetch(
    `${emulator.baseUrl}/flexible_assets?filter[flexible-asset-type-id]=${emulator.typeIds[0]}&page[size]=1000`,
    { headers: { "x-api-key": emulator.key } },
  );
  return ((await answer.json()) as { data: WireAsset[] }).data;
}

async function linkOf(ctx: CommandContext, organizationId: string) {
  const [link] = await withTenant(ctx.scope, (db) =>
    db
      .select({ accountId: accountOrganization.accountId, connectionId: accountOrganization.connectionId })
      .from(accountOrganization)
      .innerJoin(organization, eq(organization.id, accountOrganization.organizationId))
      .where(eq(organization.id, `${organizationId}`)),
  );
  return link!;
}

async function connectUser(ctx: CommandContext, connectionId: string, userId: string): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db.insert(userConnection).values({
      tenantId: ctx.scope.tenantId,
      userId,
      connectionId,
      kind: "api-key",
      sealedAccess: "sealed",
      status: "connected",
      connectedAt: "2026-06-01T13:00:00Z",
      details: {},
    }),
  );
}

async function seatsRule(ctx: CommandContext, assetTypeId: string): Promise<CountRule> {
  const type = (await readAssetTypes(ctx)).find(({ id }) => id === assetTypeId)!;
  const fieldId = (name: string) => type.fields.find((field) => field.name === name)!.id;
  return {
    assetTypeId,
    billBy: { by: "field", fieldId: fieldId("Seats") },
    conditions: [{ fieldId: fieldId("License"), values: COUNTED_LICENSES }],
    includeArchived: false,
  };
}
