import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { bundleProcess } from "./killed-process";

/** How a command ended, and what it printed. */
export type Ended = { code: number | null; out: string; err: string };

export type BundledCommand = {
  /** Runs it in a process of its own, with this process's environment and what is given beside it. */
  run: (args?: readonly string[], environment?: Record<string, string>) => Promise<Ended>;
  remove: () => Promise<void>;
};

/** A command of `lib/cli`, bundled once: to compile it at each start takes five times as long as what a test asks of it. */
export async function bundledCommand(source: string): Promise<BundledCommand> {
  const bundle = resolve(".tmp", `${basename(source, ".ts")}-${process.pid}.mjs`);
  await bundleProcess(source, bundle);
  return {
    async run(args = [], environment = {}) {
      const child = spawn(process.execPath, [bundle, ...args], {
        env: { ...process.env, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const said = { out: "", err: "" };
      child.stdout.on("data", (chunk) => {
        said.out += String(chunk);
      });
      child.stderr.on("data", (chunk) => {
        said.err += String(chunk);
      });
      const [code] = (await once(child, "close")) as [number | null];
      return { code, ...said };
    },
    remove: () => rm(bundle, { force: true }),
  };
}
