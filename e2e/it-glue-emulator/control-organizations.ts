/** Control actions on organizations, their types and statuses. A person, or a PSA's sync, may do what the API may not. */
import { ControlError, findAccount, findKind, findOrganization, type Handlers } from "./control-lookup";
import { assignOrganization, blankOrganization, removeOrganization } from "./organizations";
import { type NamedKind, nextId, type Organization } from "./state";
import type { World } from "./world";

function change(world: World, organizationId: string, changes: Partial<Organization>): object {
  Object.assign(findOrganization(world, organizationId).row, changes);
  return {};
}

export const organizationActions = {
  "add-organization": (world, action, now) => {
    const account = findAccount(world, action.accountId);
    const organization: Organization = {
      ...blankOrganization(now),
      id: nextId(account),
      name: action.name,
      typeId: action.organizationTypeId,
      statusId: action.organizationStatusId,
      parentId: action.parentId,
    };
    account.organizations.push(organization);
    return { id: organization.id };
  },
  "rename-organization": (world, { organizationId, name }, now) =>
    change(world, organizationId, { name, updatedAt: now }),
  "delete-organization": (world, { organizationId }) => {
    removeOrganization(findOrganization(world, organizationId).account, organizationId);
    return {};
  },
  "retype-organization": (world, { organizationId, organizationTypeId }, now) =>
    change(world, organizationId, { typeId: organizationTypeId, updatedAt: now }),
  "set-organization-status": (world, { organizationId, organizationStatusId }, now) =>
    change(world, organizationId, { statusId: organizationStatusId, updatedAt: now }),
  "set-organization": (world, { organizationId, attributes }, now) => {
    const { account, row } = findOrganization(world, organizationId);
    const draft = { ...row, updatedAt: now };
    assignOrganization(account, draft, attributes);
    Object.assign(row, draft);
    return {};
  },
  "psa-sync-organization": (world, { organizationId, psaId, psaIntegrationType }, now) =>
    change(world, organizationId, { psa: { id: psaId, type: psaIntegrationType }, updatedAt: now }),
  "psa-unsync-organization": (world, { organizationId }, now) =>
    change(world, organizationId, { psa: null, updatedAt: now }),

  "add-organization-kind": (world, { accountId, of, name, synced }, now) => {
    const account = findAccount(world, accountId);
    const kind: NamedKind = { id: nextId(account), name, synced, createdAt: now, updatedAt: now };
    account[of === "type" ? "organizationTypes" : "organizationStatuses"].push(kind);
    return { id: kind.id };
  },
  "set-organization-kind": (world, { id, name, synced }, now) => {
    const { row } = findKind(world, id);
    Object.assign(row, { name: name ?? row.name, synced: synced ?? row.synced, updatedAt: now });
    return {};
  },
  "delete-organization-kind": (world, { id }) => {
    const { account } = findKind(world, id);
    const isUsed = account.organizations.some(({ typeId, statusId }) => typeId === id || statusId === id);
    if (isUsed) throw new ControlError(`Organizations still have the type or status ${id}`);
    account.organizationTypes = account.organizationTypes.filter((kind) => kind.id !== id);
    account.organizationStatuses = account.organizationStatuses.filter((kind) => kind.id !== id);
    return {};
  },
} satisfies Partial<Handlers>;
