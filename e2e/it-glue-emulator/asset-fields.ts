/** Fields of a flexible asset type: shape, rules and the routes that list and change them. */
import { type Answer, jsonApi, noContent, refusals } from "./answers";
import { type ApiRequest, type Attributes, booleanOf, readSingle, textOf } from "./api-request";
import { answerList, type Resource } from "./listing";
import { type Account, type AssetField, type AssetType, FIELD_KINDS, type FieldKind, nextId } from "./state";
import { foreignId } from "./wire-json";

const RESOURCE = "flexible-asset-fields";
const NEVER_TITLE = new Set<FieldKind>([
  "Checkbox",
  "Header",
  "Number",
  "Password",
  "Percent",
  "Tag",
  "Textbox",
  "Upload",
]);

/** Letters that do not come apart into a plain one and an accent. */
const TRANSLITERATED: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
};

export function renderField(type: AssetType, field: AssetField): Resource {
  return {
    id: field.id,
    type: RESOURCE,
    attributes: {
      order: field.order,
      name: field.name,
      kind: field.kind,
      hint: field.hint,
      decimals: field.decimals,
      "tag-type": field.tagType,
      required: field.required,
      "use-for-title": field.useForTitle,
      expiration: field.expiration,
      "show-in-list": field.showInList,
      "name-key": field.nameKey,
      "created-at": field.createdAt,
      "updated-at": field.updatedAt,
      "flexible-asset-type-id": foreignId(type.id),
      "default-value": field.defaultValue,
    },
    relationships: { "flexible-asset-type": { data: { id: type.id, type: "flexible-asset-types" } } },
  };
}

/** The key a field's value has in `traits`, as Rails' `parameterize` makes it; unique in the type. */
export function nameKeyOf(name: string, taken: readonly string[]): string {
  const key = name
    .toLowerCase()
    .replace(/[ßæœøđðłþ]/g, (letter) => TRANSLITERATED[letter] ?? "")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  let unique = key;
  for (let suffix = 2; taken.includes(unique); suffix += 1) unique = `${key}-${suffix}`;
  return unique;
}

function kindOf(attributes: Attributes): FieldKind | undefined {
  const kind = textOf(attributes, "kind");
  if (kind === undefined) return undefined;
  const known = FIELD_KINDS.find((one) => one === kind);
  if (!known) throw refusals.attribute("kind", "is not included in the list");
  return known;
}

/** Applies what was sent to a field. Throws 422 where a rule of the reference is broken. */
export function assignField(type: AssetType, field: AssetField, attributes: Attributes): void {
  const others = type.fields.filter((other) => other.id !== field.id);
  const name = textOf(attributes, "name");
  if (name !== undefined) {
    if (name === null || name.trim() === "") throw refusals.attribute("name", "can't be blank");
    if (others.some((other) => other.name === name)) {
      throw refusals.attribute("name", "has already been taken");
    }
    field.name = name;
  }
  const order = attributes.order === undefined ? undefined : Number(attributes.order);
  if (order !== undefined) {
    if (others.some((other) => other.order === order)) {
      throw refusals.attribute("order", "has already been taken");
    }
    field.order = order;
  }
  field.kind = kindOf(attributes) ?? field.kind;
  field.hint = textOf(attributes, "hint") ?? field.hint;
  field.decimals = attributes.decimals === undefined ? field.decimals : Number(attributes.decimals);
  field.tagType = field.kind === "Tag" ? (textOf(attributes, "tag-type") ?? field.tagType) : null;
  field.expiration = booleanOf(attributes, "expiration") ?? field.expiration;
  field.showInList = booleanOf(attributes, "show-in-list") ?? field.showInList;
  field.required = field.kind !== "Header" && (booleanOf(attributes, "required") ?? field.required);
  field.useForTitle =
    !NEVER_TITLE.has(field.kind) && (booleanOf(attributes, "use-for-title") ?? field.useForTitle);
  const value = attributes["default-value"];
  if (typeof value === "string" || typeof value === "number") field.defaultValue = value;
}

