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
const sorted = (ids: string[]) => ids.toSorted();
const present = async () =>
  (await mirror.assets()).filter(({ missingSince }) => missingSince === null).map(({ id }) => id);

describe("a full pass", () => {
  it("mirrors every asset of the type once, and says what it took", async () => {
    const result = await mirror.pass({ runId: null });
    const documented = bench.documented().map(({ id }) => id);
    expect(documented.length).toBeGreaterThan(40);
    expect(sorted(await present())).toEqual(sorted(documented));
    expect(result).toMatchObject({ assets: documented.length, changed: documented.length, missing: 0 });

    const pages = Math.ceil(documented.length / 10) + 1;
    expect(await mirror.passes()).toMatchObject([
      {
        id: result.passId,
        kind: "full",
        reason: "first",
        status: "finished",
        startedAt: "2026-06-01T13:00:00.000Z",
        finishedAt: "2026-06-01T13:00:00.000Z",
        pages,
        requests: pages,
        assets: documented.length,
        nextPage: null,
      },
    ]);
    expect(await mirror.staged()).toEqual([]);
  });

  it("asks for no more pages than there are once the type is known", async () => {
    await mirror.pass();
    await bench.control({ action: "clear-requests" });
    await mirror.pass();
    const pages = Math.ceil(bench.documented().length / 10);
    expect(await bench.pageCalls()).toHaveLength(pages);
    expect((await mirror.passes())[1]).toMatchObject({ reason: "small", pages, requests: pages, changed: 0 });
  });

  it("begins at the first page where IT Glue's address has changed meanwhile", async () => {
    await mirror.pass();
    const moved = await startMirrorBench();
    const itGlue = moved.itGlue({ pageSize: 10 });
    const result = await mirror.pass({}, { ...mirror.ctx, itGlue });
    expect(result).toMatchObject({ assets: bench.documented().length, missing: 0 });
    expect((await moved.pageCalls())[0]).toContain("page[number]=1");
    await moved.stop();
  });

  it("writes nothing where nothing changed, and only what did", async () => {
    await mirror.pass();
    const before = await mirror.assets();
    expect(await mirror.pass()).toMatchObject({ changed: 0, missing: 0 });
    expect(await mirror.assets()).toEqual(before);

    await bench.control({ action: "set-traits", assetId: idAt(3), traits: { seats: 77 } });
    expect(await mirror.pass()).toMatchObject({ changed: 1, missing: 0 });
    const after = await mirror.assets();
    const differing = after.filter((row, index) => row.contentHash !== before[index]!.contentHash);
    expect(differing.map(({ id }) => id)).toEqual([idAt(3)]);
    expect(differing[0]!.traits).toMatchObject({ seats: 77 });
  });

  it("keeps characters that a database cannot hold out of the traits, and everything else as it was", async () => {
    const odd = 'NUL \u0000, half a pair \ud83d, a real 😀, a typed \\u0000 and "quotes"';
    await bench.control({ action: "set-traits", assetId: idAt(0), traits: { license: odd, seats: 2.5 } });
    await mirror.pass();
    expect((await mirror.assetOf(idAt(0)))!.traits).toMatchObject({
      license: 'NUL \ufffd, half a pair \ufffd, a real 😀, a typed \\u0000 and "quotes"',
      seats: 2.5,
    });
  });

  it("proves a list without totals by reading it twice", async () => {
    await bench.control({ action: "switches", set: { nullTotalCount: true } });
    await bench.control({ action: "clear-requests" });
    await mirror.pass();
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
    expect(await bench.pageCalls()).toHaveLength(2 * Math.ceil(bench.documented().length / 10));
  });

  it("reads on in smaller pages where a large one takes too long", async () => {
    await bench.control({
      action: "schedule",
      afterRequests: 3,
      do: { action: "switches", set: { timeoutOverRows: 5 } },
    });
    await mirror.pass();
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
  });
});

describe("a list that moves while it is read", () => {
  /** Lets IT Glue change after that many more calls for pages of assets. */
  const meanwhile = (afterRequests: number, action: Parameters<MirrorBench["control"]>[0]) =>
    bench.control({
      action: "schedule",
      afterRequests,
      match: "/flexible_assets",
      do: action,
    } as Parameters<MirrorBench["control"]>[0]);
  const adding = () => ({
    action: "add-asset" as const,
    organizationId: bench.documented()[0]!.organizationId,
    assetTypeId: bench.assetTypeId,
    traits: { license: "Late", seats: 1 },
  });

  it.each([
    ["on the first page", 2],
    ["on a page just read", -3],
    ["on a page to come", 24],
  ])(
    "loses nothing and keeps nothing twice where one %s is deleted and another added",
    async (_where, index) => {
      const stayed = bench.documented().map(({ id }) => id);
      const deleted = stayed.at(index)!;
      // In the very moment between the third page and the fourth: no total shows it.
      await meanwhile(3, { action: "delete-asset", assetId: deleted });
      await meanwhile(3, adding());
      await mirror.pass();
      const held = await present();
      expect(new Set(held).size).toBe(held.length);
      for (const id of stayed) if (id !== deleted) expect(held).toContain(id);
      const [pass] = await mirror.passes();
      expect(pass).toMatchObject({ status: "finished", assets: stayed.length });
      // Read once where the page with it had come before; else the count was one short, and it was read again.
      expect(pass!.pages).toBe(index === 24 ? 20 : 10);

      await mirror.pass();
      expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
    },
  );

  it("reads again where one is added, and where one is deleted", async () => {
    await meanwhile(3, adding());
    await mirror.pass();
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
    await meanwhile(3, { action: "delete-asset", assetId: idAt(2) });
    await mirror.pass();
    expect(sorted(await present())).toEqual(sorted(bench.documented().map(({ id }) => id)));
  });

  it("keeps an asset that moves to another organization, once and where it was read", async () => {
    const organizationId = bench.account().organizations.at(-1)!.id;
    const moved = idAt(-1);
    await meanwhile(2, { action: "move-asset", assetId: moved, organizationId });
    expect(await mirror.pass()).toMatchObject({ assets: bench.documented().length });
    expect(await mirror.pass()).toMatchObject({ assets: bench.documented().length, changed: 1 });
    expect((await mirror.assetOf(moved))!.organizationId).toBe(organizationId);
  });

  it("gives up after three reads, and leaves the mirror as it was", async () => {
    await mirror.pass();
    const before = await mirror.mirror();
    for (const request of [2, 4, 6, 8]) await meanwhile(request, adding());
    await expect(mirror.pass()).rejects.toMatchObject({ code: "unavailable" });
    expect(await mirror.mirror()).toEqual(before);
    expect(await mirror.staged()).toEqual([]);
    expect((await mirror.passes())[1]).toMatchObject({ status: "abandoned", reason: "it-glue-unavailable" });
  });
});
