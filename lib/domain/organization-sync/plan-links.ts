import { byFoldedName } from "./first-links";
import { firstSnapshot, mergeFields, type Parents } from "./merge-fields";
import { isAccountDeselected, organizationTakesPart } from "./participation";
import { type PushContext, planPushes, stateOf, wordsOfAccountValue } from "./plan-pushes";
import type { SyncLogEntry, SyncReason } from "./sync-log";
import type { OrganizationUpdate, SyncLink, SyncPlan, SyncState } from "./sync-state";
import {
  FIELD_OF_ACCOUNT,
  FIELD_OF_ORGANIZATION,
  SYNCED_FIELDS,
  type SyncedField,
  type Waiting,
} from "./synced-fields";
import { fieldsOfAccount, fieldsOfOrganization, isAtOrAbove, type WorkingState } from "./working-state";

export type PlannedLinks = { updates: OrganizationUpdate[]; log: SyncLogEntry[] };

/**
 * Compares every linked pair, and writes into `working` what accounts and links become. Passes are repeated until nothing
 * more comes over: a parent may wait for another account to change its own.
 */
export function planLinks(
  working: WorkingState,
  state: SyncState,
  creations: SyncPlan["creations"],
): PlannedLinks {
  const log: SyncLogEntry[] = [];
  const leaders = [...working.links.values()].filter(
    (link) => working.leaderOf.get(link.accountId) === link.organizationId,
  );
  while (leaders.map((link) => pull(link, working, state, log)).includes(true));

  const context: PushContext = {
    working,
    kinds: state.kinds,
    making: new Set(creations.map(({ accountId }) => accountId)),
    namesakes: byFoldedName([...working.organizations.values()]),
  };
  const before = new Map(state.links.map((link) => [link.organizationId, link]));
  const leading = new Set(leaders);
  const updates = [...working.links.values()].flatMap((link) => {
    link.isLeading = leading.has(link);
    const reason = reasonToLeaveOut(link, working, state);
    tellOrphanedOrReturned(link, reason, before.get(link.organizationId), working, state, log);
    if (reason !== null) {
      Object.assign(link, { state: "orphaned", problem: reason });
      return [];
    }
    if (link.isLeading) return planUpdate(link, context, state, log);
    Object.assign(link, { state: "synced", problem: null, snapshot: null });
    return [];
  });
  return { updates, log };
}

/** Takes over what was changed in IT Glue alone; answers whether anything was. */
function pull(link: SyncLink, working: WorkingState, state: SyncState, log: SyncLogEntry[]): boolean {
  const organization = working.organizations.get(link.organizationId);
  if (!organization || !organizationTakesPart(organization, state.selection)) return false;
  const account = working.accounts.get(link.accountId)!;
  const organizationFields = fieldsOfOrganization(organization);
  const accountFields = fieldsOfAccount(account);
  const merge = mergeFields(
    link.snapshot ?? firstSnapshot(organizationFields, accountFields),
    organizationFields,
    accountFields,
    parentsOf(link, working),
  );
  if (isAccountDeselected({ ...account, ...merge.pulled }, state.kinds, state.selection)) return false;
  for (const field of merge.conflicts) {
    const kept = accountFields[FIELD_OF_ACCOUNT[field]];
    const given = organizationFields[FIELD_OF_ORGANIZATION[field]];
    log.push({
      ...entryOf(link, working, "conflict", "changed-on-both-sides"),
      fields: {
        [field]: {
          from: organizationWords(field, given, working),
          to: wordsOfAccountValue(field, kept, { working }),
        },
      },
    });
  }
  link.snapshot = merge.snapshot;
  Object.assign(account, merge.pulled);
  return Object.keys(merge.pulled).length > 0;
}

function parentsOf(link: SyncLink, working: WorkingState): Parents {
  return {
    accountOf: (organizationId) => working.links.get(organizationId)?.accountId ?? null,
    mayBeParent: (accountId) => !isAtOrAbove(working.accounts, link.accountId, accountId),
  };
}

