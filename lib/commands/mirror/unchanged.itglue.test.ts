import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConnectedMirror,
  dyingAtPage,
  type MirrorBench,
  startMirrorBench,
} from "@/lib/testing/bench/mirror-bench";
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
  await mirror.pass();
});
afterAll(() => bench.stop());

const newest = () => bench.documented().at(-1)!.id;

describe("an asset that did not change", () => {
  it("is staged by its id alone; one that did, with its content", async () => {
    const runId = crypto.randomUUID();
    await bench.control({ action: "set-traits", assetId: newest(), traits: { seats: 77 } });
    // Pages are read from the last one on: the newest asset is on the first of them.
    await expect(mirror.pass({ runId, open: () => dyingAtPage(mirror.ctx, 3) })).rejects.toThrow("killed");
    expect(await mirror.stagedContents()).toEqual([{ id: newest() }]);
    const staged = await mirror.staged();
    expect(staged.length).toBeGreaterThan(10);
    expect(new Set(staged).size).toBe(staged.length);

    expect(await mirror.pass({ runId })).toMatchObject({
      changed: 1,
      missing: 0,
      assets: bench.documented().length,
    });
    expect(await mirror.staged()).toEqual([]);
    expect(await mirror.assetOf(newest())).toMatchObject({ traits: { seats: 77 } });
  });

  it("is not written, nor kept as a version, where it was hashed in another way", async () => {
    const before = await mirror.mirror();
    await mirror.hashOtherwise();
    expect(await mirror.pass()).toMatchObject({ changed: 0, missing: 0 });
    const after = await mirror.mirror();
    expect(after.assets).toEqual(before.assets);
    expect(after.versions).toEqual([]);
  });

  it("is written where it differs, however it was hashed", async () => {
    await mirror.hashOtherwise();
    await bench.control({ action: "set-traits", assetId: newest(), traits: { seats: 77 } });
    expect(await mirror.pass()).toMatchObject({ changed: 1, missing: 0 });
    expect(await mirror.versionsOf(newest())).toHaveLength(1);
    const hashes = (await mirror.assets()).map(({ contentHash }) => contentHash);
    expect(hashes).not.toContain("other");
  });

  it("keeps the newest time known for the next quick pass", async () => {
    const before = await mirror.mirror();
    await mirror.pass();
    expect((await mirror.mirror()).types[0]!.watermarkAt).toBe(before.types[0]!.watermarkAt);
  });

  it("goes missing where it is deleted", async () => {
    const gone = bench.documented()[20]!.id;
    await bench.control({ action: "delete-asset", assetId: gone });
    expect(await mirror.pass()).toMatchObject({ changed: 0, missing: 1 });
    expect((await mirror.assetOf(gone))!.missingSince).not.toBeNull();
  });

  it("is read again where the database lost what was staged", async () => {
    const runId = crypto.randomUUID();
    await expect(mirror.pass({ runId, open: () => dyingAtPage(mirror.ctx, 3) })).rejects.toThrow("killed");
    await mirror.loseStaging();
    expect(await mirror.pass({ runId })).toMatchObject({ missing: 0, assets: bench.documented().length });
  });
});
