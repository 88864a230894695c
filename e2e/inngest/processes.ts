import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** Longest a process may take to end by itself. */
const STOPS_WITHIN_MS = 20_000;
const KEPT_CHARACTERS = 20_000;

export type Started = {
  /** Sends the signal and waits until the process has ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  hasEnded(): boolean;
  /** Null while it runs, and where a signal ended it. */
  exitCode(): number | null;
  /** The last of what it printed. */
  said(): string;
};

/** The processes of a test: none of them outlives it. */
export class Processes {
  private readonly running = new Set<Started>();

  /** The last of what those that still run have printed, to tell why a test failed. */
  said(): string[] {
    return [...this.running].map((started) => started.said());
  }

  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said = (said + String(chunk)).slice(-KEPT_CHARACTERS);
      });
    }
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", (error) => {
        said += error.message;
        resolve();
      });
    }).then(() => void this.running.delete(started));
    const started: Started = {
      end: (signal) => endOf(child, signal, ended),
      hasEnded: () => !this.running.has(started),
      exitCode: () => child.exitCode,
      said: () => said,
    };
    this.running.add(started);
    return started;
  }

  /** Ends all of them, the latest first. */
  async stop(): Promise<void> {
    for (const started of [...this.running].reverse()) await started.end("SIGTERM");
  }
}

async function endOf(
  child: ChildProcess,
  signal: "SIGTERM" | "SIGKILL",
  ended: Promise<void>,
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOPS_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

const LOOKS_EVERY_MS = 100;

/** Asks until the answer is neither null nor false. @throws after `withinMs`, with what was waited for. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | false>,
  withinMs: number,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}
