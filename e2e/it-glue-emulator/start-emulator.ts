/** Starts the IT Glue emulator in this process. What it is and is not: fidelity.ts. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonApi } from "./answers";
import { answerApiCall } from "./api";
import { demoState } from "./demo-data";
import { handle } from "./dispatch";
import { send } from "./faults";
import { GENERATED_ACCOUNT_ID, type GeneratedPlan, generatedAccount } from "./generated-data";
import type { EmulatorState } from "./state";
import { createStateKeeper, loadState } from "./state-file";
import { DEFAULT_SWITCHES } from "./switches";
import { createWorld } from "./world";

const WARMED_TYPES = 5;

/**
 * Where `organizations` or `assets` is given, a generated account of that size comes first, before the demo's three
 * accounts; `types` (1) and `seed` (1) shape it. A kept state wins over all of this.
 */
export type EmulatorOptions = {
  /** 0 or none: a free one. */
  port?: number;
  host?: string;
  /** JSON file in which the state outlives the process. */
  stateFile?: string;
  now?: () => Date;
} & Partial<GeneratedPlan>;

export type Emulator = {
  /** Origin, without a slash at the end; `${url}/us` is an API base. */
  url: string;
  port: number;
  /** The live state. Changes made to it in a test are seen at once; those of a large account go through `/control`. */
  state: EmulatorState;
  /** Stops listening, cuts open connections and flushes the state. */
  close(): Promise<void>;
};

/** What a fresh or reset emulator holds. */
function seedState({ organizations, assets, types = 1, seed = 1 }: EmulatorOptions): EmulatorState {
  const demo = demoState();
  if (organizations === undefined && assets === undefined) return demo;
  const plan = { organizations: organizations ?? 50, assets: assets ?? 1000, types, seed };
  return { ...demo, accounts: [generatedAccount(plan), ...demo.accounts] };
}

/** Sorts a generated account's assets as passes will ask for them, so that the first page is not slower than the others. */
function warmUp({ accounts }: EmulatorState, now: () => Date): void {
  const account = accounts.find(({ id }) => id === GENERATED_ACCOUNT_ID);
  const [key] = account?.apiKeys ?? [];
  if (!account || !key) return;
  for (const type of account.assetTypes.slice(0, WARMED_TYPES)) {
    for (const sort of ["", "&sort=-updated_at"]) {
      const url = new URL(`http://emulator/us/flexible_assets?page[size]=1${sort}`);
      url.searchParams.set("filter[flexible_asset_type_id]", type.id);
      const caller = { server: account.server, apiKey: key.key, authorization: null };
      const call = { caller, method: "GET", path: ["flexible_assets"], contentType: null, body: "" };
      const state = { version: 1 as const, accounts: [account], codes: [], tokens: [] };
      answerApiCall(state, DEFAULT_SWITCHES, { ...call, search: url.searchParams, url: url.href }, now());
    }
  }
}

/**
 * Starts an emulator. Rejects with the server's own error where the port is taken, where the state file is not one, and
 * with RangeError where nothing can be generated so.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1", stateFile, now = () => new Date() } = options;
  const seed = () => seedState(options);
  const kept = stateFile === undefined ? null : await loadState(stateFile);
  const world = createWorld(kept ?? seed(), seed, now);
  const keeper = createStateKeeper(stateFile, world.state);
  warmUp(world.state, now);
  const server = createServer((request, response) => {
    handle(world, () => keeper.save(), request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      void send(response, jsonApi(500, { emulator: message }), null);
    });
  });
  // On a busy machine a test may rest for longer than Node's five seconds: a connection is not cut under its next request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    state: world.state,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await keeper.flush();
    },
  };
}
