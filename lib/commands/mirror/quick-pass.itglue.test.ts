import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { assetType } from "@/db/schema/mirror";
import { type ConnectedMirror, type MirrorBench, startMirrorBench } from "@/lib/testing/bench/mirror-bench";
import { makeContract, makeLine } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";

const ASSETS = 5_060;

let bench: MirrorBench;
let mirror: ConnectedMirror;
beforeAll(async () => {
  await startTestDatabase();
  bench = await startMirrorBench({ organizations: 40, assets: ASSETS, seed: 7 });
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  mirror = await bench.connect(1000);
  mirror.tenant.clock.set("2026-06-01T04:20:00Z");
  expect(await mirror.pass()).toMatchObject({ assets: ASSETS });
  await bench.control({ action: "clear-requests" });
  mirror.tenant.clock.set("2026-06-02T04:20:00Z");
});
afterAll(() => bench.stop());

/** Ten days old in the mirror's eyes: what changes now is far newer than anything it knows. */
const idAt = (index: number) => bench.documented().at(index)!.id;
const change = (index: number, seats: number) =>
  bench.control({ action: "set-traits", assetId: idAt(index), traits: { seats } });
const add = () =>
  bench.control({
    action: "add-asset",
    organizationId: bench.documented()[0]!.organizationId,
    assetTypeId: bench.assetTypeId,
    traits: { license: "Microsoft 365 E3", seats: 3 },
  });
const smallPages = () => ({ ...mirror.ctx, itGlue: bench.itGlue({ pageSize: 20 }) });
const kinds = async () =>
  (await mirror.passes()).map(({ kind, reason, status }) => `${kind} ${reason} ${status}`);
const heldIds = async () =>
  (await mirror.assets()).filter(({ missingSince }) => missingSince === null).map(({ id }) => id);
const documentedIds = () => bench.documented().map(({ id }) => id);

/** The mirror holds every asset as IT Glue does, the very values among them. */
async function expectComplete() {
  expect((await heldIds()).toSorted()).toEqual(documentedIds().toSorted());
}

describe("a quick pass", () => {
  it("takes three pages of twenty after 50 changes, and the first once more for what moved onto it", async () => {
    for (let index = 0; index < 50; index += 1) await change(index * 100, 500 + index);
    expect(await mirror.pass({}, smallPages())).toMatchObject({ assets: ASSETS, changed: 50, missing: 0 });
    expect(await bench.pageCalls()).toHaveLength(4);
    expect((await mirror.passes()).at(-1)).toMatchObject({
      kind: "quick",
      reason: "large",
      requests: 4,
      pages: 4,
    });
    for (const index of [0, 25, 49]) {
      expect((await mirror.assetOf(idAt(index * 100)))!.traits).toMatchObject({ seats: 500 + index });
    }
  });

  it("takes one request where nothing changed, and writes nothing", async () => {
    const before = await mirror.assets();
    expect(await mirror.pass({}, smallPages())).toMatchObject({ changed: 0 });
    expect(await bench.pageCalls()).toHaveLength(1);
    expect(await mirror.assets()).toEqual(before);
    expect((await mirror.mirror()).types).toMatchObject([
      {
        assetCount: ASSETS,
        lastPassAt: "2026-06-02T04:20:00.000Z",
        lastFullPassAt: "2026-06-01T04:20:00.000Z",
      },
    ]);
  });

  it("brings what is new", async () => {
    await add();
    await add();
    expect(await mirror.pass({}, smallPages())).toMatchObject({ assets: ASSETS + 2, changed: 2 });
    expect((await kinds()).at(-1)).toBe("quick large finished");
    await expectComplete();
  });

  it("that breaks off leaves the mirror as it was, and is followed by a full one", async () => {
    for (let index = 0; index < 50; index += 1) await change(index * 100, 500);
    const before = await mirror.mirror();
    await bench.control({ action: "fault", kind: "503", match: "/flexible_assets", afterRequests: 1 });
    await expect(mirror.pass({}, smallPages())).rejects.toMatchObject({ code: "unavailable" });
    expect(await mirror.mirror()).toEqual(before);
    await bench.control({ action: "clear-faults" });
    expect(await mirror.pass()).toMatchObject({ changed: 50 });
    expect((await kinds()).slice(1)).toEqual([
      "quick it-glue-unavailable abandoned",
      "full after-abandoned finished",
    ]);
  });
});

