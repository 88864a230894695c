/** Carries out control actions on the world. Every change is stamped, as one made by a person would be. */
import { type ControlAction, controlAction } from "./control-actions";
import { documentationActions } from "./control-documentation";
import { findKey, type Handlers } from "./control-lookup";
import { organizationActions } from "./control-organizations";
import { pathMatches } from "./path-match";
import { clearRequests } from "./request-log";
import { resetWorld, type World } from "./world";

const serverActions = {
  "revoke-key": (world, { key }) => {
    findKey(world, key).revoked = true;
    return {};
  },
  "restore-key": (world, { key }) => {
    findKey(world, key).revoked = false;
    return {};
  },
  "revoke-tokens": (world, action) => {
    world.state.tokens = world.state.tokens.filter(
      ({ accountId }) => action.accountId !== undefined && accountId !== action.accountId,
    );
    return {};
  },
  "expire-tokens": (world, action, now) => {
    for (const token of world.state.tokens) {
      if (action.accountId === undefined || token.accountId === action.accountId) token.expiresAt = now;
    }
    return {};
  },
  fault: (world, { action: _, ...fault }) => {
    world.faults.push(fault);
    return {};
  },
  "clear-faults": (world) => {
    world.faults.length = 0;
    world.scheduled.length = 0;
    return {};
  },
  switches: (world, { set }) => {
    Object.assign(world.switches, set);
    if (set.rateLimit !== undefined) world.callsInWindow.clear();
    return { switches: world.switches };
  },
  "clear-requests": (world) => {
    clearRequests(world.log);
    return {};
  },
  reset: (world) => {
    resetWorld(world);
    return {};
  },
} satisfies Partial<Handlers>;

const handlers: Handlers = { ...documentationActions, ...organizationActions, ...serverActions };

function perform(world: World, action: ControlAction): object {
  const handler = handlers[action.action] as (world: World, action: ControlAction, now: string) => object;
  return handler(world, action, world.now().toISOString());
}

/**
 * Takes one action, given as the JSON of `POST /control`; answers what the action made (ids, keys).
 * Throws `ControlError` for what is not there, `ZodError` for what is no action, `Refusal` where a field is impossible.
 */
export function control(world: World, input: unknown): object {
  const action = controlAction.parse(input);
  if (action.action !== "schedule") return perform(world, action);
  world.scheduled.push({ afterRequests: action.afterRequests, match: action.match, action: action.do });
  return {};
}

/** Counts an answered API call against what is scheduled, and takes the actions that have become due; true if any. */
export function takeScheduled(world: World, path: string): boolean {
  const due = world.scheduled.filter((one) => {
    if (!pathMatches(path, one.match)) return false;
    one.afterRequests -= 1;
    return one.afterRequests === 0;
  });
  world.scheduled = world.scheduled.filter((one) => !due.includes(one));
  for (const { action } of due) perform(world, action);
  return due.length > 0;
}
