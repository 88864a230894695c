import { z } from "zod";
import {
  type AssetFieldRecord,
  ItGlueError,
  type OrganizationKindRecord,
  type OrganizationRecord,
} from "./port";

/**
 * IT Glue's JSON:API answers, read as leniently as the wire demands (itglue-api.md 2 to 6): ids as text or number,
 * `links` possibly absent, totals possibly null, unknown members ignored. What counting rests on stays strict.
 */
export const id = z.union([z.string().min(1), z.number()]).transform(String);
const optionalId = id.nullish().transform((value) => value ?? null);
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const flag = (otherwise: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? otherwise);
const wholeNumber = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number);
const count = wholeNumber.nullish().transform((value) => value ?? null);

/** A parent is printed as a string, a number or an array, depending on whom one believes. */
function parentIdOf(value: unknown): string | null {
  const one: unknown = Array.isArray(value) ? value.at(-1) : value;
  return (typeof one === "string" && one !== "") || typeof one === "number" ? String(one) : null;
}
const parentId = z.unknown().optional().transform(parentIdOf);

const envelope = z.object({
  data: z.array(z.unknown()),
  included: z.array(z.unknown()).nullish(),
  /** Without a total, if only null, it is no list of IT Glue's: an empty one must never be made up. */
  meta: z.object({ "total-count": wholeNumber.nullable(), "next-page": count }),
  links: z.object({ next: optionalText }).nullish().catch(null),
});
export type Envelope = z.infer<typeof envelope>;

const organization = z.object({
  id,
  attributes: z.object({
    name: z.string(),
    "short-name": optionalText,
    "organization-type-id": optionalId,
    "organization-type-name": optionalText,
    "organization-status-id": optionalId,
    "organization-status-name": optionalText,
    "parent-id": parentId,
    primary: flag(false),
    "updated-at": z.string(),
  }),
});

const organizationKind = z.object({ id, attributes: z.object({ name: z.string() }) });

const field = z.object({
  id,
  attributes: z.object({
    name: z.string(),
    "name-key": z.string(),
    kind: z.string(),
    decimals: wholeNumber.nullish().transform((value) => value ?? 0),
    order: wholeNumber,
    "default-value": z.union([z.string(), z.number()]).nullish().catch(null),
    "tag-type": optionalText,
    "flexible-asset-type-id": optionalId,
  }),
});

const assetType = z.object({
  id,
  attributes: z.object({ name: z.string(), enabled: flag(true) }),
  relationships: z
    .object({ "flexible-asset-fields": z.object({ data: z.array(z.object({ id })) }).nullish() })
    .nullish()
    .catch(null),
});

export function parse<Output>(schema: z.ZodType<Output>, value: unknown, what: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ItGlueError(
    "malformed",
    `${what}: ${issue?.path.join(".") || "document"}: ${issue?.message}`,
    200,
  );
}

/** The envelope of a list. Every reader of this file throws ItGlueError "malformed" naming the first fault. */
export function readEnvelope(json: unknown): Envelope {
  return parse(envelope, json, "IT Glue's list");
}

/** A number, or text where a number would be too long for JavaScript. */
export function isUsualId(value: unknown): value is string | number {
  return typeof value === "string" ? value !== "" : Number.isSafeInteger(value);
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string";
const isIdOrNull = (value: unknown): value is string | number | null => value === null || isUsualId(value);
const textOfId = (value: string | number | null) => (value === null ? null : String(value));

/**
 * An organization all of whose members have their usual form; `null` for any other. Thousands of them are read while a person
 * waits for a count, and a parse takes many times as long.
 */
function usualOrganization(value: unknown): OrganizationRecord | null {
  const { id: organizationId, attributes: given } = (value ?? {}) as { id?: unknown; attributes?: unknown };
  if (typeof given !== "object" || given === null || typeof organizationId !== "string") return null;
  const attributes = given as Record<string, unknown>;
  const { name, primary } = attributes;
  const shortName = attributes["short-name"];
  const typeId = attributes["organization-type-id"];
  const typeName = attributes["organization-type-name"];
  const statusId = attributes["organization-status-id"];
  const statusName = attributes["organization-status-name"];
  const updatedAt = attributes["updated-at"];
  const isUsual = organizationId !== "" && typeof name === "string" && typeof primary === "boolean";
  if (!isUsual || typeof updatedAt !== "string" || !isIdOrNull(typeId) || !isIdOrNull(statusId)) return null;
  if (!isTextOrNull(shortName) || !isTextOrNull(typeName) || !isTextOrNull(statusName)) return null;
  return {
    id: organizationId,
    name,
    shortName,
    typeId: textOfId(typeId),
    typeName,
    statusId: textOfId(statusId),
    statusName,
    parentId: parentIdOf(attributes["parent-id"]),
    isPrimary: primary,
    updatedAt,
  };
}

export function readOrganization(value: unknown): OrganizationRecord {
  const usual = usualOrganization(value);
  if (usual) return usual;
  const { id: organizationId, attributes } = parse(organization, value, "An organization of IT Glue");
  return {
    id: organizationId,
    name: attributes.name,
    shortName: attributes["short-name"],
    typeId: attributes["organization-type-id"],
    typeName: attributes["organization-type-name"],
    statusId: attributes["organization-status-id"],
    statusName: attributes["organization-status-name"],
    parentId: attributes["parent-id"],
    isPrimary: attributes.primary,
    updatedAt: attributes["updated-at"],
  };
}

/** The organization of an answer to a write. */
export function readWrittenOrganization(json: unknown): OrganizationRecord {
  return readOrganization(parse(z.object({ data: z.unknown() }), json, "IT Glue's answer to a write").data);
}

export function readOrganizationKind(value: unknown): OrganizationKindRecord {
  const { id: kindId, attributes } = parse(
    organizationKind,
    value,
    "An organization type or status of IT Glue",
  );
  return { id: kindId, name: attributes.name };
}

/** Option lines of a Select, without blank and separator lines ("-----"). */
function optionsOf(kind: string, defaultValue: string | number | null | undefined): string[] {
  if (kind !== "Select" || typeof defaultValue !== "string") return [];
  return defaultValue
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[-_=*~]+$/.test(line));
}

export type FieldOfType = { typeId: string | null; field: AssetFieldRecord };

export function readField(value: unknown): FieldOfType {
  const { id: fieldId, attributes } = parse(field, value, "A field of IT Glue");
  const { kind } = attributes;
  return {
    typeId: attributes["flexible-asset-type-id"],
    field: {
      id: fieldId,
      name: attributes.name,
      nameKey: attributes["name-key"],
      kind,
      decimals: attributes.decimals,
      order: attributes.order,
      options: optionsOf(kind, attributes["default-value"]),
      tagType: attributes["tag-type"],
    },
  };
}

/** A type without its fields, and the ids of the fields it says it has (`null`: it does not say). */
export type BareAssetType = { id: string; name: string; isEnabled: boolean; fieldIds: string[] | null };

export function readAssetType(value: unknown): BareAssetType {
  const { id: typeId, attributes, relationships } = parse(assetType, value, "An asset type of IT Glue");
  const related = relationships?.["flexible-asset-fields"]?.data;
  return {
    id: typeId,
    name: attributes.name,
    isEnabled: attributes.enabled,
    fieldIds: related?.map((one) => one.id) ?? null,
  };
}
