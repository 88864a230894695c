import { kindIdOf } from "./participation";
import type { FieldPush, Kinds, OrganizationChange, ReadOrganization, SyncAccount } from "./sync-state";
import {
  FIELD_OF_ACCOUNT,
  FIELD_OF_ORGANIZATION,
  foldedName,
  type LinkSnapshot,
  type LinkState,
  type SyncedField,
  type Waiting,
  type WaitingReason,
} from "./synced-fields";
import { fieldsOfAccount, fieldsOfOrganization, type WorkingState } from "./working-state";

export type PushContext = {
  working: WorkingState;
  kinds: Kinds;
  /** Accounts whose organization is made in the same run. */
  making: ReadonlySet<string>;
  /** How many organizations have a name. */
  namesakes: ReadonlyMap<string, readonly ReadOrganization[]>;
};

export type PlannedPushes = { pushes: FieldPush[]; waiting: LinkSnapshot["waiting"] };

/**
 * What of the changed fields of an account can be sent to its organization now, and what must wait and why. A value that
 * IT Glue refused waits until it, or the organization, is changed.
 */
export function planPushes(
  unsent: readonly SyncedField[],
  before: LinkSnapshot["waiting"],
  account: SyncAccount,
  organization: ReadOrganization,
  context: PushContext,
): PlannedPushes {
  const planned: PlannedPushes = { pushes: [], waiting: {} };
  for (const field of unsent) {
    const value = fieldsOfAccount(account)[FIELD_OF_ACCOUNT[field]];
    const sendable = sendableValue(field, value, account, context);
    const stands = standingRefusal(before[field], value, account, organization, context);
    if ("reason" in sendable) {
      planned.waiting[field] = { reason: sendable.reason, value, refusedAt: null };
    } else if (stands) {
      planned.waiting[field] = stands;
    } else {
      planned.pushes.push({
        field,
        accountValue: value,
        ...sendable,
        from: inWords(field, fieldsOfOrganization(organization)[FIELD_OF_ORGANIZATION[field]], context),
        to: wordsOfAccountValue(field, value, context),
      });
    }
  }
  return planned;
}

type Sendable = { change: OrganizationChange; parentMadeBy?: string } | { reason: WaitingReason };

function sendableValue(
  field: SyncedField,
  value: string | null,
  account: SyncAccount,
  { working, kinds, making }: PushContext,
): Sendable {
  switch (field) {
    case "name":
      return { change: { name: account.name.trim() } };
    case "accountCode":
      return { change: { shortName: value } };
    case "typeName": {
      const typeId = kindIdOf(kinds.types, value);
      return value !== null && typeId === null ? { reason: "unknown-type" } : { change: { typeId } };
    }
    case "statusName": {
      const statusId = kindIdOf(kinds.statuses, value);
      return value !== null && statusId === null ? { reason: "unknown-status" } : { change: { statusId } };
    }
    case "parent": {
      if (value === null) return { change: { parentId: null } };
      if (making.has(value)) return { change: {}, parentMadeBy: value };
      const parentId = working.leaderOf.get(value);
      return parentId !== undefined && working.organizations.has(parentId)
        ? { change: { parentId } }
        : { reason: "parent-not-linked" };
    }
  }
}

/** The refusal of before where nothing has changed that could lift it. */
function standingRefusal(
  before: Waiting | undefined,
  value: string | null,
  account: SyncAccount,
  organization: ReadOrganization,
  { namesakes }: PushContext,
): Waiting | null {
  if (!before || before.refusedAt === null || before.value !== value) return null;
  if (Date.parse(before.refusedAt) !== Date.parse(organization.updatedAt)) return null;
  if (before.reason !== "name-taken") return before;
  const others = (namesakes.get(foldedName(account.name)) ?? []).filter(({ id }) => id !== organization.id);
  return others.length > 0 ? before : null;
}

function inWords(field: SyncedField, value: string | null, { working }: PushContext): string | null {
  if (field !== "parent" || value === null) return value;
  return working.organizations.get(value)?.name ?? value;
}

export function wordsOfAccountValue(
  field: SyncedField,
  value: string | null,
  { working }: Pick<PushContext, "working">,
): string | null {
  if (field !== "parent" || value === null) return value;
  return working.accounts.get(value)?.name ?? value;
}

/** The state of a link that takes part, by what waits. */
export function stateOf(waiting: LinkSnapshot["waiting"]): {
  state: LinkState;
  problem: WaitingReason | null;
} {
  const reasons = Object.values(waiting).map(({ reason }) => reason);
  const [first] = reasons;
  if (first === undefined) return { state: "synced", problem: null };
  if (reasons.includes("psa-synced")) return { state: "read-only", problem: "psa-synced" };
  return { state: "error", problem: first };
}
