/** Finds what a control action names, in whichever account it is. */
import type { ControlAction } from "./control-actions";
import type { Account, Asset, AssetField, AssetType, Organization } from "./state";
import type { World } from "./world";

/** A control action that names something that is not there. */
export class ControlError extends Error {}

/** One handler per action; it answers what the action made. */
export type Handlers = {
  [Name in ControlAction["action"]]: (
    world: World,
    action: Extract<ControlAction, { action: Name }>,
    now: string,
  ) => object;
};

export type Found<Row> = { account: Account; row: Row };

function findIn<Row extends { id: string }>(
  world: World,
  rowsOf: (account: Account) => Row[],
  id: string,
  what: string,
): Found<Row> {
  for (const account of world.state.accounts) {
    const row = rowsOf(account).find((one) => one.id === id);
    if (row) return { account, row };
  }
  throw new ControlError(`There is no ${what} ${id}`);
}

export function findAsset(world: World, id: string): Found<Asset> {
  return findIn(world, (account) => account.assets, id, "asset");
}

export function findType(world: World, id: string): Found<AssetType> {
  return findIn(world, (account) => account.assetTypes, id, "asset type");
}

export function findOrganization(world: World, id: string): Found<Organization> {
  return findIn(world, (account) => account.organizations, id, "organization");
}

/** An organization type or status. */
export function findKind(world: World, id: string) {
  return findIn(
    world,
    (account) => [...account.organizationTypes, ...account.organizationStatuses],
    id,
    "organization type or status",
  );
}

export function findField(world: World, id: string): Found<AssetField> & { type: AssetType } {
  const found = findIn(world, (account) => account.assetTypes.flatMap((type) => type.fields), id, "field");
  const type = found.account.assetTypes.find(({ fields }) => fields.includes(found.row));
  if (!type) throw new ControlError(`Field ${id} has no asset type`);
  return { ...found, type };
}

export function findAccount(world: World, id: string): Account {
  const account = world.state.accounts.find((one) => one.id === id);
  if (!account) throw new ControlError(`There is no account ${id}`);
  return account;
}

export function findKey(world: World, key: string): { revoked: boolean } {
  const found = world.state.accounts.flatMap(({ apiKeys }) => apiKeys).find((one) => one.key === key);
  if (!found) throw new ControlError("There is no such API key");
  return found;
}
