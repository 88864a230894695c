/** Control actions on what is documented: assets, asset types and their fields. */
import { addField, nameKeyOf, removeField } from "./asset-fields";
import { addAssets, assetChanged, removeAssets } from "./asset-store";
import {
  ControlError,
  findAsset,
  findField,
  findOrganization,
  findType,
  type Handlers,
} from "./control-lookup";
import { type Account, type Asset, type AssetType, nextId } from "./state";

function mergeTraits(type: AssetType, asset: Asset, traits: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(traits)) {
    const field = type.fields.find(({ nameKey }) => nameKey === key);
    if (!field) throw new ControlError(`${type.name} has no field with the key ${key}`);
    if (value === null) delete asset.values[field.id];
    else asset.values[field.id] = value;
  }
}

function typeOf(account: Account, asset: Asset): AssetType {
  const type = account.assetTypes.find(({ id }) => id === asset.typeId);
  if (!type) throw new ControlError(`Asset ${asset.id} has no asset type`);
  return type;
}

/** Changes a record that is not its type, and stamps it. */
function change({ account, row }: { account: Account; row: Asset }, changes: Partial<Asset>): object {
  Object.assign(row, changes);
  assetChanged(account, row);
  return {};
}

export const documentationActions = {
  "set-traits": (world, { assetId, traits }, now) => {
    const found = findAsset(world, assetId);
    mergeTraits(typeOf(found.account, found.row), found.row, traits);
    return change(found, { updatedAt: now });
  },
  "add-asset": (world, { organizationId, assetTypeId, traits, archived }, now) => {
    const { account } = findOrganization(world, organizationId);
    const { row: type } = findType(world, assetTypeId);
    const asset: Asset = {
      id: nextId(account),
      organizationId,
      typeId: type.id,
      values: {},
      archived,
      restricted: false,
      createdAt: now,
      updatedAt: now,
    };
    mergeTraits(type, asset, traits);
    addAssets(account, [asset]);
    return { id: asset.id };
  },
  "archive-asset": (world, { assetId }, now) =>
    change(findAsset(world, assetId), { archived: true, updatedAt: now }),
  "unarchive-asset": (world, { assetId }, now) =>
    change(findAsset(world, assetId), { archived: false, updatedAt: now }),
  "delete-asset": (world, { assetId }) => {
    const { account, row } = findAsset(world, assetId);
    removeAssets(account, new Set([row]));
    return {};
  },
  "move-asset": (world, { assetId, organizationId }, now) => {
    findOrganization(world, organizationId);
    return change(findAsset(world, assetId), { organizationId, updatedAt: now });
  },

  "rename-field": (world, { fieldId, name, changeKey }, now) => {
    const { row, type } = findField(world, fieldId);
    const others = type.fields.filter((field) => field !== row).map((field) => field.nameKey);
    const nameKey = changeKey ? nameKeyOf(name, others) : row.nameKey;
    Object.assign(row, { name, nameKey, updatedAt: now });
    return { nameKey };
  },
  "delete-field": (world, { fieldId }) => {
    const { account, row, type } = findField(world, fieldId);
    removeField(account, type, row);
    return {};
  },
  "add-field": (world, { assetTypeId, attributes }, now) => {
    const { account, row: type } = findType(world, assetTypeId);
    const field = addField(account, type, attributes, now);
    return { id: field.id, nameKey: field.nameKey };
  },
  "change-field-kind": (world, { fieldId, kind }, now) => {
    Object.assign(findField(world, fieldId).row, { kind, updatedAt: now });
    return {};
  },
  "disable-asset-type": (world, { assetTypeId }, now) => {
    Object.assign(findType(world, assetTypeId).row, { enabled: false, updatedAt: now });
    return {};
  },
  "enable-asset-type": (world, { assetTypeId }, now) => {
    Object.assign(findType(world, assetTypeId).row, { enabled: true, updatedAt: now });
    return {};
  },
  "delete-asset-type": (world, { assetTypeId }) => {
    const { account, row } = findType(world, assetTypeId);
    account.assetTypes = account.assetTypes.filter((type) => type !== row);
    removeAssets(account, new Set(account.assets.filter(({ typeId }) => typeId === row.id)));
    return {};
  },
} satisfies Partial<Handlers>;
