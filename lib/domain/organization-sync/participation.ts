import type { Kind, Kinds, ReadOrganization, Selection, SyncAccount } from "./sync-state";
import { foldedName } from "./synced-fields";

const isChosen = (ids: readonly string[] | null, id: string | null) =>
  ids === null || (id !== null && ids.includes(id));

/** Whether an organization takes part in the sync: not the MSP's own, and of a selected type and status (design.md 6). */
export function organizationTakesPart(record: ReadOrganization, selection: Selection): boolean {
  return (
    !record.isPrimary &&
    isChosen(selection.typeIds, record.typeId) &&
    isChosen(selection.statusIds, record.statusId)
  );
}

/** The id of a type or status by its name, blanks around and case aside; null where IT Glue has none of the name. */
export function kindIdOf(kinds: readonly Kind[], name: string | null): string | null {
  if (name === null) return null;
  return kinds.find((kind) => foldedName(kind.name) === foldedName(name))?.id ?? null;
}

/** Whether an account without an organization may make one: its type and status are selected ones. */
export function accountTakesPart(account: SyncAccount, kinds: Kinds, selection: Selection): boolean {
  return (
    isChosen(selection.typeIds, kindIdOf(kinds.types, account.typeName)) &&
    isChosen(selection.statusIds, kindIdOf(kinds.statuses, account.statusName))
  );
}

/**
 * Whether a linked account is of a type or status that was deselected. One that is blank, or that IT Glue does not know,
 * is not deselected: the link goes on with the other fields.
 */
export function isAccountDeselected(account: SyncAccount, kinds: Kinds, selection: Selection): boolean {
  const typeId = kindIdOf(kinds.types, account.typeName);
  const statusId = kindIdOf(kinds.statuses, account.statusName);
  return (
    (typeId !== null && !isChosen(selection.typeIds, typeId)) ||
    (statusId !== null && !isChosen(selection.statusIds, statusId))
  );
}
