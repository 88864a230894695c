import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rehearse, withTenant } from "@/db/client";
import { asset, assetPass, assetStaging, assetTypeMirror } from "@/db/schema/mirror";
import {
  type ConnectedMirror,
  dyingAtPage,
  type MirrorBench,
  openedBefore,
  startMirrorBench,
} from "@/lib/testing/bench/mirror-bench";
import { startTestDatabase } from "@/lib/testing/test-database";
import { closePass } from "./close-pass";
import { seeingFills } from "./first-fill";
import { abandonPass } from "./open-pass";

let bench: MirrorBench;
let mirror: ConnectedMirror;
beforeAll(async () => {
  await startTestDatabase();
  bench = await startMirrorBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  mirror = await bench.connect();
});
afterAll(() => bench.stop());

const OTHER_TYPE = "4212000000009999";
const documented = () =>
  bench
    .documented()
    .map(({ id }) => id)
    .toSorted();
const present = async () =>
  (await mirror.assets())
    .filter(({ missingSince }) => missingSince === null)
    .map(({ id }) => id)
    .toSorted();
const dieAtPage = (page: number, runId: string | null = null, connected = mirror) =>
  expect(connected.pass({ runId, open: () => dyingAtPage(connected.ctx, page) })).rejects.toThrow("killed");
/** The list in its own order; it is read from its last page of ten to its first. */
const inOrder = () =>
  bench.documented().toSorted((left, right) => left.createdAt.localeCompare(right.createdAt));
const firstOfLastPage = () => inOrder()[10 * (Math.ceil(inOrder().length / 10) - 1)]!;
/** When the last page has come: what stands first on it will be on the next one too, and no total tells of the new one. */
async function moveOntoNextPage() {
  const { organizationId } = firstOfLastPage();
  await bench.control({ action: "delete-asset", assetId: inOrder()[11]!.id });
  await bench.control({ action: "add-asset", organizationId, assetTypeId: bench.assetTypeId });
}

describe("a first pass", () => {
  it("writes each page into the mirror at once, where nobody sees it before all is there", async () => {
    const runId = crypto.randomUUID();
    await dieAtPage(4, runId);
    expect((await mirror.filled()).length).toBeGreaterThan(20);
    expect(await mirror.stagedContents()).toEqual([]);
    expect(await mirror.mirror()).toEqual({ assets: [], versions: [], types: [] });

    await mirror.pass({ runId });
    expect(await present()).toEqual(documented());
    expect(await mirror.filled()).toEqual([]);
    expect(await mirror.passes()).toMatchObject([{ isFilling: true, status: "finished" }]);
    for (const row of await mirror.assets()) expect(row.seenSince).toBe("2026-06-01T13:00:00.000Z");
  });

  it("hides nothing of another tenant, and no other type", async () => {
    const other = await bench.connect();
    await other.pass();
    await bench.control({ action: "clear-requests" });
    await dieAtPage(4);
    expect((await other.assets()).length).toBe(documented().length);
    await withTenant(mirror.tenant.scope, (db) => db.insert(asset).values(rowOf("1", OTHER_TYPE)));
    expect((await mirror.assets()).map(({ id }) => id)).toEqual(["1"]);
  });

  it("leaves nothing behind where IT Glue breaks off", async () => {
    await bench.control({ action: "fault", kind: "503", match: "/flexible_assets", afterRequests: 3 });
    await expect(mirror.pass()).rejects.toMatchObject({ code: "unavailable" });
    expect(await mirror.filled()).toEqual([]);
    expect(await mirror.mirror()).toEqual({ assets: [], versions: [], types: [] });
    await bench.control({ action: "clear-faults" });
    expect(await mirror.pass()).toMatchObject({ changed: documented().length, missing: 0 });
    expect(await present()).toEqual(documented());
  });

  it("is taken away by the database itself, whoever gives it up, and nothing else is", async () => {
    await withTenant(mirror.tenant.scope, (db) => db.insert(asset).values(rowOf("1", OTHER_TYPE)));
    await dieAtPage(4);
    await withTenant(mirror.tenant.scope, async (db) => {
      await db.update(assetPass).set({ status: "abandoned" });
      // In the same transaction: what was filled in is not seen for a moment.
      expect((await db.select().from(asset)).map(({ id }) => id)).toEqual(["1"]);
    });
    expect(await mirror.filled()).toEqual([]);
  });

  it("that is finished is not given up any more", async () => {
    const { passId } = await mirror.pass();
    await withTenant(mirror.tenant.scope, (db) => abandonPass(db, mirror.ctx, passId, "broken-off"));
    expect(await present()).toEqual(documented());
  });

  it("that is finished hides nothing of the passes after it, broken-off ones among them", async () => {
    await mirror.pass();
    await dieAtPage(3);
    expect(await present()).toEqual(documented());
    await mirror.ageRunningPass();
    await bench.control({ action: "set-traits", assetId: documented()[2]!, traits: { seats: 77 } });
    expect(await mirror.pass()).toMatchObject({ changed: 1, missing: 0 });
    expect((await mirror.passes()).map(({ isFilling }) => isFilling)).toEqual([true, false, false]);
  });

  it("stages nothing that it has filled in itself and that comes again", async () => {
    const open = () =>
      openedBefore(mirror.ctx, {
        3: moveOntoNextPage,
        5: async () => expect(await mirror.stagedContents()).toEqual([]),
      });
    await mirror.pass({ open });
    expect(await present()).toEqual(documented());
  });

  it("keeps the newer copy of an asset that comes twice", async () => {
    const moved = documented().at(-1)!;
    await bench.control({
      action: "schedule",
      afterRequests: 3,
      match: "/flexible_assets",
      do: { action: "set-traits", assetId: moved, traits: { seats: 501 } },
    });
    await bench.control({ action: "switches", set: { nullTotalCount: true } });
    await mirror.pass();
    expect((await mirror.assetOf(moved))!.traits).toMatchObject({ seats: 501 });
    expect(await present()).toEqual(documented());
  });

  it("is none where the mirror holds anything of the type: that stays in sight, and is compared", async () => {
    await mirror.pass();
    await withTenant(mirror.tenant.scope, (db) => db.delete(assetTypeMirror));
    await bench.control({ action: "set-traits", assetId: documented()[2]!, traits: { seats: 77 } });
    await dieAtPage(3);
    expect(await present()).toEqual(documented());
    await mirror.ageRunningPass();
    expect(await mirror.pass()).toMatchObject({ changed: 1, missing: 0 });
    expect((await mirror.passes()).at(-1)).toMatchObject({ reason: "first", isFilling: false });
  });

  it("stays hidden in the rest of a rehearsal of which a pass was part", async () => {
    await dieAtPage(4);
    await rehearse(mirror.tenant.scope, async (scope) => {
      const seen = await withTenant(scope, (db) => seeingFills(db, scope, () => db.select().from(asset)));
      expect(seen.length).toBeGreaterThan(20);
      expect(await withTenant(scope, (db) => db.select().from(asset))).toEqual([]);
    });
  });
});

