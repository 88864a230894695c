/** What goes wrong in one night of a soak, by chance. */
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator } from "@/e2e/it-glue-emulator/control-client";
import type { CountedTenant } from "./counted-tenant";
import { currentProcess, type StepWatch, stillAlive } from "./processes";
import { pick, type Random } from "./soak-world";
import type { StatementWatch } from "./watched-database";

const ANSWERS = ["429", "500", "502-html", "503", "504", "truncated", "reset", "malformed"] as const;
const DOWN_SECONDS = 30;

export type NightTrouble = {
  /** Nobody asks for this date. */
  isMissed?: boolean;
  /** Two workers at once. */
  isDoubled?: boolean;
  /** Begins seconds before midnight, so that waits pass it. */
  isLate?: boolean;
  /** Wrong answers of IT Glue, and how to set them right. */
  answers?: { begin: () => Promise<unknown>; end: () => Promise<unknown> };
  watchSteps?: StepWatch;
  watchStatements?: StatementWatch;
};

/** Half of all nights are quiet. */
export function troubleOfNight(
  emulatorUrl: string,
  { tenant, itGlue }: CountedTenant,
  random: Random,
): NightTrouble {
  const control = (action: ControlInput) => () => controlEmulator(emulatorUrl, action);
  const dice = random();
  const isLate = random() < 0.1;
  if (dice < 0.5) return {};
  if (dice < 0.54) return { isMissed: true };
  if (dice < 0.6) return { isDoubled: true };
  if (dice < 0.76) {
    const kind = pick(random, ANSWERS);
    const afterRequests = Math.floor(random() * 10);
    const times = random() < 0.5 ? 1 : null;
    return {
      isLate,
      answers: {
        begin: control({ action: "fault", kind, afterRequests, times, retryAfter: 20 }),
        end: control({ action: "clear-faults" }),
      },
    };
  }
  if (dice < 0.8) {
    const { key } = itGlue;
    return {
      answers: {
        begin: control({ action: "revoke-key", key }),
        end: control({ action: "restore-key", key }),
      },
    };
  }
  if (dice < 0.9) return { isLate, watchStatements: outage(tenant.clock, Math.floor(random() * 400)) };
  return { isLate, watchSteps: killing(Math.floor(random() * 14), random() < 0.5 ? "begins" : "ends") };
}

/** The database is away from a statement on, until the clock has moved on. */
function outage(clock: CountedTenant["tenant"]["clock"], after: number): StatementWatch {
  let heard = 0;
  let untilMs: number | null = null;
  return () => {
    heard += 1;
    if (heard === after) untilMs = clock.now().epochMilliseconds + DOWN_SECONDS * 1000;
    if (untilMs !== null && clock.now().epochMilliseconds < untilMs) throw new Error("connect ECONNREFUSED");
  };
}

function killing(at: number, end: "begins" | "ends"): StepWatch {
  let steps = 0;
  return async (_step, edge) => {
    if (edge !== end) return;
    steps += 1;
    if (steps !== at) return;
    currentProcess()!.kill();
    await stillAlive();
  };
}
