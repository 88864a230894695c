import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConnectedMirror, type MirrorBench, startMirrorBench } from "@/lib/testing/bench/mirror-bench";
import { startTestDatabase } from "@/lib/testing/test-database";

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

const idAt = (index: number) => bench.documented().at(index)!.id;

describe("versions", () => {
  it("keep what an asset held before it changed, was archived, vanished and came back", async () => {
    const id = idAt(5);
    const first = bench.documented().find((one) => one.id === id)!;
    const nights = ["02", "03", "04", "05", "06"].map((day) => `2026-06-${day}T04:20:00.000Z`);
    const night = async (index: number) => {
      mirror.tenant.clock.set(nights[index]!);
      return mirror.pass();
    };
    await bench.control({ action: "set-traits", assetId: id, traits: { seats: 6 } });
    await night(0);
    await bench.control({ action: "set-traits", assetId: id, traits: { seats: 7 } });
    await night(1);
    await bench.control({ action: "archive-asset", assetId: id });
    await night(2);
    bench.account().assets = bench.account().assets.filter((one) => one.id !== id);
    expect(await night(3)).toMatchObject({ missing: 1, changed: 0 });
    expect(await mirror.assetOf(id)).toMatchObject({ missingSince: nights[3], seenSince: nights[3] });
    bench.account().assets.push(first);
    expect(await night(4)).toMatchObject({ missing: 0, changed: 1 });

    const shown = (await mirror.versionsOf(id)).map((version) => ({
      from: version.seenSince,
      until: version.seenUntil,
      seats: version.traits.seats,
      isArchived: version.isArchived,
      wasMissing: version.wasMissing,
    }));
    expect(shown).toEqual([
      { from: nights[0], until: nights[1], seats: 6, isArchived: false, wasMissing: false },
      { from: nights[1], until: nights[2], seats: 7, isArchived: false, wasMissing: false },
      { from: nights[2], until: nights[3], seats: 7, isArchived: true, wasMissing: false },
      { from: nights[3], until: nights[4], seats: 7, isArchived: true, wasMissing: true },
    ]);
    expect(await mirror.assetOf(id)).toMatchObject({ missingSince: null, seenSince: nights[4] });
  });

  it("are all kept where a simulated clock stands still", async () => {
    for (const seats of [1, 2, 3]) {
      await bench.control({ action: "set-traits", assetId: idAt(5), traits: { seats } });
      await mirror.pass();
    }
    const versions = await mirror.versionsOf(idAt(5));
    expect(versions.map(({ traits }) => traits.seats)).toEqual([1, 2]);
    expect(versions[1]!.seenSince).toBe(versions[0]!.seenUntil);
  });

  it("are no business of assets that did not change", async () => {
    await mirror.pass();
    await bench.control({ action: "set-traits", assetId: idAt(5), traits: { seats: 1 } });
    await mirror.pass();
    expect((await mirror.mirror()).versions.map(({ assetId }) => assetId)).toEqual([idAt(5)]);
  });
});

describe("an older copy", () => {
  const rewind = (values: Record<string, unknown>) => {
    const found = bench.documented()[5]!;
    Object.assign(found, { updatedAt: "2020-01-01T00:00:00.000Z", values: { ...found.values, ...values } });
    return found.id;
  };
  const seatsField = () =>
    bench
      .account()
      .assetTypes.find(({ id }) => id === bench.assetTypeId)!
      .fields.find(({ name }) => name === "Seats")!.id;

  it("never overwrites a newer one", async () => {
    await bench.control({ action: "set-traits", assetId: idAt(5), traits: { seats: 77 } });
    await mirror.pass();
    const before = await mirror.mirror();
    rewind({ [seatsField()]: 1 });
    expect(await mirror.pass()).toMatchObject({ changed: 0, missing: 0 });
    expect((await mirror.mirror()).assets).toEqual(before.assets);
  });

  it("shows that a missing asset is back, and nothing else", async () => {
    await bench.control({ action: "set-traits", assetId: idAt(5), traits: { seats: 77 } });
    await mirror.pass();
    const kept = bench.documented()[5]!;
    bench.account().assets = bench.account().assets.filter((one) => one !== kept);
    await mirror.pass();
    bench.account().assets.splice(5, 0, kept);
    const id = kept.id;
    Object.assign(kept, {
      updatedAt: "2020-01-01T00:00:00.000Z",
      values: { ...kept.values, [seatsField()]: 1 },
    });
    await mirror.pass();
    expect(await mirror.assetOf(id)).toMatchObject({ missingSince: null, traits: { seats: 77 } });
  });
});