describe("an asset that IT Glue moves between two types", () => {
  it("is changed, with what it held as a version, where the mirror holds it under another", async () => {
    const moved = documented()[4]!;
    await withTenant(mirror.tenant.scope, (db) => db.insert(asset).values(rowOf(moved, OTHER_TYPE)));
    const { length } = documented();
    expect(await mirror.pass()).toMatchObject({ assets: length, changed: length, missing: 0 });
    expect(await mirror.passes()).toMatchObject([{ isFilling: true }]);
    expect(await mirror.assetOf(moved)).toMatchObject({ assetTypeId: bench.assetTypeId });
    expect(await mirror.versionsOf(moved)).toMatchObject([{ assetTypeId: OTHER_TYPE, name: "Held before" }]);
    expect(await present()).toEqual(documented());
  });

  it("is one asset where it was staged because another held it, and is filled in when it comes again", async () => {
    const twice = firstOfLastPage();
    await withTenant(mirror.tenant.scope, (db) => db.insert(asset).values(rowOf(twice.id, OTHER_TYPE)));
    const open = () =>
      openedBefore(mirror.ctx, {
        3: moveOntoNextPage,
        4: async () => {
          expect(await mirror.stagedContents()).toEqual([{ id: twice.id }]);
          await withTenant(mirror.tenant.scope, (db) => db.delete(asset).where(eq(asset.id, twice.id)));
        },
      });
    await mirror.pass({ open });
    expect(await present()).toEqual(documented());
    expect(await mirror.passes()).toMatchObject([{ isFilling: true, status: "finished" }]);
  });

  it("is taken from the fill of the one by the pass of the other; the fill begins anew", async () => {
    const runId = crypto.randomUUID();
    await dieAtPage(4, runId);
    const taken = (await mirror.filled())[0]!;
    const otherPass = await runningPassOf(OTHER_TYPE, taken);
    expect(await closePass(mirror.ctx, otherPass)).toMatchObject({ ok: true, result: { changed: 1 } });
    expect(await mirror.assets()).toMatchObject([{ id: taken.id, assetTypeId: OTHER_TYPE }]);
    // Nobody ever saw it in the fill.
    expect(await mirror.versionsOf(taken.id)).toEqual([]);

    await mirror.pass({ runId });
    expect(await mirror.passes()).toMatchObject([
      { status: "abandoned", reason: "staging-lost" },
      { assetTypeId: OTHER_TYPE },
      { status: "finished", isFilling: true },
    ]);
    expect(await present()).toEqual(documented());
    expect(await mirror.versionsOf(taken.id)).toMatchObject([{ assetTypeId: OTHER_TYPE }]);
  });
});

/** A row of the mirror as an earlier pass would have left it. */
function rowOf(id: string, assetTypeId: string): typeof asset.$inferInsert {
  return {
    tenantId: mirror.tenant.id,
    connectionId: mirror.connectionId,
    id,
    assetTypeId,
    organizationId: "1",
    name: "Held before",
    traits: {},
    isArchived: false,
    isRestricted: false,
    itGlueUpdatedAt: "2020-01-01T00:00:00.000Z",
    contentHash: "other",
    seenSince: "2026-01-01T00:00:00.000Z",
  };
}

/** A full pass of a type that has read one asset, and is to be closed. */
async function runningPassOf(assetTypeId: string, read: typeof asset.$inferSelect): Promise<string> {
  return withTenant(mirror.tenant.scope, async (db) => {
    const [model] = await db.select().from(assetPass).where(eq(assetPass.assetTypeId, bench.assetTypeId));
    const { id: _id, position: _position, ...pass } = model!;
    const [row] = await db
      .insert(assetPass)
      .values({
        ...pass,
        assetTypeId,
        isFilling: false,
        runId: null,
        progress: { ...(pass.progress as object), staged: 1 },
      })
      .returning();
    const { connectionId: _c, assetTypeId: _t, seenSince: _s, missingSince: _m, ...content } = read;
    await db.insert(assetStaging).values({ ...content, passId: row!.id });
    return row!.id;
  });
}
