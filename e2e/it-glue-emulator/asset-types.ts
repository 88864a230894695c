/** `/flexible_asset_types`: list and one (with their fields), create, change; there is no delete. */
import { type Answer, jsonApi, refusals } from "./answers";
import { type ApiRequest, type Attributes, booleanOf, readSingle, textOf } from "./api-request";
import { addField, fieldsOfTypeRoute, renderField } from "./asset-fields";
import { answerList, checkIncludes, type Resource } from "./listing";
import { type Account, type AssetType, nextId } from "./state";

const RESOURCE = "flexible-asset-types";
const INCLUDES = ["flexible_asset_fields"];

function render(type: AssetType, withFields: boolean): Resource {
  const fields = { data: type.fields.map(({ id }) => ({ id, type: "flexible-asset-fields" })) };
  return {
    id: type.id,
    type: RESOURCE,
    attributes: {
      name: type.name,
      description: type.description,
      "created-at": type.createdAt,
      "updated-at": type.updatedAt,
      icon: type.icon,
      enabled: type.enabled,
      "show-in-menu": type.showInMenu,
    },
    relationships: withFields ? { "flexible-asset-fields": fields } : {},
  };
}

function list(request: ApiRequest): Answer {
  const withFields = request.query.include.length > 0;
  return answerList(request, {
    rows: request.account.assetTypes,
    filters: {
      id: (row) => row.id,
      name: (row) => row.name,
      icon: (row) => row.icon,
      enabled: (row) => row.enabled,
    },
    sorts: {
      id: (row) => row.id,
      name: (row) => row.name,
      created_at: (row) => row.createdAt,
      updated_at: (row) => row.updatedAt,
    },
    includes: INCLUDES,
    render: (row) => render(row, withFields),
    included: (rows) => rows.flatMap((type) => type.fields.map((field) => renderField(type, field))),
  });
}

/** The attributes of the fields in a POST body, in either spelling. */
function fieldAttributes(relationships: Record<string, unknown>): Attributes[] {
  const related = relationships["flexible-asset-fields"];
  const data = related && typeof related === "object" && "data" in related ? related.data : [];
  if (!Array.isArray(data)) return [];
  return data.map((item: { attributes?: Record<string, unknown> }) =>
    Object.fromEntries(
      Object.entries(item.attributes ?? {}).map(([key, value]) => [key.replaceAll("_", "-"), value]),
    ),
  );
}

/**
 * Adds a type with its fields, as POST does.
 * Throws 422 without a name, without fields or without one that is shown in the list; 500 for inline `fields`.
 */
export function addAssetType(
  account: Account,
  attributes: Attributes,
  relationships: Record<string, unknown>,
  now: string,
): AssetType {
  if (attributes.fields !== undefined) throw refusals.brokenServer();
  const name = textOf(attributes, "name");
  if (!name) throw refusals.attribute("name", "can't be blank");
  const fields = fieldAttributes(relationships);
  if (fields.length === 0) throw refusals.attribute("flexible-asset-fields", "can't be blank");
  if (!fields.some((field) => booleanOf(field, "show-in-list"))) {
    throw refusals.attribute("show-in-list", "at least one field must be shown in the list");
  }
  const type: AssetType = {
    id: nextId(account),
    name,
    description: textOf(attributes, "description") ?? null,
    icon: textOf(attributes, "icon") ?? "circle",
    enabled: booleanOf(attributes, "enabled") ?? true,
    showInMenu: booleanOf(attributes, "show-in-menu") ?? true,
    locked: false,
    fields: [],
    createdAt: now,
    updatedAt: now,
  };
  for (const field of fields) addField(account, type, field, now);
  account.assetTypes.push(type);
  return type;
}

function change(request: ApiRequest, type: AssetType): Answer {
  const { attributes, relationships } = readSingle(request, RESOURCE);
  if (Object.keys(relationships).length > 0) throw refusals.attribute("relationships", "is not allowed");
  if (type.locked) throw refusals.attribute("base", "the type is managed by an integration");
  type.name = textOf(attributes, "name") ?? type.name;
  type.description = textOf(attributes, "description") ?? type.description;
  type.icon = textOf(attributes, "icon") ?? type.icon;
  type.enabled = booleanOf(attributes, "enabled") ?? type.enabled;
  type.showInMenu = booleanOf(attributes, "show-in-menu") ?? type.showInMenu;
  type.updatedAt = request.now;
  return jsonApi(200, { data: render(type, false) });
}

/** Routes below `/flexible_asset_types`, the nested fields among them. */
export function assetTypesRoute(request: ApiRequest): Answer {
  const { account, method, now, query } = request;
  const [, id, relationships, nested, fieldId, ...rest] = request.path;
  if (id === undefined) {
    if (method === "GET") return list(request);
    if (method !== "POST") throw refusals.unknownRoute();
    const record = readSingle(request, RESOURCE);
    const type = addAssetType(account, record.attributes, record.relationships, now);
    return jsonApi(201, { data: render(type, true) });
  }
  const type = account.assetTypes.find((row) => row.id === id);
  if (!type) throw refusals.notFound("Flexible asset type");
  if (relationships !== undefined) {
    const isFields = relationships === "relationships" && nested?.replaceAll("-", "_") === INCLUDES[0];
    if (!isFields || rest.length > 0) throw refusals.unknownRoute();
    return fieldsOfTypeRoute(request, type, fieldId);
  }
  if (method === "PATCH") return change(request, type);
  if (method !== "GET") throw refusals.unknownRoute();
  checkIncludes(query, INCLUDES);
  const withFields = query.include.length > 0;
  return jsonApi(200, {
    data: render(type, withFields),
    ...(withFields && { included: type.fields.map((field) => renderField(type, field)) }),
  });
}
