import { canonicalJson } from "../counting/canonical-json";
import { firstLinks } from "./first-links";
import { mirrorChanges, newestOf } from "./mirror-changes";
import { planCreations } from "./plan-creations";
import { changesOfAccount, entryOf, planLinks } from "./plan-links";
import type { SyncLogEntry } from "./sync-log";
import type { ReadOrganization, SyncAccount, SyncPlan, SyncState } from "./sync-state";
import type { AccountFields } from "./synced-fields";
import { fieldsOfAccount, type WorkingState, workingState } from "./working-state";

/**
 * What a whole read of IT Glue's organizations changes, on both sides (design.md 6, domain.md 3). Pure; planning the
 * state that a plan leaves behind yields an empty one.
 * @param read every organization of the account, the MSP's own among them, in any order, each once.
 */
export function planSync(read: readonly ReadOrganization[], state: SyncState): SyncPlan {
  const organizations = newestOf(read, state.mirrored);
  const first = firstLinks(organizations, state);
  const working = workingState(organizations, state, first);
  const { creations, log: ofCreations } = planCreations(working, state);
  const { updates, log: ofLinks } = planLinks(working, state, creations);
  const changed = changedAccounts(working, state);
  return {
    ...mirrorChanges(organizations, state.mirrored),
    newAccounts: madeAccounts(working),
    ...changedLinks(working, state),
    accountUpdates: changed.updates,
    creations,
    updates: updates.map((update) => ({
      ...update,
      version: update.version + (changed.ids.has(update.accountId) ? 1 : 0),
    })),
    log: [...first.log, ...madeLog(working), ...changed.log, ...ofLinks, ...ofCreations],
  };
}

/** Parents before their children: the database knows an account before another one names it. */
function madeAccounts(working: WorkingState): SyncPlan["newAccounts"] {
  const placed = new Map<string, AccountFields>();
  const place = (id: string) => {
    if (placed.has(id) || !working.madeIds.has(id)) return;
    const fields = fieldsOfAccount(working.accounts.get(id)!);
    if (fields.parentAccountId !== null) place(fields.parentAccountId);
    placed.set(id, fields);
  };
  for (const id of working.madeIds) place(id);
  return [...placed].map(([id, fields]) => ({ id, fields }));
}

function madeLog(working: WorkingState): SyncLogEntry[] {
  return [...working.links.values()]
    .filter(({ accountId }) => working.madeIds.has(accountId))
    .map((link) => ({
      ...entryOf(link, working, "pulled", "account-created"),
      fields: changesOfAccount({}, fieldsOfAccount(working.accounts.get(link.accountId)!), working),
    }));
}

function changedLinks(working: WorkingState, state: SyncState): Pick<SyncPlan, "newLinks" | "linkUpdates"> {
  const before = new Map(state.links.map((link) => [link.organizationId, link]));
  const now = [...working.links.values()];
  return {
    newLinks: now
      .filter(({ organizationId }) => !before.has(organizationId))
      .map(({ linkedAt: _linkedAt, ...link }) => link),
    linkUpdates: now.filter((link) => {
      const was = before.get(link.organizationId);
      return was !== undefined && canonicalJson(link) !== canonicalJson(was);
    }),
  };
}

function changedAccounts(
  working: WorkingState,
  state: SyncState,
): { updates: SyncPlan["accountUpdates"]; ids: ReadonlySet<string>; log: SyncLogEntry[] } {
  const updates: SyncPlan["accountUpdates"] = [];
  const log: SyncLogEntry[] = [];
  for (const before of state.accounts) {
    const after = working.accounts.get(before.id)!;
    const { from, to } = difference(before, after);
    const organizationId = working.leaderOf.get(before.id);
    if (Object.keys(to).length === 0 || organizationId === undefined) continue;
    updates.push({ accountId: before.id, version: before.version, from, to });
    log.push({
      ...entryOf({ organizationId, accountId: before.id }, working, "pulled", "organization-changed"),
      fields: changesOfAccount(fieldsOfAccount(before), fieldsOfAccount(after), working),
    });
  }
  return { updates, ids: new Set(updates.map(({ accountId }) => accountId)), log };
}

function difference(
  before: SyncAccount,
  after: SyncAccount,
): { from: Partial<AccountFields>; to: Partial<AccountFields> } {
  const [was, is] = [fieldsOfAccount(before), fieldsOfAccount(after)];
  const changed = (Object.keys(is) as (keyof AccountFields)[]).filter((field) => was[field] !== is[field]);
  const pick = (fields: AccountFields) => Object.fromEntries(changed.map((field) => [field, fields[field]]));
  return { from: pick(was), to: pick(is) };
}
