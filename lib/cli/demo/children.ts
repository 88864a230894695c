import { type ChildProcess, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

export type ChildEnd = { name: string; code: number | null; signal: NodeJS.Signals | null };

type Running = { child: ChildProcess; ended: Promise<ChildEnd> };

/** Longest a child may take to stop by itself. */
const STOPS_WITHIN_MS = 25_000;

const FOLLOW_PARENT = pathToFileURL("lib/cli/demo/follow-parent.mjs").href;

/** The processes of the demo: none outlives it, and when one of them ends by itself the others are stopped. */
export class Children {
  private readonly running = new Map<string, Running>();
  private isStopping = false;

  /**
   * Starts a Node process. Its errors are shown, what else it says is not.
   * @param args what follows `node`.
   */
  start(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<ChildEnd> {
    const child = spawn(process.execPath, ["--import", FOLLOW_PARENT, ...args], {
      env,
      stdio: ["pipe", "ignore", "inherit"],
    });
    const ended = new Promise<ChildEnd>((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        this.running.delete(name);
        resolve({ name, code, signal });
      };
      child.once("exit", end);
      child.once("error", () => end(null, null));
    });
    this.running.set(name, { child, ended });
    // Asked to stop while it was being started.
    if (this.isStopping) child.kill("SIGTERM");
    return ended;
  }

  /** Stops all of them and waits until they have ended. Safe to call again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.running.values()].map(stopOne));
  }
}

async function stopOne({ child, ended }: Running): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOPS_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
