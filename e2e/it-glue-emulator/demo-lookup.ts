/** Finds ids in a state by the names people know; for tests and for scripts that drive the demo. Each throws if there is none. */
import type { Account, Asset, AssetField, AssetType, EmulatorState, Organization } from "./state";
import { assetName } from "./traits";

function found<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new Error(`The emulator's state has no ${what}`);
  return row;
}

export function accountOf(state: EmulatorState, accountId: string): Account {
  return found(
    state.accounts.find(({ id }) => id === accountId),
    `account ${accountId}`,
  );
}

export function organizationOf(state: EmulatorState, accountId: string, name: string): Organization {
  const { organizations } = accountOf(state, accountId);
  return found(
    organizations.find((one) => one.name === name),
    `organization ${name}`,
  );
}

export function assetTypeOf(state: EmulatorState, accountId: string, name: string): AssetType {
  const { assetTypes } = accountOf(state, accountId);
  return found(
    assetTypes.find((one) => one.name === name),
    `asset type ${name}`,
  );
}

export function fieldOf(state: EmulatorState, accountId: string, typeName: string, name: string): AssetField {
  const { fields } = assetTypeOf(state, accountId, typeName);
  return found(
    fields.find((one) => one.name === name),
    `field ${name}`,
  );
}

/** The first asset of that name that is not archived. */
export function assetOf(
  state: EmulatorState,
  accountId: string,
  organizationName: string,
  typeName: string,
  name: string,
): Asset {
  const organization = organizationOf(state, accountId, organizationName);
  const type = assetTypeOf(state, accountId, typeName);
  return found(
    accountOf(state, accountId).assets.find(
      (asset) =>
        asset.organizationId === organization.id &&
        asset.typeId === type.id &&
        !asset.archived &&
        assetName(type, asset) === name,
    ),
    `asset ${name}`,
  );
}
