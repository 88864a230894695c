import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPglite } from "../drivers/pglite";
import { folderHolder, holdDataFolder } from "./hold";
import { seeProcess } from "./process-identity";

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flexbill-hold-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  await rm(folder, { recursive: true, force: true });
});

/** Runs `script` in a process of its own, with `holdDataFolder` and `folder` at hand. */
function inProcess(script: string): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--input-type=module",
      "--eval",
      `const { holdDataFolder } = await import("./db/data-folder/hold.ts");
       const folder = ${JSON.stringify(folder)};
       const forever = () => setInterval(() => undefined, 1000);
       ${script}`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout!) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}

const HOLD_AND_STAY = `await holdDataFolder(folder); console.log("held"); forever();`;

describe("the exclusive hold of a data folder", () => {
  it("gives the folder to one opener, names the holder to the next, and is free again after release", async () => {
    const first = await holdDataFolder(folder);
    expect(await folderHolder(folder)).toEqual(first.holder);
    await expect(holdDataFolder(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by process ${process.pid}`,
    );
    await first.release();
    expect(await folderHolder(folder)).toBeNull();
    const second = await holdDataFolder(folder);
    expect(second.holder.secret).not.toBe(first.holder.secret);
    await second.release();
  });

  it("keeps the secret to the owner of the process, and leaves no drafts behind", async () => {
    await holdDataFolder(folder);
    const names = await readdir(folder);
    expect(names).toHaveLength(1);
    expect((await stat(join(folder, names[0]!))).mode & 0o777).toBe(0o600);
  });

  it("refuses a second process while the first runs, and takes over from one that was killed", async () => {
    const child = inProcess(HOLD_AND_STAY);
    expect(await firstLine(child)).toBe("held");
    await expect(holdDataFolder(folder)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { holder } = await holdDataFolder(folder);
    expect(holder.pid).toBe(process.pid);
  });

  it("does not take an unrelated process that got the dead holder's id for the holder", async () => {
    const own = (await seeProcess(process.pid)).startedAt;
    expect(own).not.toBeNull();
    const dead = { pid: process.pid, startedAt: `${own}0`, port: null, secret: "old" };
    await writeFile(join(folder, "holder.41.json"), JSON.stringify(dead));
    expect(await folderHolder(folder)).toBeNull();
    await holdDataFolder(folder);
    expect(await readdir(folder)).toEqual(["holder.42.json"]);
  });

  it("takes a process that ended but was not reaped for dead", async () => {
    const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(parent);
    const zombie = Number(await firstLine(parent));
    await expect.poll(async () => (await seeProcess(zombie)).isRunning).toBe(false);
  });

  it("survives an entry that a crash of the machine cut off", async () => {
    await writeFile(join(folder, "holder.3.json"), '{"pid":1');
    const { holder } = await holdDataFolder(folder);
    expect(holder.pid).toBe(process.pid);
  });

  it("says in one line that the folder cannot be written", async () => {
    await expect(holdDataFolder(join(folder, "absent"))).rejects.toThrow(/^Cannot write the data folder/);
    await writeFile(join(folder, "file"), "");
    await expect(openPglite(join(folder, "file"))).rejects.toThrow(/^Cannot write the data folder .*file/);
  });

  it("lets one of twenty racers win, over a dead holder, with the others refused", async () => {
    await writeFile(
      join(folder, "holder.1.json"),
      JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "x", port: null, secret: "dead" }),
    );
    const startAt = Date.now() + 2_500;
    const racers = Array.from({ length: 5 }, () =>
      inProcess(`
        await new Promise((resolve) => setTimeout(resolve, ${startAt} - Date.now()));
        const outcomes = await Promise.all([1, 2, 3, 4].map(() =>
          holdDataFolder(folder).then(() => "won", (error) => error.name)));
        console.log(outcomes.join(" "));
        forever();
      `),
    );
    const outcomes = (await Promise.all(racers.map(firstLine))).flatMap((line) => line.split(" "));
    expect(outcomes).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === "won")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "DatabaseUnavailable")).toHaveLength(19);
  });

  it("lets exactly one racer win again and again when holders come and go", async () => {
    let holders = 0;
    const takeAndLetGo = async () => {
      const hold = await holdDataFolder(folder).catch(() => null);
      if (!hold) return 0;
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      await hold.release();
      return 1;
    };
    const wins = await Promise.all(
      Array.from({ length: 20 }, async () => {
        let won = 0;
        for (let turn = 0; turn < 10; turn += 1) won += await takeAndLetGo();
        return won;
      }),
    );
    expect(wins.reduce((sum, won) => sum + won, 0)).toBeGreaterThan(0);
    expect(await folderHolder(folder)).toBeNull();
  });
});
