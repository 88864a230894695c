import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { EmulatorProcess } from "./emulator-process";
import type { Measured } from "./figures";

/**
 * Reads the pages of a type and drops them, in a process of its own (`bare-read.ts`): what it leaves in memory is not taken for
 * ours. Answers how many pages there were; start and first pages, with which it warms up, are not in its time.
 */
export async function bareRead(emulator: EmulatorProcess, typeId: string): Promise<Measured<number>> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "e2e/bench/bare-read.ts", emulator.baseUrl, emulator.key, typeId],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let said = "";
  for await (const line of createInterface({ input: child.stdout })) said = line;
  const code = await ended;
  if (code !== 0) throw new Error(`The bare read ended with code ${code}`);
  return JSON.parse(said) as Measured<number>;
}