/** Makes a field of `type` from request attributes and appends it. */
export function addField(account: Account, type: AssetType, attributes: Attributes, now: string): AssetField {
  if (kindOf(attributes) === undefined) throw refusals.attribute("kind", "can't be blank");
  const field: AssetField = {
    id: "",
    name: "",
    nameKey: "",
    kind: "Text",
    order: Math.max(0, ...type.fields.map((other) => other.order)) + 1,
    hint: null,
    decimals: 0,
    tagType: null,
    required: false,
    useForTitle: false,
    expiration: false,
    showInList: false,
    defaultValue: null,
    createdAt: now,
    updatedAt: now,
  };
  assignField(type, field, { name: null, ...attributes });
  field.id = nextId(account);
  field.nameKey = nameKeyOf(
    field.name,
    type.fields.map((other) => other.nameKey),
  );
  type.fields.push(field);
  return field;
}

/** Deletes a field and, as IT Glue does, its data on every asset. */
export function removeField(account: Account, type: AssetType, field: AssetField): void {
  type.fields = type.fields.filter((other) => other.id !== field.id);
  for (const asset of account.assets) delete asset.values[field.id];
}

/** Throws 422 where no field but `without` is shown in the list. */
function requireShownField(type: AssetType, without: AssetField): void {
  if (type.fields.some((other) => other.id !== without.id && other.showInList)) return;
  throw refusals.attribute("show-in-list", "at least one field must be shown in the list");
}

function change(request: ApiRequest, type: AssetType, field: AssetField): Answer {
  const { account, now, switches } = request;
  const { attributes } = readSingle(request, RESOURCE);
  const kind = kindOf(attributes);
  const isUsed = account.assets.some((asset) => asset.values[field.id] !== undefined);
  if (kind !== undefined && kind !== field.kind && isUsed) {
    throw refusals.attribute("kind", "cannot be changed: the field has values");
  }
  const draft = { ...field };
  assignField(type, draft, attributes);
  if (!draft.showInList) requireShownField(type, field);
  Object.assign(field, draft, { updatedAt: now });
  if (switches.renameChangesKey) {
    const others = type.fields.filter((other) => other.id !== field.id);
    field.nameKey = nameKeyOf(
      field.name,
      others.map((other) => other.nameKey),
    );
  }
  return jsonApi(200, { data: renderField(type, field) });
}

/** One field, reached through its type or by `/flexible_asset_fields/:id`. */
export function fieldRoute(request: ApiRequest, type: AssetType, field: AssetField): Answer {
  if (request.method === "GET") return jsonApi(200, { data: renderField(type, field) });
  if (type.locked) throw refusals.attribute("base", "the type is managed by an integration");
  if (request.method === "PATCH") return change(request, type, field);
  if (request.method !== "DELETE") throw refusals.unknownRoute();
  requireShownField(type, field);
  removeField(request.account, type, field);
  return noContent();
}

/** `/flexible_asset_types/:id/relationships/flexible_asset_fields[/:fieldId]`. */
export function fieldsOfTypeRoute(request: ApiRequest, type: AssetType, fieldId: string | undefined): Answer {
  if (fieldId !== undefined) {
    const field = type.fields.find((one) => one.id === fieldId);
    if (!field) throw refusals.notFound("Flexible asset field");
    return fieldRoute(request, type, field);
  }
  if (request.method === "GET") {
    return answerList(request, {
      rows: type.fields,
      filters: { id: (row) => row.id },
      sorts: { created_at: (row) => row.createdAt, updated_at: (row) => row.updatedAt },
      includes: ["remote_asset_field"],
      render: (row) => renderField(type, row),
    });
  }
  if (request.method !== "POST") throw refusals.unknownRoute();
  if (type.locked) throw refusals.attribute("base", "the type is managed by an integration");
  const { attributes } = readSingle(request, RESOURCE);
  return jsonApi(201, {
    data: renderField(type, addField(request.account, type, attributes, request.now)),
  });
}

/** `/flexible_asset_fields/:id`; the bare collection is not offered. */
export function fieldByIdRoute(request: ApiRequest): Answer {
  const [, id, ...rest] = request.path;
  if (id === undefined || rest.length > 0) throw refusals.unknownRoute();
  for (const type of request.account.assetTypes) {
    const field = type.fields.find((one) => one.id === id);
    if (field) return fieldRoute(request, type, field);
  }
  throw refusals.notFound("Flexible asset field");
}
