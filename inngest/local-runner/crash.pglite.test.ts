import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleProcess } from "@/lib/testing/killed-process";

const BUNDLE = resolve(".tmp", `crash-process-${process.pid}.mjs`);

let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flexbill-crash-"));
  await bundleProcess("inngest/local-runner/crash-process.ts", BUNDLE);
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
  await rm(BUNDLE, { force: true });
});

function run(environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [BUNDLE], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: "",
      FLEXBILL_DATA_DIR: join(folder, "data"),
      NOTES: join(folder, "notes"),
      ...environment,
    },
  });
  children.push(child);
  return child;
}

const notes = async () =>
  (await readFile(join(folder, "notes"), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");

describe("a process that is killed in the middle of a step", () => {
  it("leaves a run that the next process goes on with, without repeating the steps behind it", async () => {
    const doomed = run({ DIE_IN_SECOND: "1" });
    await expect.poll(notes, { timeout: 120_000 }).toEqual(["first", "second"]);
    doomed.kill("SIGKILL");
    await once(doomed, "exit");

    const next = run();
    const [code] = await once(next, "exit");
    expect(code).toBe(0);
    expect(await notes()).toEqual(["first", "second", "second", "third with 7", "completed"]);
  }, 300_000);
});
