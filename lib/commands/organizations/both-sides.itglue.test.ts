import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
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

const set = (name: string, attributes: Record<string, unknown>) =>
  bench.control({ action: "set-organization", organizationId: sides.there(name)!.id, attributes });

async function expectQuiet() {
  const before = await sides.written(client);
  expect(await sides.sync()).toMatchObject({ updated: 0, pushed: 0, conflicts: 0, errors: 0, left: 0 });
  expect(await sides.written(client)).toEqual(before);
}

describe("changed on both sides", () => {
  it("the same field: the account wins, and the log keeps the other's value", async () => {
    await set("RK Fabrics", { name: "RK Textiles" });
    await sides.save("RK Fabrics", { name: "RK Holding" });
    expect(await sides.sync()).toMatchObject({ conflicts: 1, pushed: 1, updated: 0 });
    expect(sides.there("RK Holding")).toBeDefined();
    expect(await sides.here("RK Holding")).toMatchObject({ version: 2 });
    expect(await sides.log()).toMatchObject([
      {
        event: "conflict",
        reason: "changed-on-both-sides",
        fields: { name: { from: "RK Textiles", to: "RK Holding" } },
      },
      {
        event: "pushed",
        reason: "account-changed",
        fields: { name: { from: "RK Textiles", to: "RK Holding" } },
      },
    ]);
    await expectQuiet();
  });

  it("different fields: both are kept, on both sides", async () => {
    await set("RK Fabrics", { name: "RK Textiles" });
    await sides.save("RK Fabrics", { accountCode: "RKT" });
    expect(await sides.sync()).toMatchObject({ conflicts: 0, pushed: 1, updated: 1 });
    expect(sides.there("RK Textiles")).toMatchObject({ shortName: "RKT" });
    expect(await sides.here("RK Textiles")).toMatchObject({ accountCode: "RKT", version: 3 });
    await expectQuiet();
  });

  it("the same field to the same value: no conflict and nothing to send", async () => {
    await set("RK Fabrics", { "short-name": "RKT" });
    await sides.save("RK Fabrics", { accountCode: "RKT" });
    expect(await sides.sync()).toMatchObject({ conflicts: 0, pushed: 0, updated: 0 });
    expect([await sides.writes(), await sides.told()]).toEqual([0, []]);
    await expectQuiet();
  });

  it("another field there, between our read and our write: nothing of it is lost", async () => {
    await sides.save("RK Fabrics", { accountCode: "RKT" });
    const organizationId = sides.there("RK Fabrics")!.id;
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      match: "/organization_statuses",
      do: { action: "rename-organization", organizationId, name: "RK Textiles" },
    });
    expect(await sides.sync()).toMatchObject({ pushed: 1, updated: 0 });
    expect(sides.there("RK Textiles")).toMatchObject({ shortName: "RKT" });
    expect(await sides.sync()).toMatchObject({ pushed: 0, updated: 1 });
    expect(await sides.here("RK Textiles")).toMatchObject({ accountCode: "RKT" });
    await expectQuiet();
  });
});

describe("a name that is taken in IT Glue", () => {
  it("is refused there: told with IT Glue's words, nothing lost, other fields go on", async () => {
    await sides.save("RK Fabrics", { name: "Elm City Bakery", accountCode: "RKT" });
    expect(await sides.sync()).toMatchObject({ errors: 1 });
    expect(sides.there("RK Fabrics")).toMatchObject({ shortName: "RKT" });
    const rows = await sides.log();
    expect(rows).toMatchObject([
      { event: "pushed", fields: { accountCode: { from: "RK", to: "RKT" } } },
      {
        event: "error",
        reason: "name-taken",
        fields: { name: { from: "RK Fabrics", to: "Elm City Bakery" } },
        detail: expect.stringContaining("has already been taken"),
      },
    ]);
    await expectQuiet();
    await set("Elm City Bakery", { name: "Elm Street Bakery" });
    expect(await sides.sync()).toMatchObject({ pushed: 1, updated: 1, errors: 0 });
    expect(sides.there("Elm City Bakery")?.shortName).toBe("RKT");
    await expectQuiet();
  });

  it("by an organization of another account: no second one is made, told once, until it is free", async () => {
    await sides.save("Elm City Bakery", { name: "Elm (billing)" });
    await sides.settings({ isTwoWaySyncEnabled: false });
    await sides.sync();
    await sides.settings({ isTwoWaySyncEnabled: true });
    await bench.control({
      action: "psa-sync-organization",
      organizationId: sides.there("Elm City Bakery")!.id,
    });
    await makeAccount(sides.tenant, { name: "Elm City Bakery" });
    expect(await sides.sync()).toMatchObject({ errors: 2, pushed: 0 });
    expect((await sides.told()).sort()).toEqual(["error: name-taken", "read-only: psa-synced"]);
    await expectQuiet();
    await set("Elm City Bakery", { name: "Elm Street Bakery" });
    await bench.control({
      action: "psa-unsync-organization",
      organizationId: sides.there("Elm Street Bakery")!.id,
    });
    expect(await sides.sync()).toMatchObject({ conflicts: 1, pushed: 2 });
    expect([sides.there("Elm (billing)"), sides.there("Elm City Bakery")]).toEqual([
      expect.anything(),
      expect.anything(),
    ]);
  });
});

describe("an organization synced with a PSA", () => {
  const patches = async () =>
    (await emulatorRequests(bench.emulator.url)).filter(({ method }) => method === "PATCH").length;

  it("is read-only: told once, and not asked again until the account or the organization changes", async () => {
    await sides.save("Kestrel Aviation", { accountCode: "KA", name: "Kestrel Air" });
    expect(await sides.sync()).toMatchObject({ errors: 1, pushed: 0 });
    expect(await sides.linkOf("Kestrel Air")).toMatchObject({ state: "read-only", problem: "psa-synced" });
    expect(await sides.log()).toMatchObject([
      {
        event: "read-only",
        reason: "psa-synced",
        fields: { name: { to: "Kestrel Air" }, accountCode: { to: "KA" } },
        detail: expect.stringContaining("synced with a PSA"),
      },
    ]);
    await expectQuiet();
    expect(await patches()).toBe(1);
    await sides.save("Kestrel Air", { name: "Kestrel" });
    await sides.sync();
    expect(await patches()).toBe(2);
    await expectQuiet();
    await set("Kestrel Aviation", { alert: "Changed by a person" });
    await sides.sync();
    expect(await patches()).toBe(3);
    await expectQuiet();
  });

  it("still changes its account", async () => {
    await set("Kestrel Aviation", { "short-name": "KAV" });
    expect(await sides.sync()).toMatchObject({ updated: 1, pushed: 0 });
    expect(await sides.here("Kestrel Aviation")).toMatchObject({ accountCode: "KAV" });
  });
});
