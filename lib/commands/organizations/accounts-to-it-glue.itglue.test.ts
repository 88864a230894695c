import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, startBench } from "@/lib/testing/connected-tenant";
import { makeAccount } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
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

/** After a sync that had something to do, the next one writes nothing on either side. */
async function expectQuiet() {
  const before = await sides.written(client);
  expect(await sides.sync()).toMatchObject({ updated: 0, pushed: 0, conflicts: 0, errors: 0, left: 0 });
  expect(await sides.written(client)).toEqual(before);
}

describe("an account made here", () => {
  it("makes an organization with name, code, type, status and parent, linked by ids", async () => {
    const parent = (await sides.here("Harbor Dental Group"))!;
    const made = await makeAccount(sides.tenant, {
      name: "Brightwater Spa",
      accountCode: "BRIGHT",
      typeName: "customer",
      statusName: "Active",
      parentAccountId: parent.id,
      billingName: "Brightwater Holdings",
    });
    expect(await sides.sync()).toMatchObject({ pushed: 1, errors: 0, created: 0, linked: 0 });
    expect(sides.there("Brightwater Spa")).toMatchObject({
      shortName: "BRIGHT",
      typeId: kindId("organizationTypes", "Customer"),
      statusId: kindId("organizationStatuses", "Active"),
      parentId: sides.there("Harbor Dental Group")!.id,
    });
    expect(await sides.linkOf("Brightwater Spa")).toMatchObject({
      accountId: made.id,
      organizationId: sides.there("Brightwater Spa")!.id,
      state: "synced",
      isLeading: true,
    });
    expect(await sides.log()).toMatchObject([
      {
        event: "pushed",
        reason: "organization-created",
        accountId: made.id,
        organizationId: sides.there("Brightwater Spa")!.id,
        fields: {
          accountCode: { from: null, to: "BRIGHT" },
          parent: { from: null, to: "Harbor Dental Group" },
        },
        actorName: sides.tenant.admin.name,
      },
    ]);
    expect(await sides.here("Brightwater Spa")).toEqual(made);
    await expectQuiet();
  });

  it("makes its parent's organization first", async () => {
    const child = await makeAccount(sides.tenant, { name: "Child" });
    const parent = await makeAccount(sides.tenant, { name: "Parent" });
    await sides.save("Child", { parentAccountId: parent.id });
    expect(await sides.sync()).toMatchObject({ pushed: 2 });
    expect(sides.there("Child")?.parentId).toBe(sides.there("Parent")!.id);
    expect((await sides.linkOf("Child"))?.snapshot?.account.parentAccountId).toBe(parent.id);
    expect((await sides.here("Child"))?.id).toBe(child.id);
    await expectQuiet();
  });

  it("with a type IT Glue does not know comes over without it; the field is told once and sent when it is known", async () => {
    await makeAccount(sides.tenant, { name: "Brightwater Spa", typeName: "Reseller", statusName: "Active" });
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("Brightwater Spa")).toMatchObject({
      typeId: null,
      statusId: kindId("organizationStatuses", "Active"),
    });
    expect(await sides.told()).toEqual(["pushed: organization-created", "error: unknown-type"]);
    expect(await sides.linkOf("Brightwater Spa")).toMatchObject({ state: "error", problem: "unknown-type" });
    await expectQuiet();
    await bench.control({
      action: "add-organization-kind",
      accountId: "northwind",
      of: "type",
      name: "Reseller",
    });
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("Brightwater Spa")?.typeId).toBe(kindId("organizationTypes", "Reseller"));
    expect(await sides.linkOf("Brightwater Spa")).toMatchObject({ state: "synced", problem: null });
  });

  it("makes none when it is inactive, of a type that is not selected, or the sync is one-way", async () => {
    await sides.settings({ syncedTypeIds: [kindId("organizationTypes", "Customer")] });
    await sides.sync();
    await makeAccount(sides.tenant, { name: "Closed", typeName: "Customer", isActive: false });
    await makeAccount(sides.tenant, { name: "A vendor", typeName: "Vendor" });
    await makeAccount(sides.tenant, { name: "Of no type" });
    expect(await sides.sync()).toMatchObject({ pushed: 0, errors: 0 });
    await sides.settings({ syncedTypeIds: null, isTwoWaySyncEnabled: false });
    expect(await sides.sync()).toMatchObject({ pushed: 0, left: 0 });
    expect(await sides.writes()).toBe(0);
    await sides.settings({ isTwoWaySyncEnabled: true });
    expect(await sides.sync()).toMatchObject({ pushed: 2 });
    expect(sides.there("Closed")).toBeUndefined();
  });

  it("named like the MSP itself makes none", async () => {
    await makeAccount(sides.tenant, { name: "northwind msp" });
    expect(await sides.sync()).toMatchObject({ pushed: 0, linked: 0, errors: 0 });
    expect([await sides.writes(), await sides.told()]).toEqual([0, []]);
  });
});