describe("a quick pass in doubt makes a full one the same night", () => {
  it.each([
    ["one deleted", async () => bench.control({ action: "delete-asset", assetId: idAt(2000) })],
    [
      "one deleted and another added, as many as before",
      async () => {
        await bench.control({ action: "delete-asset", assetId: idAt(2000) });
        await add();
      },
    ],
    [
      "one deleted and two added, more than before",
      async () => {
        await bench.control({ action: "delete-asset", assetId: idAt(2000) });
        await add();
        await add();
      },
    ],
  ])("%s", async (_what, happen) => {
    const deleted = idAt(2000);
    await happen();
    expect(await mirror.pass()).toMatchObject({ missing: 1, assets: bench.documented().length });
    expect((await kinds()).slice(1)).toEqual([
      "quick count-differs abandoned",
      "full count-differs finished",
    ]);
    expect(await mirror.assetOf(deleted)).toMatchObject({ missingSince: expect.any(String) });
    expect(await mirror.staged()).toEqual([]);
    await expectComplete();
  });

  it("what was staged is lost in a crash of the database before it is closed", async () => {
    for (let index = 0; index < 50; index += 1) await change(index * 100, 500);
    let steps = 0;
    await mirror.pass({
      stepReadsForMs: 0,
      step: async (_id, work) => {
        steps += 1;
        if (steps === 2) await mirror.loseStaging();
        return work();
      },
    });
    expect((await kinds()).slice(1)).toEqual(["quick staging-lost abandoned", "full staging-lost finished"]);
    expect((await mirror.passes()).at(-1)).toMatchObject({ changed: 50, missing: 0 });
  });

  it("no total", async () => {
    await bench.control({ action: "switches", set: { nullTotalCount: true } });
    await mirror.pass();
    expect((await kinds()).slice(1)).toEqual(["quick no-total abandoned", "full no-total finished"]);
  });

  it("a total that moves between two pages", async () => {
    for (let index = 0; index < 50; index += 1) await change(index * 100, 500);
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      match: "/flexible_assets",
      do: {
        action: "add-asset",
        organizationId: bench.documented()[0]!.organizationId,
        assetTypeId: bench.assetTypeId,
        traits: { license: "Late", seats: 1 },
      },
    });
    await mirror.pass({}, { ...mirror.ctx, itGlue: bench.itGlue({ pageSize: 40 }) });
    expect((await kinds()).slice(1)).toEqual(["quick total-moved abandoned", "full total-moved finished"]);
    await expectComplete();
  });
});

describe("a large type is read in full", () => {
  const lastKind = async () => (await kinds()).at(-1);

  it("every seventh night", async () => {
    const seen: (string | undefined)[] = [];
    for (const day of [2, 3, 4, 5, 6, 7, 8, 9]) {
      mirror.tenant.clock.set(`2026-06-0${day}T04:20:00Z`);
      await mirror.pass();
      seen.push(await lastKind());
    }
    const quick = "quick large finished";
    expect(seen).toEqual([quick, quick, quick, quick, quick, quick, "full weekly finished", quick]);
  });

  it("where a line counts or filters it by a tag", async () => {
    const type = bench.account().assetTypes.find(({ id }) => id === bench.assetTypeId)!;
    const fieldId = (name: string) => type.fields.find((field) => field.name === name)!.id;
    const contract = await makeContract(mirror.tenant);
    const line = (values: string[], field: string) =>
      makeLine(mirror.tenant, {
        contractId: contract.id,
        terms: {
          billBy: "flexible-assets",
          countRule: {
            assetTypeId: bench.assetTypeId,
            billBy: { by: "field", fieldId: fieldId("Seats") },
            conditions: [{ fieldId: fieldId(field), values }],
            includeArchived: false,
          },
        },
      });
    await line(["Microsoft 365 E3"], "License");
    await mirror.pass();
    expect(await lastKind()).toBe("quick large finished");
    await line(["Contact 1"], "Assigned to");
    await mirror.pass();
    expect(await lastKind()).toBe("full tags finished");
  });

  it("after key, server or identity have changed", async () => {
    await withTenant(mirror.tenant.scope, (db) =>
      db.update(itGlueSettings).set({ identityChangedAt: "2026-06-01T13:00:00.000Z" }),
    );
    await mirror.pass();
    expect(await lastKind()).toBe("full identity-changed finished");
  });

  it("after a field has changed, whose key no asset's updated-at tells of", async () => {
    await withTenant(mirror.tenant.scope, async (db) => {
      const own = eq(assetType.id, bench.assetTypeId);
      const [type] = await db.select().from(assetType).where(own);
      const fields = type!.fields.map((field) =>
        field.name === "Seats" ? { ...field, nameKey: "seats-2" } : field,
      );
      await db.update(assetType).set({ fields }).where(own);
    });
    await mirror.pass();
    expect(await lastKind()).toBe("full fields-changed finished");
    await mirror.pass();
    expect(await lastKind()).toBe("quick large finished");
  });
});
