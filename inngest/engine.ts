/**
 * Who runs the jobs: an Inngest engine that the environment names (Cloud, self-hosted, or its dev server in development),
 * or, with none named, the local runner of this process with a signing key that lives in its memory alone.
 */
export type JobEngine =
  | { kind: "inngest"; isDevServer: boolean }
  | { kind: "local-runner"; signingKey: string };

const ENGINE_VARIABLES = [
  "INNGEST_EVENT_KEY",
  "INNGEST_SIGNING_KEY",
  "INNGEST_SIGNING_KEY_FALLBACK",
  "INNGEST_BASE_URL",
  "INNGEST_API_BASE_URL",
  "INNGEST_EVENT_API_BASE_URL",
];

/** On `globalThis`: bundles of one process must agree on the key, whichever is loaded first. */
const holder = globalThis as typeof globalThis & { flexbillJobEngine?: JobEngine };

/** The engine of this process; decided at the first call and the same from then on. */
export function jobEngine(): JobEngine {
  holder.flexbillJobEngine ??= chosenEngine();
  return holder.flexbillJobEngine;
}

function chosenEngine(): JobEngine {
  // Only a development server may trust unsigned calls: a built app ignores INNGEST_DEV altogether (design.md 10).
  const isDevServer = process.env.NODE_ENV === "development" && Boolean(process.env.INNGEST_DEV);
  if (isDevServer || ENGINE_VARIABLES.some((name) => process.env[name]))
    return { kind: "inngest", isDevServer };
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return {
    kind: "local-runner",
    signingKey: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}
