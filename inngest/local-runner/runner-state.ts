import type { PlannedFunction } from "./plan";

/** The local runner of this process, as far as whoever sends it events must know it. */
export type RunnerState = {
  /** Which function an event starts; resolves once the app serves its functions. */
  plan: Promise<PlannedFunction[]>;
  /** Tells the runner that something new is waiting. */
  wake(): void;
};

/** On `globalThis`: Next bundles modules more than once, a process has one runner. */
const holder = globalThis as typeof globalThis & { flexbillRunner?: RunnerState };

export function runnerState(): RunnerState | undefined {
  return holder.flexbillRunner;
}

export function setRunnerState(state: RunnerState | undefined): void {
  holder.flexbillRunner = state;
}
