import { z } from "zod";

/** What the local runner needs of a function to run it. */
export type PlannedFunction = {
  id: string;
  /** Names of the events that start a run. */
  events: string[];
  /** Starts a run every so many minutes, counted from the full hour in UTC. */
  everyMinutes: number | null;
  /** Attempts of one step before it counts as failed. */
  maxAttempts: number;
};

/** Says why this process cannot run the functions it serves. */
export class UnsupportedFunction extends Error {
  override readonly name = "UnsupportedFunction";
}

const DEFAULT_RETRIES = 3;
const EVERY_MINUTES = /^\*\/(\d{1,2}) \* \* \* \*$/;

/**
 * Everything of Inngest's function options that the local runner carries out. Whatever else a function registers with is
 * refused at start: quietly dropping a rate limit or a cancellation would change what the function does.
 */
const SUPPORTED =
  "event triggers without a condition, crons of the form */15 * * * *, retries, and concurrency of one run per event.data.tenantId; of the step tools step.run and step.sendEvent";

const CONFIG_FIELDS = ["id", "name", "description", "triggers", "steps", "concurrency"];

/** A function's own registration, as Inngest's engines get it. */
const functionConfig = z.looseObject({
  id: z.string(),
  triggers: z.array(z.record(z.string(), z.unknown())),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number() }).optional() }) }),
  concurrency: z.unknown().optional(),
});
type FunctionConfig = z.infer<typeof functionConfig>;

/**
 * Plans how to run the functions an app registers.
 * @param configs the `functions` of an in-band registration.
 * @throws UnsupportedFunction naming the function and the option.
 */
export function planFunctions(configs: unknown): PlannedFunction[] {
  return z.array(functionConfig).parse(configs).map(planFunction);
}

function planFunction(config: FunctionConfig): PlannedFunction {
  for (const [option, value] of Object.entries(config)) {
    if (!CONFIG_FIELDS.includes(option) && value !== undefined && value !== null) refuse(config.id, option);
  }
  if (!isTenantConcurrency(config.concurrency))
    refuse(config.id, `concurrency ${JSON.stringify(config.concurrency)}`);
  const planned: PlannedFunction = {
    id: config.id,
    events: [],
    everyMinutes: null,
    maxAttempts: (config.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
  };
  for (const { event, cron, ...conditions } of config.triggers) {
    const condition = Object.entries(conditions).find(([, value]) => value !== undefined && value !== null);
    if (condition) refuse(config.id, `a trigger with ${condition[0]}`);
    if (typeof event === "string" && !event.includes("*")) planned.events.push(event);
    else if (typeof cron === "string" && planned.everyMinutes === null)
      planned.everyMinutes = minutesOf(config.id, cron);
    else refuse(config.id, `the trigger ${JSON.stringify({ event, cron })}`);
  }
  return planned;
}

function minutesOf(functionId: string, cron: string): number {
  const minutes = Number(EVERY_MINUTES.exec(cron)?.[1]);
  return minutes > 0 && 60 % minutes === 0 ? minutes : refuse(functionId, `the cron "${cron}"`);
}

/** Runs of one tenant always follow one another here, so a function that asks for just this gets it. */
function isTenantConcurrency(concurrency: unknown): boolean {
  if (concurrency === undefined || concurrency === null) return true;
  const [only, ...others] = Array.isArray(concurrency) ? concurrency : [concurrency];
  return others.length === 0 && only?.limit === 1 && only?.key === "event.data.tenantId";
}

function refuse(functionId: string, feature: string): never {
  throw new UnsupportedFunction(
    `The local runner cannot run "${functionId}": it uses ${feature}. It supports ${SUPPORTED}. Change the function, or name an Inngest engine with INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY.`,
  );
}
