import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { organizationKind } from "@/db/schema/mirror";
import {
  type Bench,
  connectedTenant,
  NORTHWIND,
  refusalOf,
  startBench,
} from "@/lib/testing/connected-tenant";
import { contextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { screenOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { refreshOrganizationKinds } from "./refresh-organization-kinds";
import { saveItGlueSettings } from "./save-it-glue-settings";

let bench: Bench;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const kindsOf = async (tenant: TestTenant) => {
  const rows = await withTenant(tenant.scope, (db) => db.select().from(organizationKind));
  return rows
    .map(({ kind, name, missingSince }) => `${kind} ${name}${missingSince ? ` gone ${missingSince}` : ""}`)
    .sort();
};
const ALL = [
  "status Active",
  "status Inactive",
  "type Customer",
  "type Owner",
  "type Prospect",
  "type Vendor",
];

describe("refresh types and statuses", () => {
  it("keeps every type and status of the pinned account, a second time too", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    expect(await refreshOrganizationKinds(ctx)).toEqual({ types: 4, statuses: 2 });
    expect(await kindsOf(tenant)).toEqual(ALL);
    await refreshOrganizationKinds(ctx);
    expect(await kindsOf(tenant)).toEqual(ALL);
  });

  it("follows a new name, marks what is gone and takes back what returns", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await refreshOrganizationKinds(ctx);
    const account = bench.emulator.state.accounts[0]!;
    const [owner, customer, vendor, prospect] = account.organizationTypes;
    account.organizationTypes = [owner!, { ...customer!, name: "Client" }, prospect!];
    tenant.clock.set("2026-06-02T10:00:00Z");
    await refreshOrganizationKinds(ctx);
    expect(await kindsOf(tenant)).toEqual([
      "status Active",
      "status Inactive",
      "type Client",
      "type Owner",
      "type Prospect",
      "type Vendor gone 2026-06-02T10:00:00.000Z",
    ]);
    expect((await screenOf(tenant)).kinds.types.find(({ name }) => name === "Vendor")?.isGone).toBe(true);
    account.organizationTypes = [owner!, customer!, vendor!, prospect!];
    await refreshOrganizationKinds(ctx);
    expect(await kindsOf(tenant)).toEqual(ALL);
  });

  it.each([
    ["503", "it-glue-unreachable", "unavailable"],
    ["malformed", "it-glue-unreachable", "malformed"],
  ] as const)("keeps its lists where IT Glue answers %s, and notes it", async (kind, code, failure) => {
    const { tenant, ctx } = await connectedTenant(bench);
    await refreshOrganizationKinds(ctx);
    await bench.control({ action: "fault", kind, match: "/organization_statuses" });
    expect((await refusalOf(refreshOrganizationKinds(ctx))).code).toBe(code);
    expect(await kindsOf(tenant)).toEqual(ALL);
    expect((await screenOf(tenant)).health).toMatchObject({
      verdict: { state: "failing", code: failure },
    });
  });

  it("reads nothing of another account that answers to the key, and says so", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const [northwind, bluefin] = bench.emulator.state.accounts;
    bluefin!.server = "us";
    bluefin!.apiKeys.push(...northwind!.apiKeys.splice(0));
    expect(await refusalOf(refreshOrganizationKinds(ctx))).toMatchObject({
      code: "it-glue-other-account",
      details: { expected: "Northwind MSP", found: "Bluefin IT" },
    });
    expect(await kindsOf(tenant)).toEqual([]);
    expect((await screenOf(tenant)).health).toMatchObject({ lastErrorCode: "other-account" });
  });

  it("is refused while the integration is off or not set up, and for other roles", async () => {
    const tenant = await makeTenant();
    const unset = contextFor(tenant, { itGlue: bench.itGlue });
    expect((await refusalOf(refreshOrganizationKinds(unset))).code).toBe("it-glue-not-set-up");
    const { tenant: off, ctx } = await connectedTenant(bench);
    await saveItGlueSettings(ctx, { ...NORTHWIND, isEnabled: false, apiKey: "", version: 1 });
    expect((await refusalOf(refreshOrganizationKinds(ctx))).code).toBe("it-glue-disabled");
    for (const role of ["Finance Manager", "Technician", "Auditor"] as const) {
      const other = contextFor(off, { role, itGlue: bench.itGlue });
      expect((await refusalOf(refreshOrganizationKinds(other))).code).toBe("not-allowed");
    }
  });
});
