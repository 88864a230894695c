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
  /** Names of the events that end the runs of the same `data.tenantId`, waiting ones and those under way. */
  cancelledBy: string[];
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
  "event triggers without a condition, crons of the form */15 * * * *, retries, concurrency of one run per event.data.tenantId, cancelOn matching data.tenantId, and priority by event.data.headStartSeconds; of the step tools step.run and step.sendEvent";

/**
 * Taken and left undone, because nothing rests on it: a throttle per IT Glue account only spreads the starts of runs over
 * many machines. IT Glue's limit itself is kept by the request budget in the database, whoever asks
 * (`lib/commands/it-glue-settings/request-budget.ts`), and this runner has four runs under way at most.
 */
const LEFT_UNDONE = { option: "throttle", key: "event.data.itGlueAccount" };

const CONFIG_FIELDS = [
  ...["id", "name", "description", "triggers", "steps", "concurrency"],
  ...["cancel", "priority", "throttle"],
];

const TENANT_CANCELLATION = "event.data.tenantId == async.data.tenantId";
const HEAD_START = "event.data.headStartSeconds";

/** A function's own registration, as Inngest's engines get it. */
const functionConfig = z.looseObject({
  id: z.string(),
  triggers: z.array(z.record(z.string(), z.unknown())),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number() }).optional() }) }),
  concurrency: z.unknown().optional(),
  cancel: z.array(z.looseObject({ event: z.string(), if: z.string().optional() })).nullish(),
  priority: z.looseObject({ run: z.string().optional() }).nullish(),
  throttle: z.looseObject({ key: z.string().optional() }).nullish(),
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
  const { priority, throttle } = config;
  if (priority && priority.run !== HEAD_START) refuse(config.id, `priority ${JSON.stringify(priority)}`);
  if (throttle && throttle.key !== LEFT_UNDONE.key)
    refuse(config.id, `${LEFT_UNDONE.option} ${JSON.stringify(throttle)}`);
  const planned: PlannedFunction = {
    id: config.id,
    events: [],
    everyMinutes: null,
    maxAttempts: (config.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    cancelledBy: (config.cancel ?? []).map((cancel) => cancellingEvent(config.id, cancel)),
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

/** Only "the same tenant, at any time": a time-out or another condition would have to be kept as well. */
function cancellingEvent(functionId: string, cancel: Record<string, unknown> & { event: string }): string {
  const { event, if: condition, ...others } = cancel;
  if (condition === TENANT_CANCELLATION && Object.keys(others).length === 0) return event;
  return refuse(functionId, `cancelOn ${JSON.stringify(cancel)}`);
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
