import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** An emulator in a process of its own, so that its memory and its work are not taken for ours. */
export type EmulatorProcess = {
  url: string;
  baseUrl: string;
  key: string;
  typeIds: string[];
  stop(): Promise<void>;
};

/** Starts it with generated data on a free port. Rejects with its own words where it does not come up. */
export async function startEmulatorProcess(plan: {
  organizations: number;
  assets: number;
  seed: number;
  /** 1 unless told. */
  types?: number;
}): Promise<EmulatorProcess> {
  const options = Object.entries({ port: 0, types: 1, ...plan }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "e2e/it-glue-emulator/main.ts", "--json", ...options],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const said = await firstLine(child);
  return { ...(JSON.parse(said) as Omit<EmulatorProcess, "stop">), stop: () => stop(child) };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The emulator ended with code ${code}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
