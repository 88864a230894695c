import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConnectedMirror,
  dyingAtPage,
  type MirrorBench,
  openProved,
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
});
afterAll(() => bench.stop());

const idAt = (index: number) => bench.documented().at(index)!.id;
const sorted = (ids: string[]) => ids.toSorted();
const present = async () =>
  (await mirror.assets()).filter(({ missingSince }) => missingSince === null).map(({ id }) => id);

describe("steps", () => {
  it("go on page by page, prove the account in each, and remember small JSON", async () => {
    const steps: { id: string; result: string }[] = [];
    await bench.control({ action: "clear-requests" });
    await mirror.pass({
      stepReadsForMs: 0,
      step: async (id, work) => {
        const result = await work();
        steps.push({ id, result: JSON.stringify(result) });
        return JSON.parse(JSON.stringify(result));
      },
    });
    const pages = Math.ceil(bench.documented().length / 10) + 1;
    // One page each, and the closing.
    expect(steps.map(({ id }) => id)).toEqual(
      Array.from({ length: pages + 1 }, (_, index) =>
        index === 0 ? `assets-${bench.assetTypeId}` : `assets-${bench.assetTypeId}-${index + 1}`,
      ),
    );
    expect(Math.max(...steps.map(({ result }) => result.length))).toBeLessThan(250);
    expect(await bench.pageCalls()).toHaveLength(pages);
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
  });

  it("go on at the page where the process died, in the run that began", async () => {
    const runId = crypto.randomUUID();
    await expect(mirror.pass({ runId, open: () => dyingAtPage(mirror.ctx, 4) })).rejects.toThrow("killed");
    expect(await mirror.assets()).toEqual([]);
    expect(await mirror.passes()).toMatchObject([{ status: "running", pages: 3 }]);
    const staged = (await mirror.staged()).length;
    expect(staged).toBeGreaterThan(20);

    await bench.control({ action: "clear-requests" });
    await mirror.pass({ runId });
    expect(await mirror.passes()).toMatchObject([{ status: "finished" }]);
    const pages = Math.ceil(bench.documented().length / 10) + 1;
    expect(await bench.pageCalls()).toHaveLength(pages - 3);
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
    expect(await mirror.staged()).toEqual([]);
  });

  it("close once, where the process died in the closing transaction", async () => {
    const runId = crypto.randomUUID();
    await mirror.pass();
    const before = await mirror.mirror();
    await bench.control({ action: "set-traits", assetId: idAt(5), traits: { seats: 77 } });
    let asked = 0;
    const now = () => {
      asked += 1;
      // The first time is the beginning of the pass, the second its closing.
      if (asked === 2) throw new Error("killed");
      return mirror.tenant.clock.now();
    };
    await expect(mirror.pass({ runId }, { ...mirror.ctx, now })).rejects.toThrow("killed");
    expect(await mirror.mirror()).toEqual(before);
    expect((await mirror.staged()).length).toBe(bench.documented().length);
    await bench.control({ action: "clear-requests" });
    expect(await mirror.pass({ runId })).toMatchObject({ changed: 1 });
    expect(await bench.pageCalls()).toEqual([]);
  });

  it.each(["while it was read", "before it was closed"])(
    "begin anew where the database lost what was staged %s",
    async (when) => {
      const runId = crypto.randomUUID();
      await mirror.pass();
      const before = await mirror.mirror();
      const pages = Math.ceil(bench.documented().length / 10);
      let steps = 0;
      await mirror.pass({
        runId,
        stepReadsForMs: 0,
        step: async (_id, work) => {
          steps += 1;
          if (steps === (when === "while it was read" ? 3 : pages + 1)) await mirror.loseStaging();
          return work();
        },
      });
      expect(await mirror.mirror()).toMatchObject({ assets: before.assets, versions: [] });
      expect(steps).toBeGreaterThan(pages + 2);
    },
  );

  it("of a connection that was left are ended too, half an hour after their death", async () => {
    const { connectionId } = await openProved(mirror.ctx);
    await expect(mirror.pass({ open: () => dyingAtPage(mirror.ctx, 4) })).rejects.toThrow("killed");
    const elsewhere = crypto.randomUUID();
    await mirror.movePassesTo(elsewhere);
    await mirror.pass();
    expect((await mirror.passes()).map(({ status }) => status)).toEqual(["running", "finished"]);
    await mirror.ageRunningPass(31);
    await mirror.pass();
    expect(await mirror.passes()).toMatchObject([
      { connectionId: elsewhere, status: "abandoned", reason: "broken-off" },
      { connectionId, status: "finished" },
      { connectionId, status: "finished" },
    ]);
    expect(await mirror.staged()).toEqual([]);
  });

  it("of another run begin anew once a dead pass is stale, and remove what it staged", async () => {
    await expect(
      mirror.pass({ runId: crypto.randomUUID(), open: () => dyingAtPage(mirror.ctx, 4) }),
    ).rejects.toThrow("killed");
    await mirror.ageRunningPass();
    await mirror.pass({ runId: crypto.randomUUID() });
    expect(await mirror.passes()).toMatchObject([
      { status: "abandoned", reason: "broken-off" },
      { status: "finished", reason: "first" },
    ]);
    expect(await mirror.staged()).toEqual([]);
  });
});
