import type { FirstLinks } from "./first-links";
import type { ReadOrganization, SyncAccount, SyncLink, SyncState } from "./sync-state";
import type { AccountFields, OrganizationFields } from "./synced-fields";

/** Accounts and links while a plan is made: as they are, with what the plan adds. */
export type WorkingState = {
  organizations: ReadonlyMap<string, ReadOrganization>;
  accounts: Map<string, SyncAccount>;
  /** Ids of accounts the plan makes. */
  madeIds: ReadonlySet<string>;
  /** By organization. */
  links: Map<string, SyncLink>;
  /** Of each account with organizations, the one whose fields are kept the same. */
  leaderOf: ReadonlyMap<string, string>;
};

export function fieldsOfOrganization(record: ReadOrganization): OrganizationFields {
  const { name, shortName, typeName, statusName, parentId } = record;
  return { name, accountCode: shortName, typeName, statusName, parentId };
}

export function fieldsOfAccount(account: SyncAccount): AccountFields {
  const { name, accountCode, typeName, statusName, parentAccountId } = account;
  return { name, accountCode, typeName, statusName, parentAccountId };
}

/** The state a plan starts from, its first links and new accounts among it. */
export function workingState(
  organizations: readonly ReadOrganization[],
  state: SyncState,
  first: FirstLinks,
): WorkingState {
  const accounts = new Map(state.accounts.map((row) => [row.id, { ...row }]));
  const links = new Map(state.links.map((link) => [link.organizationId, { ...link }]));
  const madeIds = new Set<string>();
  for (const { organization, accountId } of first.links)
    links.set(organization.id, newLink(organization.id, accountId));
  for (const organization of first.made) {
    const id = state.newAccountId(organization.id);
    const { parentId: _parent, ...fields } = fieldsOfOrganization(organization);
    madeIds.add(id);
    accounts.set(id, {
      ...fields,
      id,
      parentAccountId: null,
      version: 1,
      isActive: true,
      source: "it-glue",
    });
    links.set(organization.id, {
      ...newLink(organization.id, id),
      // Without its parent: the account takes it over as soon as an account stands for it.
      snapshot: {
        organization: { ...fields, parentId: null },
        account: { ...fields, parentAccountId: null },
        waiting: {},
      },
    });
  }
  return {
    organizations: new Map(organizations.map((row) => [row.id, row])),
    accounts,
    madeIds,
    links,
    leaderOf: leadersOf([...links.values()]),
  };
}

function newLink(organizationId: string, accountId: string): SyncLink {
  return {
    organizationId,
    accountId,
    linkedAt: "",
    isLeading: true,
    state: "synced",
    problem: null,
    snapshot: null,
  };
}

/** The one marked as leading; where none or several are, the one linked first. */
function leadersOf(links: readonly SyncLink[]): Map<string, string> {
  const inOrder = links.toSorted(
    (a, b) =>
      Number(b.isLeading) - Number(a.isLeading) ||
      compare(a.linkedAt, b.linkedAt) ||
      compare(a.organizationId, b.organizationId),
  );
  const leaders = new Map<string, string>();
  for (const { accountId, organizationId } of inOrder)
    if (!leaders.has(accountId)) leaders.set(accountId, organizationId);
  return leaders;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Whether `accountId` stands above `belowId`, or is it. */
export function isAtOrAbove(accounts: WorkingState["accounts"], accountId: string, belowId: string): boolean {
  const seen = new Set<string>();
  for (let at: string | null = belowId; at !== null && !seen.has(at); ) {
    if (at === accountId) return true;
    seen.add(at);
    at = accounts.get(at)?.parentAccountId ?? null;
  }
  return false;
}
