import { AsyncLocalStorage } from "node:async_hooks";
import { EdgeVM } from "@edge-runtime/vm";
import type { ActionRefusal } from "@/lib/actions/refusal-words";
import { bundleForEdge, type EdgeBundle } from "./bundle-for-edge";
import type * as entry from "./edge-entry";

/** What the browser would get of an action. */
export type ActionAnswer<Data> = { data?: Data; serverError?: ActionRefusal; validationErrors?: unknown };

export type EdgeActions = {
  bundle: EdgeBundle;
  call: <Data>(action: entry.ActionName, input: unknown, cookie: string) => Promise<ActionAnswer<Data>>;
  askInsideTransaction: typeof entry.askInsideTransaction;
};

/**
 * The actions of the service form, whole, in an edge runtime: their bundle with Next, React, the session's cookie, the
 * safe-action wrapper, commands, gateway and Neon's driver. "next/headers" alone is stood in for, since no Next handles
 * the request.
 *
 * Beside what `@edge-runtime/vm` has, the runtime is given what Next's edge server adds to it by itself: the global
 * `AsyncLocalStorage`, and `process.env`. Code from text (`eval`, `new Function`) throws, as it does there.
 * @param env what the deployment is configured with.
 * @param proxy how Neon's driver reaches Postgres: "127.0.0.1:<port>/v1".
 */
export async function startEdgeActions(env: Record<string, string>, proxy: string): Promise<EdgeActions> {
  const bundle = await bundleForEdge('export * from "./lib/testing/edge/edge-entry.ts";', {
    "next/headers": "lib/testing/edge/request-headers.ts",
  });
  const runtime = new EdgeVM({
    extend: (context) => Object.assign(context, { AsyncLocalStorage, process: { env } }),
    codeGeneration: { strings: false, wasm: false },
  });
  runtime.evaluate(bundle.code);
  const { askInsideTransaction, call, reachDatabaseThrough } = runtime.evaluate<typeof entry>("bundle");
  reachDatabaseThrough(proxy);
  return {
    bundle,
    call: async (action, input, cookie) => JSON.parse(await call(action, JSON.stringify(input), cookie)),
    askInsideTransaction,
  };
}
