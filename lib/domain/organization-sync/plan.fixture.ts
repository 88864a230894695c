import { note } from "./merge-fields";
import { newestOf } from "./mirror-changes";
import { stateOf } from "./plan-pushes";
import type {
  MirroredOrganization,
  ReadOrganization,
  SyncAccount,
  SyncLink,
  SyncPlan,
  SyncState,
} from "./sync-state";
import type { AccountFields } from "./synced-fields";

/** What tests of the planner are about, with all else as it mostly is. */
export const organization = (
  id: string,
  name: string,
  values: Partial<ReadOrganization> = {},
): ReadOrganization => ({
  id,
  name,
  shortName: null,
  typeId: null,
  typeName: null,
  statusId: null,
  statusName: null,
  parentId: null,
  isPrimary: false,
  updatedAt: "2026-06-01T00:00:00.000Z",
  ...values,
});

export const account = (id: string, name: string, values: Partial<SyncAccount> = {}): SyncAccount => ({
  id,
  name,
  accountCode: null,
  typeName: null,
  statusName: null,
  parentAccountId: null,
  version: 1,
  isActive: true,
  source: "manual",
  ...values,
});

export const mirrored = (
  id: string,
  name: string,
  values: Partial<MirroredOrganization> = {},
): MirroredOrganization => {
  const { updatedAt, ...record } = organization(id, name);
  return { ...record, itGlueUpdatedAt: updatedAt, missingSince: null, ...values };
};

export const link = (
  organizationId: string,
  accountId: string,
  values: Partial<SyncLink> = {},
): SyncLink => ({
  organizationId,
  accountId,
  linkedAt: "2026-05-01T00:00:00.000Z",
  isLeading: true,
  state: "synced",
  problem: null,
  snapshot: null,
  ...values,
});

export const KINDS = {
  types: [
    { id: "11", name: "Customer" },
    { id: "12", name: "Prospect" },
  ],
  statuses: [
    { id: "21", name: "Active" },
    { id: "22", name: "Inactive" },
  ],
};

export const state = (values: Partial<SyncState> = {}): SyncState => ({
  kinds: KINDS,
  selection: { typeIds: null, statusIds: null },
  isTwoWay: true,
  isFirstWithLog: false,
  mirrored: [],
  links: [],
  accounts: [],
  decidedOrganizationIds: new Set(),
  decidedAccountIds: new Set(),
  lastSaid: new Map(),
  newAccountId: (organizationId) => `account-of-${organizationId}`,
  ...values,
});

export type World = { organizations: ReadOrganization[]; state: SyncState };

/** What a plan leaves behind on both sides, where IT Glue takes all that it is sent. */
export function applyPlan({ organizations, state: before }: World, plan: SyncPlan): World {
  const accounts = before.accounts.map((row) => {
    const update = plan.accountUpdates.find(({ accountId }) => accountId === row.id);
    return update ? { ...row, ...update.to, version: row.version + 1 } : row;
  });
  for (const { id, fields } of plan.newAccounts)
    accounts.push(account(id, fields.name, { ...fields, source: "it-glue" }));
  const links = before.links.map((row) => ({
    ...row,
    ...plan.linkUpdates.find(({ organizationId }) => organizationId === row.organizationId),
  }));
  for (const made of plan.newLinks) links.push({ ...made, linkedAt: "2026-06-01T00:00:00.000Z" });

  const there = newestOf(organizations, before.mirrored);
  for (const update of plan.updates) sendUpdate(there, links, update);
  for (const creation of plan.creations) sendCreation(there, links, creation);
  const left: SyncState = {
    ...before,
    isFirstWithLog: false,
    accounts,
    links,
    mirrored: [
      ...before.mirrored
        .filter(({ id }) => !there.some((row) => row.id === id))
        .map((row) => ({ ...row, missingSince: row.missingSince ?? "2026-06-01T00:00:00.000Z" })),
      ...there.map(({ updatedAt, ...row }) => ({ ...row, itGlueUpdatedAt: updatedAt, missingSince: null })),
    ],
    decidedOrganizationIds: new Set([
      ...before.decidedOrganizationIds,
      ...plan.log.flatMap(({ organizationId }) => organizationId ?? []),
    ]),
    decidedAccountIds: new Set([...before.decidedAccountIds, ...links.map(({ accountId }) => accountId)]),
    lastSaid: new Map([
      ...before.lastSaid,
      ...plan.log.flatMap((entry) => (entry.accountId ? [[entry.accountId, entry] as const] : [])),
    ]),
  };
  return { organizations: there, state: left };
}

const kindName = (kinds: { id: string; name: string }[], id: string | null) =>
  kinds.find((kind) => kind.id === id)?.name ?? null;

const fieldsThere = (row: ReadOrganization) => ({
  name: row.name,
  accountCode: row.shortName,
  typeName: row.typeName,
  statusName: row.statusName,
  parentId: row.parentId,
});

function sendUpdate(
  there: ReadOrganization[],
  links: SyncLink[],
  { organizationId, pushes, accountId }: SyncPlan["updates"][number],
): void {
  const row = there.find(({ id }) => id === organizationId)!;
  const at = links.find((each) => each.organizationId === organizationId)!;
  const snapshot = structuredClone(at.snapshot!);
  for (const { field, change, accountValue, parentMadeBy } of pushes) {
    if (parentMadeBy) continue;
    Object.assign(row, change);
    row.typeName = kindName(KINDS.types, row.typeId);
    row.statusName = kindName(KINDS.statuses, row.statusId);
    note(snapshot, field, fieldsThere(row)[field === "parent" ? "parentId" : field], accountValue);
  }
  Object.assign(at, { snapshot, ...stateOf(snapshot.waiting), accountId });
}

function sendCreation(
  there: ReadOrganization[],
  links: SyncLink[],
  { accountId, values, account: sent, waiting, parentMadeBy }: SyncPlan["creations"][number],
): void {
  const parentId =
    values.parentId ?? links.find((each) => each.accountId === parentMadeBy)?.organizationId ?? null;
  const row = organization(`made-by-${accountId}`, values.name, {
    ...values,
    parentId,
    typeName: kindName(KINDS.types, values.typeId),
    statusName: kindName(KINDS.statuses, values.statusId),
  });
  there.push(row);
  const accountFields: AccountFields = { ...sent, parentAccountId: parentMadeBy ?? sent.parentAccountId };
  links.push(
    link(row.id, accountId, {
      snapshot: { organization: fieldsThere(row), account: accountFields, waiting },
      ...stateOf(waiting),
    }),
  );
}
