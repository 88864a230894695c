import { closeDatabase, database, placeDatabase } from "@/db/client";
import { type Database, DatabaseUnavailable } from "@/db/database";
import { migrateEmbedded } from "@/db/migrate";
import { seedIfEmpty } from "@/db/seed/demo";
import { authSecret } from "@/lib/auth/auth-environment";
import { isDemo } from "@/lib/auth/demo-people";
import { masterKeyBytes, previousMasterKeyBytes } from "@/lib/auth/master-key";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import type { Tracing } from "@/lib/operations/start-tracing";
import { jobEngine } from "./engine";
import { type LocalRunner, startLocalRunner } from "./local-runner";

/** One start per process, however many bundles ask for it. */
const holder = globalThis as typeof globalThis & { flexbillStarted?: Promise<void> };

/** Longest a stop may take before the process ends anyway. */
const STOPS_WITHIN_MS = 15_000;

/**
 * Readies the process of the app before it takes requests: secrets, database, demo companies, job runner. What keeps it
 * from starting is said in one line, and the process ends.
 */
export function startProcess(tracing: Tracing | null = null): Promise<void> {
  holder.flexbillStarted ??= start(tracing).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
  return holder.flexbillStarted;
}

async function start(tracing: Tracing | null): Promise<void> {
  if (process.env.NODE_ENV === "production") {
    masterKeyBytes();
    previousMasterKeyBytes();
    authSecret();
    mailEnvironment();
  }
  const opened = await database();
  if (opened.kind === "pglite") await migrateEmbedded(opened);
  if (isDemo()) await seedIfEmpty();
  const engine = jobEngine();
  const runner =
    engine.kind === "local-runner"
      ? startLocalRunner({
          route: {
            origin: `http://127.0.0.1:${process.env.PORT || 3000}`,
            signingKey: engine.signingKey,
          },
        })
      : null;
  stopBeforeExit(runner, tracing);
}

/**
 * Puts stopping before what the server does at a signal, which is to end the process as soon as requests are answered:
 * the embedded database must be closed and its folder let go by then.
 */
function stopBeforeExit(runner: LocalRunner | null, tracing: Tracing | null): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const listeners = process.listeners(signal);
    process.removeAllListeners(signal);
    let isStopping = false;
    process.on(signal, async () => {
      // A terminal and a parent process may both send it.
      if (isStopping) return;
      isStopping = true;
      await Promise.race([
        stop(runner, tracing),
        new Promise((resolve) => setTimeout(resolve, STOPS_WITHIN_MS)),
      ]);
      if (listeners.length === 0) process.exit(0);
      for (const listener of listeners) listener(signal);
    });
  }
}

async function stop(runner: LocalRunner | null, tracing: Tracing | null): Promise<void> {
  try {
    await runner?.stop();
    const opened = await database();
    // Requests still under way must not open the folder again; transactions already begun or queued are finished first.
    placeDatabase(closed);
    await opened.transaction(async () => undefined);
    await opened.close();
    await tracing?.stop();
  } catch (error) {
    console.error(`Stopping: ${error instanceof Error ? error.message : String(error)}`);
    await closeDatabase().catch(() => undefined);
  }
}

const closed: Database = {
  kind: "pglite",
  transaction: () => Promise.reject(new DatabaseUnavailable("Flexbill is stopping.")),
  close: async () => undefined,
};
