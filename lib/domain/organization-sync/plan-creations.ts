import { byFoldedName } from "./first-links";
import { accountTakesPart, kindIdOf } from "./participation";
import type { SyncLogEntry, SyncReason } from "./sync-log";
import type { OrganizationCreation, SyncAccount, SyncState } from "./sync-state";
import { type AccountFields, foldedName, type LinkSnapshot } from "./synced-fields";
import type { WorkingState } from "./working-state";

/**
 * Accounts that make an organization: active ones made by hand, of a selected type and status, that never had one. A name
 * that is taken over there makes none: IT Glue may or may not refuse a second organization of one name, and the next
 * run could not tell the two apart. What was said of an account before is not said again.
 */
export function planCreations(
  working: WorkingState,
  state: SyncState,
): { creations: OrganizationCreation[]; log: SyncLogEntry[] } {
  if (!state.isTwoWay) return { creations: [], log: [] };
  const linked = new Set([...working.links.values()].map(({ accountId }) => accountId));
  const unlinked = [...working.accounts.values()].filter(({ id }) => !linked.has(id));
  const unlinkedByName = byFoldedName(unlinked);
  const organizationsByName = byFoldedName([...working.organizations.values()]);
  const making = new Map<string, SyncAccount>();
  const log: SyncLogEntry[] = [];
  const candidates = unlinked.filter(
    (account) =>
      account.isActive &&
      account.source === "manual" &&
      !state.decidedAccountIds.has(account.id) &&
      accountTakesPart(account, state.kinds, state.selection),
  );
  for (const account of candidates) {
    const name = foldedName(account.name);
    const namesakes = organizationsByName.get(name) ?? [];
    if (namesakes.some(({ isPrimary }) => isPrimary) || name === "") continue;
    const say = (event: SyncLogEntry["event"], reason: SyncReason) => {
      const entry = entryOfAccount(account, event, reason);
      if (!isSaid(entry, state.lastSaid.get(account.id))) log.push(entry);
    };
    if (namesakes.some(({ id }) => !working.links.has(id))) say("undecided", "organization-of-this-name");
    else if (namesakes.length > 0) say("error", "name-taken");
    else if (unlinkedByName.get(name)!.length > 1) say("undecided", "several-of-this-name");
    else if (!wasRefused(account, working, state)) making.set(account.id, account);
  }
  const creations = parentsFirst(making).map((account) => creationOf(account, making, working, state));
  return { creations, log };
}

function creationOf(
  account: SyncAccount,
  making: ReadonlyMap<string, SyncAccount>,
  working: WorkingState,
  { kinds }: SyncState,
): OrganizationCreation {
  const fields = namedFields(account, working);
  const typeId = kindIdOf(kinds.types, account.typeName);
  const statusId = kindIdOf(kinds.statuses, account.statusName);
  const parentMadeBy = making.get(aboveOf(account))?.id ?? null;
  const leader = working.leaderOf.get(aboveOf(account));
  const parentId = leader !== undefined && working.organizations.has(leader) ? leader : null;
  const waiting: LinkSnapshot["waiting"] = {};
  const problems: SyncLogEntry[] = [];
  const wait = (
    field: keyof LinkSnapshot["waiting"],
    reason: "unknown-type" | "unknown-status" | "parent-not-linked",
    value: string,
  ) => {
    waiting[field] = { reason, value, refusedAt: null };
    problems.push({
      ...entryOfAccount(account, "error", reason),
      fields: { [field]: { from: null, to: fields[field]?.to ?? value } },
    });
  };
  if (account.typeName !== null && typeId === null) wait("typeName", "unknown-type", account.typeName);
  if (account.statusName !== null && statusId === null)
    wait("statusName", "unknown-status", account.statusName);
  if (account.parentAccountId !== null && parentId === null && parentMadeBy === null)
    wait("parent", "parent-not-linked", account.parentAccountId);
  const sent: AccountFields = {
    name: account.name,
    accountCode: account.accountCode,
    typeName: typeId === null ? null : account.typeName,
    statusName: statusId === null ? null : account.statusName,
    parentAccountId: parentId === null ? null : account.parentAccountId,
  };
  return {
    accountId: account.id,
    accountName: account.name,
    version: account.version,
    values: { name: account.name.trim(), shortName: account.accountCode, typeId, statusId, parentId },
    parentMadeBy,
    account: sent,
    waiting,
    problems,
    fields,
  };
}

/** The id of the account above; no account has an empty one. */
const aboveOf = ({ parentAccountId }: SyncAccount) => parentAccountId ?? "";

function parentsFirst(making: ReadonlyMap<string, SyncAccount>): SyncAccount[] {
  const placed = new Map<string, SyncAccount>();
  const place = (account: SyncAccount, below: ReadonlySet<string>) => {
    if (below.has(account.id)) return;
    const parent = making.get(aboveOf(account));
    if (parent) place(parent, new Set([...below, account.id]));
    placed.set(account.id, account);
  };
  for (const account of making.values()) place(account, new Set());
  return [...placed.values()];
}

/** What an account has, as fields of the log: parents by name. */
function namedFields(account: SyncAccount, working: WorkingState): SyncLogEntry["fields"] {
  const values = {
    name: account.name,
    accountCode: account.accountCode,
    typeName: account.typeName,
    statusName: account.statusName,
    parent: working.accounts.get(aboveOf(account))?.name ?? null,
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, to]) => to !== null)
      .map(([field, to]) => [field, { from: null, to }]),
  );
}

function entryOfAccount(
  account: SyncAccount,
  event: SyncLogEntry["event"],
  reason: SyncReason,
): SyncLogEntry {
  return {
    event,
    reason,
    organizationId: null,
    organizationName: null,
    accountId: account.id,
    accountName: account.name,
    fields: {},
  };
}

function isSaid({ event, reason, accountName }: SyncLogEntry, last: LastSaid): boolean {
  return last?.event === event && last.reason === reason && last.accountName === accountName;
}

type LastSaid = ReturnType<SyncState["lastSaid"]["get"]>;

const REFUSALS: readonly (string | null)[] = ["name-taken", "refused", "psa-synced"] satisfies SyncReason[];

/** IT Glue refused just this before, for a reason that asking again does not remove. */
function wasRefused(account: SyncAccount, working: WorkingState, { lastSaid }: SyncState): boolean {
  const last = lastSaid.get(account.id);
  if (last?.event !== "error" || !REFUSALS.includes(last.reason)) return false;
  const fields = Object.entries(namedFields(account, working));
  return (
    fields.length === Object.keys(last.fields).length &&
    fields.every(([name, { to }]) => to === last.fields[name]?.to)
  );
}
