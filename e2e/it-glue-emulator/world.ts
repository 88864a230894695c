/** What one running emulator holds: the state kept on disk, and beside it the settings that a restart forgets. */
import type { ControlAction } from "./control-actions";
import type { Fault } from "./faults";
import type { CallsInWindow } from "./rate-limit";
import { clearRequests, createRequestLog, type RequestLog } from "./request-log";
import type { EmulatorState } from "./state";
import { DEFAULT_SWITCHES, type Switches } from "./switches";

/** An action to be taken once `afterRequests` more matching calls have been answered: "renamed between two pages". */
export type Scheduled = { afterRequests: number; match: string | null; action: ControlAction };

export type World = {
  state: EmulatorState;
  seed: () => EmulatorState;
  switches: Switches;
  faults: Fault[];
  scheduled: Scheduled[];
  log: RequestLog;
  callsInWindow: CallsInWindow;
  now: () => Date;
};

export function createWorld(state: EmulatorState, seed: () => EmulatorState, now: () => Date): World {
  return {
    state,
    seed,
    switches: { ...DEFAULT_SWITCHES },
    faults: [],
    scheduled: [],
    log: createRequestLog(),
    callsInWindow: new Map(),
    now,
  };
}

/** Back to the seed, healthy and with an empty log. The `state` object stays the same one. */
export function resetWorld(world: World): void {
  Object.assign(world.state, world.seed());
  Object.assign(world.switches, DEFAULT_SWITCHES);
  world.faults.length = 0;
  world.scheduled.length = 0;
  world.callsInWindow.clear();
  clearRequests(world.log);
}
