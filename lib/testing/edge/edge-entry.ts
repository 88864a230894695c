import { neonConfig } from "@neondatabase/serverless";
import {
  saveLineAction,
  updateUnitsAction,
} from "@/app/(bms)/finance/contracts/[contractId]/services/actions";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import { mintTenantScope } from "@/lib/auth/tenant-scope";
import { carryHeaders } from "./request-headers";

/**
 * What the proof of the edge bundles and calls from outside. Only text crosses, as between browser and server: objects of
 * another realm would prove less.
 */

const actions = { updateUnitsAction, saveLineAction };
export type ActionName = keyof typeof actions;

/** Sends Neon's connections through a proxy on this machine ("127.0.0.1:<port>/v1"), without TLS. */
export function reachDatabaseThrough(proxy: string): void {
  neonConfig.wsProxy = proxy;
  neonConfig.useSecureWebSocket = false;
  // The test's server trusts every login of this machine, so there is no password to send ahead.
  neonConfig.pipelineConnect = false;
}

/** Calls an action with JSON as a request with this cookie would; answers JSON. */
export async function call(action: ActionName, input: string, cookie: string): Promise<string> {
  carryHeaders({ cookie });
  const run: (input: unknown) => Promise<unknown> = actions[action] as never;
  return JSON.stringify((await run(JSON.parse(input))) ?? null);
}

/** What asking `url` inside a transaction comes to: the refusal's message, or "answered". */
export function askInsideTransaction(tenantId: string, url: string): Promise<string> {
  return withTenant(mintTenantScope(tenantId), async () => {
    try {
      await fetchOutsideTransactions(url);
      return "answered";
    } catch (error) {
      return (error as Error).message;
    }
  });
}
