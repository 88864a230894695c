/** Traits: how values are shown, how they are taken in, and how an asset gets its name from them. */
import { refusals } from "./answers";
import type { Lookups } from "./lookups";
import { type Account, type Asset, type AssetField, type AssetType, nextId } from "./state";
import type { Switches } from "./switches";
import { foreignId } from "./wire-json";

const ASSET_TAG = /^FlexibleAssetType: *(\d+)$/;

/** The name of an asset: its title fields, joined with a space. Not unique, and empty where a type has none. */
export function assetName(type: AssetType | undefined, asset: Asset): string {
  const titles = (type?.fields ?? [])
    .filter((field) => field.useForTitle)
    .toSorted((left, right) => left.order - right.order)
    .map((field) => asset.values[field.id])
    .filter((value) => value !== undefined && value !== null && value !== "");
  return titles.join(" ");
}

function tagValues(lookups: Lookups, tagType: string, ids: string[]): object[] {
  if (ASSET_TAG.test(tagType)) {
    return ids.flatMap((id) => {
      const asset = lookups.asset(id);
      if (!asset) return [];
      return [
        {
          "resource-url": resourceUrl(lookups.account, asset),
          id: foreignId(asset.id),
          name: assetName(lookups.assetType(asset.typeId), asset),
        },
      ];
    });
  }
  if (tagType === "Organizations") {
    return ids.flatMap((id) => {
      const organization = lookups.organization(id);
      return organization ? [{ id: foreignId(organization.id), name: organization.name }] : [];
    });
  }
  return ids.flatMap((id) => {
    const target = lookups.tagTarget(id);
    if (target?.tagType !== tagType) return [];
    const name = lookups.organization(target.organizationId)?.name;
    const hasOrganization = tagType === "Domains" || tagType === "Configurations";
    return [
      {
        id: foreignId(target.id),
        name: target.name,
        ...(hasOrganization && name !== undefined && { "organization-name": name }),
        ...target.extra,
      },
    ];
  });
}

export function resourceUrl(account: Account, asset: Asset): string {
  const region = account.server === "us" ? "" : `${account.server}.`;
  return `https://${account.subdomain}.${region}itglue.com/${asset.organizationId}/assets/records/${asset.id}`;
}

/** Traits as IT Glue shows them: by name-key in field order; an empty trait is absent, a Header never shows. */
export function renderTraits(
  lookups: Lookups,
  type: AssetType | undefined,
  asset: Asset,
  switches: Switches,
): Record<string, unknown> {
  const traits: Record<string, unknown> = {};
  for (const field of type ? lookups.fields(type) : []) {
    const value = asset.values[field.id];
    if (value === undefined || field.kind === "Header") continue;
    if (field.kind === "Tag" && Array.isArray(value)) {
      const tagType = field.tagType ?? "";
      traits[field.nameKey] = {
        type: ASSET_TAG.test(tagType) ? "FlexibleAssetTypes" : tagType,
        values: tagValues(lookups, tagType, value.map(String)),
      };
    } else if (field.kind === "Password" && typeof value === "string") {
      traits[field.nameKey] = foreignId(value);
    } else {
      const isNumber = typeof value === "number" && switches.numbersAsStrings;
      traits[field.nameKey] = isNumber ? String(value) : value;
    }
  }
  return traits;
}

function tagIds(account: Account, field: AssetField, value: unknown): string[] {
  const ids = (Array.isArray(value) ? value : [value]).map(String);
  const assetTypeId = ASSET_TAG.exec(field.tagType ?? "")?.[1];
  const isTarget = (id: string) =>
    assetTypeId !== undefined
      ? account.assets.some((asset) => asset.id === id && asset.typeId === assetTypeId)
      : field.tagType === "Organizations"
        ? account.organizations.some((organization) => organization.id === id)
        : account.tagTargets.some((target) => target.id === id && target.tagType === field.tagType);
  if (!ids.every(isTarget)) throw refusals.unauthorizedResource();
  return ids;
}

function numberOf(field: AssetField, value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw refusals.trait(field.nameKey, "is not a number");
  }
  return number;
}

function optionOf(field: AssetField, value: unknown, switches: Switches): string {
  const text = String(value);
  const options = String(field.defaultValue ?? "").split(/\r?\n/);
  if (switches.strictSelect && !options.includes(text)) {
    throw refusals.trait(field.nameKey, "is not included in the list");
  }
  return text;
}

function dateOf(field: AssetField, value: unknown): string {
  const text = String(value);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw refusals.trait(field.nameKey, "is not a date");
  }
  return text;
}

function uploadOf(account: Account, field: AssetField, value: unknown): object {
  const name = typeof value === "object" && value !== null && "file_name" in value ? value.file_name : null;
  if (typeof name !== "string") throw refusals.trait(field.nameKey, "is not a file");
  return { type: "Uploads", values: [{ id: foreignId(nextId(account)), name }] };
}

function storedValue(account: Account, field: AssetField, value: unknown, switches: Switches): unknown {
  switch (field.kind) {
    case "Number":
    case "Percent":
      return numberOf(field, value);
    case "Tag":
      return tagIds(account, field, value);
    case "Checkbox":
      return value === true || value === "true";
    case "Date":
      return dateOf(field, value);
    case "Select":
      return optionOf(field, value, switches);
    case "Upload":
      return uploadOf(account, field, value);
    case "Text":
    case "Textbox":
    case "Password":
    case "Header":
      return String(value);
  }
}

/**
 * The values of an asset from the `traits` of a write, which replace whatever was there.
 * Throws 422 for unknown keys, missing required traits and values of the wrong kind, 401 for tags of unseen records.
 */
export function readTraits(
  account: Account,
  type: AssetType,
  traits: unknown,
  switches: Switches,
): Record<string, unknown> {
  if (typeof traits !== "object" || traits === null || Array.isArray(traits)) {
    throw refusals.invalidTraitKeys();
  }
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(traits)) {
    const field = type.fields.find((one) => one.nameKey === key && one.kind !== "Header");
    if (!field) throw refusals.invalidTraitKeys();
    const isEmpty =
      value === null || value === "" || (field.kind === "Tag" && Array.isArray(value) && value.length === 0);
    if (!isEmpty) values[field.id] = storedValue(account, field, value, switches);
  }
  const missing = type.fields.find((field) => field.required && values[field.id] === undefined);
  if (missing) throw refusals.trait(missing.nameKey, "can't be blank");
  return values;
}
