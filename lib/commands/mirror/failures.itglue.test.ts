import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type ConnectedMirror, type MirrorBench, startMirrorBench } from "@/lib/testing/bench/mirror-bench";
import { startTestDatabase } from "@/lib/testing/test-database";

let bench: MirrorBench;
let mirror: ConnectedMirror;
let before: Awaited<ReturnType<ConnectedMirror["mirror"]>>;
beforeAll(async () => {
  await startTestDatabase();
  bench = await startMirrorBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  mirror = await bench.connect();
  await mirror.pass();
  before = await mirror.mirror();
  // Each kind of change that a half-written mirror would show.
  await bench.control({ action: "set-traits", assetId: idAt(2), traits: { seats: 99 } });
  await bench.control({ action: "archive-asset", assetId: idAt(-2) });
  await bench.control({ action: "delete-asset", assetId: idAt(30) });
});
afterAll(() => bench.stop());

const idAt = (index: number) => bench.documented().at(index)!.id;
const PAGES = { match: "/flexible_assets", afterRequests: 3 };

/** After a failed pass: nothing half-written, nothing left behind; and the next pass brings all of it. */
async function expectUnchangedThenComplete(reason: string) {
  expect(await mirror.mirror()).toEqual(before);
  expect(await mirror.staged()).toEqual([]);
  expect((await mirror.passes()).at(-1)).toMatchObject({
    status: "abandoned",
    reason,
    assets: 0,
    changed: 0,
  });
  await bench.control({ action: "clear-faults" });
  await bench.control({ action: "restore-key", key: DEMO_KEYS.northwind });
  expect(await mirror.pass()).toMatchObject({ assets: bench.documented().length, changed: 2, missing: 1 });
}

describe("a pass that breaks off in the middle leaves the mirror as it was", () => {
  it.each([
    ["503", "it-glue-unavailable"],
    ["500", "it-glue-unavailable"],
    ["502-html", "it-glue-unavailable"],
    ["504", "it-glue-timeout"],
    ["429", "it-glue-rate-limited"],
    ["truncated", "it-glue-malformed"],
    ["reset", "it-glue-network"],
    ["malformed", "it-glue-malformed"],
  ] as const)("%s", async (kind, reason) => {
    await bench.control({ action: "fault", kind, ...PAGES });
    await expect(mirror.pass()).rejects.toMatchObject({ name: "ItGlueError", code: reason.slice(8) });
    await expectUnchangedThenComplete(reason);
  });

  it("a page slower than a step has time for", async () => {
    await bench.control({ action: "fault", kind: "drip", delayMs: 50, ...PAGES });
    const timeouts = { requestMs: 300 };
    const itGlue = bench.itGlue({ pageSize: 10, timeouts, attempts: 1 });
    await expect(mirror.pass({}, { ...mirror.ctx, itGlue })).rejects.toMatchObject({ code: "timeout" });
    await expectUnchangedThenComplete("it-glue-timeout");
  });

  it("a key revoked while the type is read", async () => {
    const revoke: ControlInput = {
      action: "schedule",
      afterRequests: 4,
      match: "/flexible_assets",
      do: { action: "revoke-key", key: DEMO_KEYS.northwind },
    };
    await bench.control(revoke);
    await expect(mirror.pass()).rejects.toMatchObject({ code: "forbidden", status: 403 });
    await expectUnchangedThenComplete("it-glue-forbidden");
  });

  it("a caller who cancels", async () => {
    const controller = new AbortController();
    await bench.control({ action: "fault", kind: "slow", delayMs: 60_000, ...PAGES });
    const read = mirror.pass({ signal: controller.signal });
    setTimeout(() => controller.abort(), 400);
    await expect(read).rejects.toMatchObject({ code: "cancelled" });
    await expectUnchangedThenComplete("it-glue-cancelled");
  });
});

describe("a key of another IT Glue account", () => {
  const changeOwner = (name: string) => {
    for (const one of bench.account().organizations) one.primary = one.name === name;
  };

  it("reads nothing and changes nothing", async () => {
    changeOwner("RK Fabrics");
    await bench.control({ action: "clear-requests" });
    await expect(mirror.pass()).rejects.toMatchObject({ code: "it-glue-other-account" });
    expect(await bench.pageCalls()).toEqual([]);
    expect(await mirror.mirror()).toEqual(before);
    expect(await mirror.passes()).toHaveLength(1);
  });

  it("is found out in the step in which it takes over", async () => {
    const owner = bench.account().organizations.find(({ primary }) => primary)!.name;
    let steps = 0;
    const read = mirror.pass({
      stepReadsForMs: 0,
      step: (_id, work) => {
        steps += 1;
        if (steps === 4) changeOwner("RK Fabrics");
        return work();
      },
    });
    await expect(read).rejects.toMatchObject({ code: "it-glue-other-account" });
    expect(steps).toBe(4);
    changeOwner(owner);
    await expectUnchangedThenComplete("it-glue-other-account");
  });
});
