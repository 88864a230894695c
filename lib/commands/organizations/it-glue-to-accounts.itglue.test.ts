import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { organizationKind } from "@/db/schema/mirror";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import { linkOrganization } from "../organization-links/link-organization";
import { unlinkOrganization } from "../organization-links/unlink-organization";
import { type TwoSides, twoSides } from "./two-way.fixture";

let client: PGlite;
let bench: Bench;
let sides: TwoSides;

beforeAll(async () => {
  client = await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  sides = await twoSides(bench);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const kindId = (of: "organizationTypes" | "organizationStatuses", name: string) =>
  accountOf(bench.emulator.state, "northwind")[of].find((kind) => kind.name === name)!.id;
const idThere = (name: string) => sides.there(name)!.id;
const accountsHere = () =>
  withTenant(sides.tenant.scope, (db) => db.select().from(account).orderBy(account.id));

/** The next sync writes nothing on either side; nor did the last ones write to IT Glue. */
async function expectQuiet() {
  const before = await sides.written(client);
  expect(await sides.sync()).toMatchObject({ updated: 0, pushed: 0, conflicts: 0, errors: 0, left: 0 });
  expect(await sides.written(client)).toEqual(before);
  expect(await sides.writes()).toBe(0);
}

describe("an organization made in IT Glue", () => {
  it("makes an account with the defaults of the settings", async () => {
    await sides.settings({
      accountDefaults: { currency: "EUR", paymentTermDays: 14, taxRatePercent: "8.25" },
    });
    await bench.control({
      action: "add-organization",
      accountId: "northwind",
      name: "Brightwater Spa",
      organizationTypeId: kindId("organizationTypes", "Customer"),
      parentId: idThere("Harbor Dental Group"),
    });
    expect(await sides.sync()).toMatchObject({ created: 1, pushed: 0 });
    expect(await sides.here("Brightwater Spa")).toMatchObject({
      typeName: "Customer",
      parentAccountId: (await sides.here("Harbor Dental Group"))!.id,
      currency: "EUR",
      paymentTermDays: 14,
      taxRatePercent: "8.2500",
      billingName: null,
      source: "it-glue",
    });
    expect(await sides.log()).toMatchObject([
      {
        event: "pulled",
        reason: "account-created",
        organizationId: idThere("Brightwater Spa"),
        fields: { typeName: { from: null, to: "Customer" }, parent: { to: "Harbor Dental Group" } },
      },
    ]);
    await expectQuiet();
  });

  it("of a type that is not selected makes none, and makes one when it is selected", async () => {
    await sides.settings({ syncedTypeIds: [kindId("organizationTypes", "Customer")] });
    await bench.control({
      action: "add-organization",
      accountId: "northwind",
      name: "A prospect",
      organizationTypeId: kindId("organizationTypes", "Prospect"),
    });
    expect(await sides.sync()).toMatchObject({ created: 0 });
    await sides.settings({ syncedTypeIds: null });
    expect(await sides.sync()).toMatchObject({ created: 1 });
    expect(await sides.here("A prospect")).toBeDefined();
  });
});

describe("an organization changed in IT Glue", () => {
  it("changes its account's fields, and never what the invoice is addressed to", async () => {
    await sides.save("RK Fabrics", { billingName: "RK Ltd", billingAddress: "1 Mill Road" });
    await bench.control({
      action: "set-organization",
      organizationId: idThere("RK Fabrics"),
      attributes: {
        name: "RK Textiles",
        "short-name": "RKT",
        "organization-status-id": kindId("organizationStatuses", "Inactive"),
        "parent-id": idThere("Harbor Dental Group"),
      },
    });
    expect(await sides.sync()).toMatchObject({ updated: 1, pushed: 0 });
    expect(await sides.here("RK Textiles")).toMatchObject({
      accountCode: "RKT",
      statusName: "Inactive",
      isActive: true,
      parentAccountId: (await sides.here("Harbor Dental Group"))!.id,
      billingName: "RK Ltd",
      billingAddress: "1 Mill Road",
      version: 3,
    });
    expect(await sides.told()).toEqual(["pulled: organization-changed"]);
    await expectQuiet();
  });

  it("changes it also where only its type was renamed", async () => {
    const id = kindId("organizationTypes", "Prospect");
    await bench.control({ action: "set-organization-kind", id, name: "Lead" });
    const { updated } = await sides.sync();
    expect(updated).toBeGreaterThan(0);
    const kinds = await withTenant(sides.tenant.scope, (db) => db.select().from(organizationKind));
    expect(kinds).toContainEqual(
      expect.objectContaining({ kind: "type", id, name: "Lead", missingSince: null }),
    );
    await expectQuiet();
  });

  it("to a type that is not selected is orphaned: account, link and snapshot stay; it returns with its changes", async () => {
    await sides.settings({ syncedTypeIds: [kindId("organizationTypes", "Customer")] });
    await sides.sync();
    const organizationId = idThere("RK Fabrics");
    const vendor = kindId("organizationTypes", "Vendor");
    const before = await sides.linkOf("RK Fabrics");
    await bench.control({ action: "retype-organization", organizationId, organizationTypeId: vendor });
    await bench.control({ action: "rename-organization", organizationId, name: "RK Textiles" });
    expect(await sides.sync()).toMatchObject({ orphaned: 1, updated: 0 });
    expect(await sides.linkOf("RK Fabrics")).toMatchObject({
      state: "orphaned",
      problem: "organization-deselected",
      snapshot: before!.snapshot,
    });
    await expectQuiet();
    const customer = kindId("organizationTypes", "Customer");
    await bench.control({ action: "retype-organization", organizationId, organizationTypeId: customer });
    expect(await sides.sync()).toMatchObject({ returned: 1, updated: 1, pushed: 0 });
    expect(await sides.linkOf("RK Textiles")).toMatchObject({ state: "synced", problem: null });
    await expectQuiet();
  });

  it("the other way round where the settings deselect it: all of its type, told once each", async () => {
    const accounts = await accountsHere();
    await sides.settings({ syncedStatusIds: [kindId("organizationStatuses", "Inactive")] });
    const { orphaned } = await sides.sync();
    expect(orphaned).toBe(accounts.filter(({ statusName }) => statusName === "Active").length);
    expect(await accountsHere()).toEqual(accounts);
    await expectQuiet();
    await sides.settings({ syncedStatusIds: null });
    expect(await sides.sync()).toMatchObject({ returned: orphaned, updated: 0 });
    await expectQuiet();
  });
});

describe("an organization deleted in IT Glue", () => {
  it("is orphaned, told once; one of its name made anew is left to a person", async () => {
    await bench.control({ action: "delete-organization", organizationId: idThere("RK Fabrics") });
    expect(await sides.sync()).toMatchObject({ orphaned: 1, created: 0 });
    await expectQuiet();
    await bench.control({ action: "add-organization", accountId: "northwind", name: "RK Fabrics" });
    expect(await sides.sync()).toMatchObject({ created: 0, linked: 0, undecided: 1 });
    expect(await sides.told()).toEqual([
      "orphaned: organization-deleted",
      "undecided: account-lost-organization",
    ]);
    await expectQuiet();
  });
});

describe("the MSP's own organization", () => {
  it("takes no part, whatever becomes of it", async () => {
    const organizationId = idThere("Northwind MSP");
    await bench.control({ action: "rename-organization", organizationId, name: "Elm City Bakery" });
    expect(await sides.sync()).toMatchObject({ updated: 0, created: 0, linked: 0, undecided: 0 });
    expect(await sides.told()).toEqual([]);
    await expectQuiet();
  });
});

describe("one account with two organizations", () => {
  it("keeps the fields of the leading one the same; the other counts and changes nothing", async () => {
    const downtown = (await sides.here("Harbor Dental Downtown"))!;
    const harbor = (await sides.here("Harbor Dental Group"))!;
    const organizationId = idThere("Harbor Dental Downtown");
    await unlinkOrganization(sides.ctx, {
      accountId: downtown.id,
      version: downtown.version,
      organizationId,
    });
    await linkOrganization(sides.ctx, { accountId: harbor.id, version: harbor.version, organizationId });
    await sides.sync();
    await bench.control({ action: "rename-organization", organizationId, name: "Harbor Downtown" });
    expect(await sides.sync()).toMatchObject({ updated: 0, pushed: 0 });
    await bench.control({
      action: "rename-organization",
      organizationId: idThere("Harbor Dental Group"),
      name: "Harbor Dental",
    });
    expect(await sides.sync()).toMatchObject({ updated: 1, pushed: 0, created: 0 });
    const renamed = (await sides.here("Harbor Dental"))!;
    expect(renamed.id).toBe(harbor.id);
    await sides.save("Harbor Dental", { accountCode: "HD" });
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect([sides.there("Harbor Dental")?.shortName, sides.there("Harbor Downtown")?.shortName]).toEqual([
      "HD",
      "HARBORDT",
    ]);
  });

  it("does not make an organization of an account whose only one was unlinked", async () => {
    const { id: accountId, version } = (await sides.here("RK Fabrics"))!;
    await unlinkOrganization(sides.ctx, {
      accountId,
      version,
      organizationId: idThere("RK Fabrics"),
    });
    await sides.save("RK Fabrics", { name: "RK Textiles" });
    expect(await sides.sync()).toMatchObject({ pushed: 0, linked: 0, created: 0 });
    expect(await sides.writes()).toBe(0);
  });
});
