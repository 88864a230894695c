import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import {
  type ConnectedMirror,
  dyingAtPage,
  type MirrorBench,
  startMirrorBench,
} from "@/lib/testing/bench/mirror-bench";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";

let server: PostgresServer;
let bench: MirrorBench;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
  bench = await startMirrorBench();
});
afterAll(async () => {
  await bench?.stop();
  await closeDatabase();
  await server?.stop();
});

const documented = () =>
  bench
    .documented()
    .map(({ id }) => id)
    .toSorted();

async function expectComplete(mirror: ConnectedMirror) {
  const present = (await mirror.assets()).filter(({ missingSince }) => missingSince === null);
  expect(present.map(({ id }) => id).toSorted()).toEqual(documented());
  expect(await mirror.staged()).toEqual([]);
  expect((await mirror.mirror()).versions).toEqual([]);
}

describe("passes of one type at the same moment on a real server", () => {
  it("of two runs: the second waits for the first, and then reads for itself", async () => {
    const mirror = await bench.connect();
    const results = await Promise.all([
      mirror.pass({ runId: crypto.randomUUID() }),
      mirror.pass({ runId: crypto.randomUUID() }),
    ]);
    expect(results.map(({ changed }) => changed).toSorted((a, b) => a - b)).toEqual([0, documented().length]);
    const passes = await mirror.passes();
    expect(passes.map(({ status, reason }) => `${reason} ${status}`)).toEqual([
      "first finished",
      "small finished",
    ]);
    await expectComplete(mirror);
  });

  it("of one run, as when a job engine takes a slow step for dead: each page is written once, and it closes once", async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const mirror = await bench.connect();
      const runId = crypto.randomUUID();
      const results = await Promise.allSettled(Array.from({ length: 3 }, () => mirror.pass({ runId })));
      const finished = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      // A worker that comes after the closing may read again; none undoes another's.
      expect(finished.length).toBeGreaterThan(0);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "unavailable" });
      }
      expect((await mirror.passes())[0]).toMatchObject({ status: "finished", changed: documented().length });
      await expectComplete(mirror);
    }
  });

  it("gives up at its next page where another pass has taken over from it", async () => {
    const mirror = await bench.connect();
    let asked = 0;
    const slow = mirror.pass({
      runId: crypto.randomUUID(),
      // One step, however slow the machine: a next one would begin a pass of its own.
      stepReadsForMs: 600_000,
      open: async () => {
        const opened = await dyingAtPage(mirror.ctx, 1000);
        const { gateway } = opened;
        return {
          ...opened,
          gateway: new Proxy(gateway, {
            get: (target, key) =>
              key === "assetPage"
                ? async (...request: Parameters<typeof gateway.assetPage>) => {
                    asked += 1;
                    if (asked === 3) {
                      // Asked for while the page before is written, which says that the pass is alive: only after that
                      // it is gone for three minutes, and whoever comes now takes it for dead.
                      await vi.waitFor(async () => expect((await mirror.passes())[0]?.pages).toBe(2), 60_000);
                      await mirror.ageRunningPass();
                      await mirror.pass({ runId: crypto.randomUUID() });
                    }
                    return target.assetPage(...request);
                  }
                : Reflect.get(target, key, target),
          }),
        };
      },
    });
    await expect(slow).rejects.toMatchObject({ code: "unavailable" });
    const statuses = (await mirror.passes()).map(({ status }) => status);
    expect(statuses).toEqual(["abandoned", "finished"]);
    await expectComplete(mirror);
  });

  it("of two tenants do not wait for each other", async () => {
    const [one, other] = [await bench.connect(), await bench.connect()];
    const results = await Promise.all([one.pass(), other.pass()]);
    expect(results.map(({ changed }) => changed)).toEqual([documented().length, documented().length]);
    await expectComplete(one);
    await expectComplete(other);
  });
});
