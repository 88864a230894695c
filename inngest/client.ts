import { type ClientOptions, Inngest } from "inngest";
import { fetchOutsideTransactions } from "@/db/client";
import { jobEngine } from "./engine";
import { jobLog } from "./job-log";
import { receiveEvents } from "./local-runner/receive-events";

/**
 * The Inngest client: `inngest.send(tenantSyncRequested.create({…}))` wherever an event is due, never inside a
 * transaction. With the local runner, events never leave the process: what the client would post goes to its queue.
 */
export const inngest = new Inngest({ id: "flexbill", logger: jobLog, ...engineOptions() });

function engineOptions(): Omit<ClientOptions, "id"> {
  const engine = jobEngine();
  if (engine.kind === "inngest") return { isDev: engine.isDevServer, fetch: fetchOutsideTransactions };
  return {
    isDev: false,
    signingKey: engine.signingKey,
    eventKey: "local-runner",
    // A host that cannot exist: `fetch` below answers before any network is asked.
    baseUrl: "http://local-runner.invalid",
    fetch: receiveEvents,
  };
}
