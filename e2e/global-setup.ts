import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APP_PORT, EMULATOR_PORT } from "./playwright.config";

/** In the data folder: everything the demo printed. */
export const LOG_FILE = "e2e-demo.log";

/** A build may stand before the first answer. */
const STARTS_WITHIN_MS = 6 * 60_000;

/** Starts the demo exactly as `npm run demo` does, on an empty data folder, and ends it by the signal a person would send. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  // A developer's own running demo, on the ports of E2E_PORT and E2E_EMULATOR_PORT.
  if (process.env.E2E_RUNNING) return async () => undefined;
  const folder = await mkdtemp(join(tmpdir(), "flexbill-e2e-"));
  const demo = spawn(process.execPath, ["--import", "tsx", "lib/cli/demo.ts"], {
    cwd: join(import.meta.dirname, ".."),
    env: {
      ...process.env,
      FLEXBILL_DATA_DIR: folder,
      PORT: String(APP_PORT),
      IT_GLUE_EMULATOR_PORT: String(EMULATOR_PORT),
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // For secrets.spec.ts, which runs in another process.
  process.env.E2E_DATA_FOLDER = folder;
  const log = createWriteStream(join(folder, LOG_FILE));
  let said = "";
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on("data", (chunk) => {
      said += String(chunk);
      log.write(chunk);
    });
  }
  try {
    await answering(demo, () => said);
  } catch (error) {
    demo.kill("SIGKILL");
    throw error;
  }
  return async () => {
    await ended(demo);
    log.end();
    await rm(folder, { recursive: true, force: true });
    if (demo.exitCode !== 0)
      throw new Error(`The demo did not end cleanly (exit ${demo.exitCode}):\n${said.slice(-4000)}`);
  };
}

async function answering(demo: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < deadline) {
    if (demo.exitCode !== null) break;
    const health = await fetch(`http://127.0.0.1:${APP_PORT}/api/health`).catch(() => null);
    if (health?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`The demo did not come up:\n${said().slice(-4000)}`);
}

async function ended(demo: ChildProcess): Promise<void> {
  if (demo.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    demo.once("exit", () => resolve());
    demo.kill("SIGINT");
  });
}
