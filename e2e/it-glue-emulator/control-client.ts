/** Speaks with the `/control` of a running emulator, for tests in and outside its process. */
import type { ControlInput } from "./control-actions";
import type { LoggedRequest, RequestCounts, RequestFilter } from "./request-log";
import type { EmulatorState } from "./state";

/** Takes one action; answers what it made, such as the `id` of an added asset. Throws with the emulator's words. */
export async function controlEmulator(url: string, action: ControlInput): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/control`, { method: "POST", body: JSON.stringify(action) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`The emulator refused ${action.action}: ${answer}`);
  return JSON.parse(answer);
}

type Requests = {
  requests: LoggedRequest[];
  counts: RequestCounts & { byKey: Record<string, RequestCounts> };
};

async function readRequests(url: string, filter: RequestFilter): Promise<Requests> {
  const response = await fetch(`${url}/control/requests?${new URLSearchParams(filter)}`);
  if (!response.ok) throw new Error(`The emulator refused the filter: ${await response.text()}`);
  return (await response.json()) as Requests;
}

/** The latest 5000 requests made to the three servers, oldest first, narrowed by `filter`. */
export async function emulatorRequests(url: string, filter: RequestFilter = {}): Promise<LoggedRequest[]> {
  return (await readRequests(url, filter)).requests;
}

/**
 * How many requests, and writes among them, were made since the start, or since `clear-requests` or `reset`; by one
 * API key where it is given. A refused write is counted too.
 */
export async function emulatorRequestCounts(url: string, apiKey?: string): Promise<RequestCounts> {
  const { counts } = await readRequests(url, {});
  if (apiKey !== undefined) return counts.byKey[apiKey] ?? { requests: 0, writes: 0 };
  return { requests: counts.requests, writes: counts.writes };
}

export async function emulatorState(url: string): Promise<EmulatorState> {
  const response = await fetch(`${url}/control/state`);
  return (await response.json()) as EmulatorState;
}
