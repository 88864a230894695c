import { organizationTakesPart } from "./participation";
import type { SyncLogEntry } from "./sync-log";
import type { ReadOrganization, SyncState } from "./sync-state";
import { foldedName } from "./synced-fields";

export type FirstLinks = {
  links: { organization: ReadOrganization; accountId: string }[];
  /** Organizations that make an account of their own. */
  made: ReadOrganization[];
  log: SyncLogEntry[];
};

/**
 * First links, sought once, when an organization first takes part: one that a person unlinked stays unlinked. A name that
 * fits several accounts, or an account that lost its own organization, is for a person to decide: a wrong link would bill
 * a customer for another's assets.
 */
export function firstLinks(organizations: readonly ReadOrganization[], state: SyncState): FirstLinks {
  const linkedOrganizations = new Set(state.links.map((link) => link.organizationId));
  const accountsWithLink = new Set(state.links.map((link) => link.accountId));
  const accountsInSync = accountsOfOrganizationsThatTakePart(organizations, state);
  const unlinked = organizations.filter(({ id, isPrimary }) => !isPrimary && !linkedOrganizations.has(id));
  const unlinkedByName = byFoldedName(unlinked);
  const accountsByName = byFoldedName(state.accounts);
  const mirrored = new Set(state.mirrored.map(({ id }) => id));
  const found: FirstLinks = { links: [], made: [], log: [] };

  for (const organization of unlinked) {
    if (!organizationTakesPart(organization, state.selection)) continue;
    if (state.decidedOrganizationIds.has(organization.id)) continue;
    const undecided = (reason: SyncLogEntry["reason"]) =>
      found.log.push(entryOf(organization, "undecided", reason));
    if (state.isFirstWithLog && mirrored.has(organization.id)) {
      undecided("left-unlinked");
      continue;
    }
    const name = foldedName(organization.name);
    const namesakes = accountsByName.get(name) ?? [];
    const free = namesakes.filter(({ id }) => !accountsWithLink.has(id));
    const [only] = free;
    if (only && free.length === 1 && unlinkedByName.get(name)?.length === 1) {
      found.links.push({ organization, accountId: only.id });
      found.log.push({
        ...entryOf(organization, "linked", "same-name"),
        accountId: only.id,
        accountName: only.name,
      });
    } else if (free.length > 0) undecided("several-of-this-name");
    else if (namesakes.some(({ id }) => !accountsInSync.has(id))) undecided("account-lost-organization");
    else found.made.push(organization);
  }
  return found;
}

function accountsOfOrganizationsThatTakePart(
  organizations: readonly ReadOrganization[],
  { links, selection }: SyncState,
): Set<string> {
  const takingPart = new Set(
    organizations.filter((row) => organizationTakesPart(row, selection)).map(({ id }) => id),
  );
  return new Set(
    links.filter(({ organizationId }) => takingPart.has(organizationId)).map(({ accountId }) => accountId),
  );
}

/** A row about an organization that has no account yet. */
export function entryOf(
  organization: Pick<ReadOrganization, "id" | "name">,
  event: SyncLogEntry["event"],
  reason: SyncLogEntry["reason"],
): SyncLogEntry {
  return {
    event,
    reason,
    organizationId: organization.id,
    organizationName: organization.name,
    accountId: null,
    accountName: null,
    fields: {},
  };
}

export function byFoldedName<Row extends { name: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = foldedName(row.name);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