function planUpdate(
  link: SyncLink,
  context: PushContext,
  state: SyncState,
  log: SyncLogEntry[],
): OrganizationUpdate[] {
  const { working } = context;
  const account = working.accounts.get(link.accountId)!;
  const organization = working.organizations.get(link.organizationId)!;
  const snapshot = link.snapshot!;
  const { unsent } = mergeFields(
    snapshot,
    fieldsOfOrganization(organization),
    fieldsOfAccount(account),
    parentsOf(link, working),
  );
  const mayPush = state.isTwoWay && account.isActive;
  const { pushes, waiting } = planPushes(
    mayPush ? unsent : [],
    snapshot.waiting,
    account,
    organization,
    context,
  );
  for (const [field, { reason, value }] of Object.entries(waiting) as [SyncedField, Waiting][]) {
    const said = snapshot.waiting[field];
    if (said?.reason === reason && said.value === value) continue;
    const from = organizationWords(
      field,
      fieldsOfOrganization(organization)[FIELD_OF_ORGANIZATION[field]],
      working,
    );
    log.push({
      ...entryOf(link, working, "error", reason),
      fields: { [field]: { from, to: wordsOfAccountValue(field, value, context) } },
    });
  }
  Object.assign(link, { ...stateOf(waiting), snapshot: { ...snapshot, waiting } });
  if (pushes.length === 0) return [];
  return [
    {
      organizationId: organization.id,
      organizationName: organization.name,
      organizationUpdatedAt: organization.updatedAt,
      accountId: account.id,
      accountName: account.name,
      version: account.version,
      pushes,
    },
  ];
}

/** Why a link takes no part now; null where it does. */
function reasonToLeaveOut(link: SyncLink, working: WorkingState, state: SyncState): SyncReason | null {
  const organization = working.organizations.get(link.organizationId);
  if (!organization) return "organization-deleted";
  if (!organizationTakesPart(organization, state.selection)) return "organization-deselected";
  const account = working.accounts.get(link.accountId)!;
  const isDeselected = link.isLeading && isAccountDeselected(account, state.kinds, state.selection);
  return isDeselected ? "account-deselected" : null;
}

function tellOrphanedOrReturned(
  link: SyncLink,
  reason: SyncReason | null,
  before: SyncLink | undefined,
  working: WorkingState,
  state: SyncState,
  log: SyncLogEntry[],
): void {
  if (reason !== null) {
    if (before?.state !== "orphaned" || before.problem !== reason)
      log.push(entryOf(link, working, "orphaned", reason, state));
    return;
  }
  if (before?.state === "orphaned") {
    const isBack = before.problem === "organization-deleted";
    log.push(entryOf(link, working, "returned", isBack ? "organization-back" : "selected-again"));
  }
}

function organizationWords(field: SyncedField, value: string | null, working: WorkingState): string | null {
  return field === "parent" && value !== null ? (working.organizations.get(value)?.name ?? value) : value;
}

export function entryOf(
  link: Pick<SyncLink, "organizationId" | "accountId">,
  working: WorkingState,
  event: SyncLogEntry["event"],
  reason: SyncReason,
  { mirrored }: Pick<SyncState, "mirrored"> = { mirrored: [] },
): SyncLogEntry {
  const name =
    working.organizations.get(link.organizationId)?.name ??
    mirrored.find(({ id }) => id === link.organizationId)?.name ??
    null;
  return {
    event,
    reason,
    organizationId: link.organizationId,
    organizationName: name,
    accountId: link.accountId,
    accountName: working.accounts.get(link.accountId)?.name ?? null,
    fields: {},
  };
}

/** The fields of an account that differ from what they were, for the log. */
export function changesOfAccount(
  from: Partial<ReturnType<typeof fieldsOfAccount>>,
  to: ReturnType<typeof fieldsOfAccount>,
  working: WorkingState,
): SyncLogEntry["fields"] {
  return Object.fromEntries(
    SYNCED_FIELDS.filter(
      (field) => (from[FIELD_OF_ACCOUNT[field]] ?? null) !== to[FIELD_OF_ACCOUNT[field]],
    ).map((field) => [
      field,
      {
        from: wordsOfAccountValue(field, from[FIELD_OF_ACCOUNT[field]] ?? null, { working }),
        to: wordsOfAccountValue(field, to[FIELD_OF_ACCOUNT[field]], { working }),
      },
    ]),
  );
}
