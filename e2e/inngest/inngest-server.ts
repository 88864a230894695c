import { randomBytes } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { freePort, type Processes, type Started, waitFor } from "./processes";

export const HOW_TO_GET_INNGEST = `npm run test:inngest needs an Inngest server, and there is none on this machine.
Get one of these, then run it again:
  npm install --global inngest-cli           # puts "inngest-cli" on the PATH
  a release of github.com/inngest/inngest    # unpack it, and name it: INNGEST_CLI=/path/to/inngest
  its sources: go build -o inngest ./cmd     # the same`;

const NAMES = ["inngest", "inngest-cli"];
const STARTS_WITHIN_MS = 60_000;

/** The server's program: `INNGEST_CLI`, or the first of its names on the PATH; null where there is none. */
export async function findInngest(env: NodeJS.ProcessEnv): Promise<string | null> {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = env.INNGEST_CLI
    ? [env.INNGEST_CLI]
    : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of candidates) {
    const isProgram = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return candidate;
  }
  return null;
}

export type InngestRun = { run_id: string; status: string; output: unknown; ended_at: string | null };

export type RegisteredFunction = { id: string; config: Record<string, unknown> };

/** A running Inngest server, and what this test asks of it. */
export type InngestServer = {
  url: string;
  signingKey: string;
  eventKey: string;
  process: Started;
  /** Sends an event as an app does; answers the engine's own id of it. */
  send(name: string, data: Record<string, unknown>): Promise<string>;
  /** Runs a function now, as its cron would; answers the engine's own id of the event behind it. */
  invoke(functionId: string): Promise<string>;
  /** The runs that an event started. */
  runsOf(eventId: string): Promise<InngestRun[]>;
  /** The engine's own ids of the events of this name. */
  eventsNamed(name: string): Promise<{ internal_id: string; data: Record<string, unknown> }[]>;
  /** The app's functions, as it has understood them. */
  registered(): Promise<RegisteredFunction[]>;
};

/**
 * Starts Inngest as one hosts it oneself, on free ports of 127.0.0.1: with keys, because a built app takes no unsigned call, and
 * the dev server signs none.
 */
export async function startInngest(
  command: string,
  { folder, appUrl, processes }: { folder: string; appUrl: string; processes: Processes },
): Promise<InngestServer> {
  const [port, gateway, gatewayGrpc, executorGrpc] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const signingKey = randomBytes(32).toString("hex");
  const eventKey = randomBytes(16).toString("hex");
  const options = {
    host: "127.0.0.1",
    port,
    "signing-key": signingKey,
    "event-key": eventKey,
    "sdk-url": appUrl,
    "sqlite-dir": folder,
    "poll-interval": 2,
    "connect-gateway-port": gateway,
    "connect-gateway-grpc-port": gatewayGrpc,
    "connect-executor-grpc-port": executorGrpc,
  };
  const started = processes.start(
    command,
    ["start", ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])],
    { NODE_ENV: "production", PATH: process.env.PATH, HOME: folder, DO_NOT_TRACK: "1" },
  );
  const url = `http://127.0.0.1:${port}`;
  await waitFor(
    "the Inngest server",
    async () => {
      if (started.hasEnded()) throw new Error(`The Inngest server ended by itself:\n${started.said()}`);
      return (await fetch(`${url}/health`).catch(() => null))?.ok ?? false;
    },
    STARTS_WITHIN_MS,
  );
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${signingKey}` } });
    if (!answer.ok) throw new Error(`Inngest answered ${answer.status} to ${path}: ${await answer.text()}`);
    const body: unknown = await answer.json();
    // A list of functions comes bare, everything else under "data".
    return (Array.isArray(body) ? body : (body as { data: unknown }).data) as T;
  };
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`Inngest answered ${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    url,
    signingKey,
    eventKey,
    process: started,
    send: async (name, data) => ((await post(`/e/${eventKey}`, { name, data })).ids as string[])[0]!,
    invoke: async (functionId) => String((await post(`/invoke/${functionId}`, { data: {} })).id),
    runsOf: (eventId) => ask(`/v1/events/${eventId}/runs`),
    eventsNamed: (name) => ask(`/v1/events?name=${encodeURIComponent(name)}&limit=100`),
    registered: () => ask("/v1/apps/flexbill/functions"),
  };
}