describe("an account changed here", () => {
  it("renames, recodes, retypes and moves its organization, and nothing else of it", async () => {
    const before = structuredClone(sides.there("RK Fabrics")!);
    const harbor = (await sides.here("Harbor Dental Group"))!;
    await sides.save("RK Fabrics", {
      name: "RK Textiles",
      accountCode: null,
      typeName: "Prospect",
      parentAccountId: harbor.id,
    });
    expect(await sides.sync()).toMatchObject({ pushed: 1, updated: 0 });
    expect(sides.there("RK Textiles")).toEqual({
      ...before,
      name: "RK Textiles",
      shortName: null,
      typeId: kindId("organizationTypes", "Prospect"),
      parentId: sides.there("Harbor Dental Group")!.id,
      updatedAt: expect.any(String),
    });
    expect(await sides.log()).toMatchObject([
      {
        event: "pushed",
        reason: "account-changed",
        fields: {
          name: { from: "RK Fabrics", to: "RK Textiles" },
          accountCode: { from: "RK", to: null },
          typeName: { from: "Customer", to: "Prospect" },
          parent: { from: null, to: "Harbor Dental Group" },
        },
      },
    ]);
    await expectQuiet();
  });

  it("to a type that is not selected is orphaned; nothing is sent until it is selected again", async () => {
    await sides.settings({ syncedTypeIds: [kindId("organizationTypes", "Customer")] });
    await sides.sync();
    await sides.save("RK Fabrics", { typeName: "Prospect", name: "RK Textiles" });
    expect(await sides.sync()).toMatchObject({ orphaned: 1, pushed: 0 });
    expect(await sides.linkOf("RK Textiles")).toMatchObject({
      state: "orphaned",
      problem: "account-deselected",
    });
    expect([await sides.writes(), sides.there("RK Fabrics")?.name]).toEqual([0, "RK Fabrics"]);
    await expectQuiet();
    await sides.settings({ syncedTypeIds: null });
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("RK Textiles")?.typeId).toBe(kindId("organizationTypes", "Prospect"));
  });

  it("and deactivated sends nothing, but still follows its organization", async () => {
    const organizationId = sides.there("RK Fabrics")!.id;
    await sides.save("RK Fabrics", { isActive: false, accountCode: "OLD" });
    await bench.control({ action: "rename-organization", organizationId, name: "RK Textiles" });
    expect(await sides.sync()).toMatchObject({ pushed: 0, updated: 1 });
    expect(await sides.here("RK Textiles")).toMatchObject({ accountCode: "OLD", isActive: false });
    await sides.save("RK Textiles", { isActive: true });
    expect(await sides.sync()).toMatchObject({ pushed: 1 });
    expect(sides.there("RK Textiles")?.shortName).toBe("OLD");
  });

  it("is not made anew in IT Glue after its organization was deleted there", async () => {
    await bench.control({ action: "delete-organization", organizationId: sides.there("RK Fabrics")!.id });
    await sides.save("RK Fabrics", { accountCode: "NEW" });
    expect(await sides.sync()).toMatchObject({ orphaned: 1, pushed: 0 });
    expect([await sides.writes(), sides.there("RK Fabrics")]).toEqual([0, undefined]);
    await expectQuiet();
  });
});
