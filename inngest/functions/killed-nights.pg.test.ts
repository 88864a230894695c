import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { randomNumbers } from "@/e2e/bench/random-numbers";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import {
  addCountedLine,
  approveAllHeld,
  type CountedTenant,
  connectTenant,
} from "@/lib/testing/faults/counted-tenant";
import { addSmallAccount } from "@/lib/testing/faults/it-glue-account";
import { nightRecord } from "@/lib/testing/faults/night-record";
import { bundleProcess, startToldProcess } from "@/lib/testing/killed-process";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { tellOfNight } from "./tell-of-changes";

const BUNDLE = resolve(".tmp", `night-process-${process.pid}.mjs`);
const KILLS = 12;
/** Steps a night has, and milliseconds that are let pass beside them. */
const STEPS = 14;
const MOST_MS_MORE = 15;
const NIGHT = "2026-06-03T04:20:00Z";

let server: PostgresServer;
let emulator: Emulator;
beforeAll(async () => {
  [server, emulator] = await Promise.all([
    startPostgres(),
    startEmulator(),
    bundleProcess("lib/testing/faults/night-process.ts", BUNDLE),
  ]);
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
  await emulator?.close();
  await rm(BUNDLE, { force: true });
});

/** Counted once and approved; since then two of three lines have changed in IT Glue. */
async function beforeTheNight(): Promise<CountedTenant> {
  const clients = ["Alpha", "Beta", "Gamma"];
  const itGlue = addSmallAccount(emulator, { clients, types: ["Licenses", "Backups"] });
  const of = await connectTenant(emulator, itGlue);
  for (const [index, name] of clients.entries()) {
    const typeName = index === 2 ? "Backups" : "Licenses";
    for (const seats of [2, 3, 4]) itGlue.add(name, typeName, seats);
    await addCountedLine(of, { accountName: name, typeName, units: "9", emails: ["ada@example.com"] });
  }
  of.tenant.clock.set("2026-06-02T04:20:00Z");
  await night(of);
  await approveAllHeld(of);
  of.tenant.clock.set(NIGHT);
  itGlue.setSeats(itGlue.assetsOf("Alpha")[0]!, 5);
  itGlue.setSeats(itGlue.assetsOf("Gamma")[0]!, 1);
  return of;
}

async function night({ jobCtx, tenant }: CountedTenant) {
  const businessOn = tenant.clock.now().toString().slice(0, 10);
  await runNight(jobCtx, { businessOn, trigger: "schedule" });
  await tellOfNight(jobCtx, (_id, work) => work());
}

describe("a night whose process is killed", { timeout: 180_000 }, () => {
  it(`${KILLS} times over leaves what an undisturbed one leaves, once`, async () => {
    const whole = await beforeTheNight();
    await night(whole);
    const killed = await beforeTheNight();
    const start = () => startToldProcess(BUNDLE, [server.appUrl, killed.tenant.id, emulator.url, NIGHT]);
    const random = randomNumbers(3);
    let next = start();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, exited, hasSaid, go } = next;
      await hasSaid(1);
      // The one after it gets ready meanwhile.
      next = start();
      go();
      await Promise.race([hasSaid(1 + Math.floor(random() * STEPS)), exited]);
      await new Promise((wake) => setTimeout(wake, random() * MOST_MS_MORE));
      child.kill("SIGKILL");
      await exited;
    }
    await next.hasSaid(1);
    next.go();
    expect(await next.exited).toEqual([0, null]);
    const words = (text: string) =>
      text.replace(/Contract \d+/g, "Contract").replace(/License \d+/g, "License");
    // Lines are recorded in the order of their ids, which chance decides.
    const record = async (of: CountedTenant) =>
      Object.entries(await nightRecord(of.tenant)).map(([part, entries]) => [
        part,
        entries.map((entry) => words(JSON.stringify(entry))).toSorted(),
      ]);
    expect(await record(killed)).toEqual(await record(whole));
  });
});
