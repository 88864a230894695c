/** `/organizations`: list, one, create, change, delete in bulk. */
import { type Answer, jsonApi, refusals } from "./answers";
import {
  type ApiRequest,
  type Attributes,
  allOrNothing,
  type BodyRecord,
  readBody,
  readSingle,
  textOf,
} from "./api-request";
import { removeAssets } from "./asset-store";
import { answerList, type Resource } from "./listing";
import type { Lookups } from "./lookups";
import { type Account, nextId, type Organization } from "./state";
import { foreignId } from "./wire-json";

const RESOURCE = "organizations";
const LONGEST_LISTED_NOTES = 250;
/** What a PSA-synced organization still lets the API change. */
const FREE_OF_PSA = new Set(["id", "alert", "description", "quick-notes"]);

function ancestorsOf(lookups: Lookups, organization: Organization): string[] {
  const ancestors: string[] = [];
  let parentId = organization.parentId;
  while (parentId !== null && !ancestors.includes(parentId)) {
    ancestors.unshift(parentId);
    parentId = lookups.organization(parentId)?.parentId ?? null;
  }
  return ancestors;
}

function renderOrganization(
  { account, lookups, switches }: ApiRequest,
  organization: Organization,
  longestNotes?: number,
): Resource {
  const named = (kinds: { id: string; name: string }[], id: string | null) =>
    kinds.find((kind) => kind.id === id)?.name ?? null;
  const ancestors = ancestorsOf(lookups, organization);
  const parents = switches.numericParentIds
    ? { "parent-id": foreignId(organization.parentId), "ancestor-ids": ancestors.map((id) => foreignId(id)) }
    : {
        "parent-id": organization.parentId,
        "ancestor-ids": ancestors.length > 0 ? `[${ancestors.join(",")}]` : null,
      };
  return {
    id: organization.id,
    type: RESOURCE,
    attributes: {
      name: organization.name,
      alert: organization.alert,
      description: organization.description,
      "organization-type-id": foreignId(organization.typeId),
      "organization-type-name": named(account.organizationTypes, organization.typeId),
      "organization-status-id": foreignId(organization.statusId),
      "organization-status-name": named(account.organizationStatuses, organization.statusId),
      "my-glue-account-id": organization.myGlueAccountId,
      primary: organization.primary,
      logo: "",
      "quick-notes": organization.quickNotes?.slice(0, longestNotes) ?? null,
      "short-name": organization.shortName,
      "created-at": organization.createdAt,
      "updated-at": organization.updatedAt,
      ...parents,
    },
    relationships: {},
  };
}

function list(request: ApiRequest): Answer {
  const { account, query } = request;
  if (query.filters.has("psa_id") !== query.filters.has("psa_integration_type")) {
    throw refusals.parameter("filter[psa_id] without filter[psa_integration_type]");
  }
  const nameOf = (kinds: { id: string; name: string }[], id: string | null) =>
    kinds.find((kind) => kind.id === id)?.name ?? null;
  return answerList(request, {
    rows: account.organizations,
    filters: {
      id: (row) => row.id,
      name: (row) => row.name,
      organization_type_id: (row) => row.typeId,
      organization_status_id: (row) => row.statusId,
      // No groups are kept: the filter is known and admits nothing.
      group_id: () => null,
      my_glue_account_id: (row) => row.myGlueAccountId,
      psa_id: (row) => row.psa?.id ?? null,
      psa_integration_type: (row) => row.psa?.type ?? null,
      primary: (row) => row.primary,
    },
    dateRanges: { created_at: (row) => row.createdAt, updated_at: (row) => row.updatedAt },
    numberRanges: { my_glue_account_id: (row) => row.myGlueAccountId },
    excludes: {
      id: (row) => row.id,
      name: (row) => row.name,
      organization_type_id: (row) => row.typeId,
      organization_status_id: (row) => row.statusId,
    },
    sorts: {
      name: (row) => row.name,
      id: (row) => row.id,
      updated_at: (row) => row.updatedAt,
      created_at: (row) => row.createdAt,
      short_name: (row) => row.shortName,
      my_glue_account_id: (row) => row.myGlueAccountId,
      organization_type_name: (row) => nameOf(account.organizationTypes, row.typeId),
      organization_status_name: (row) => nameOf(account.organizationStatuses, row.statusId),
    },
    includes: ["adapters_resources", "attachments", "rmm_companies"],
    render: (row) => renderOrganization(request, row, LONGEST_LISTED_NOTES),
  });
}

function find(account: Account, id: string | null): Organization {
  const organization = account.organizations.find((row) => row.id === id);
  if (!organization) throw refusals.notFound("Organization");
  return organization;
}

/** Applies attributes to an organization. Throws 422 for a blank or taken name and for references to nothing. */
export function assignOrganization(
  account: Account,
  organization: Organization,
  attributes: Attributes,
): void {
  const name = textOf(attributes, "name");
  if (name !== undefined) {
    if (name === null || name.trim() === "") throw refusals.attribute("name", "can't be blank");
    const taken = account.organizations.some((row) => row.name === name && row.id !== organization.id);
    if (taken) throw refusals.attribute("name", "has already been taken");
    organization.name = name;
  }
  const references = [
    ["organization-type-id", "typeId", account.organizationTypes],
    ["organization-status-id", "statusId", account.organizationStatuses],
    ["parent-id", "parentId", account.organizations],
  ] as const;
  for (const [key, property, targets] of references) {
    const id = textOf(attributes, key);
    if (id === undefined) continue;
    const exists = id === null || targets.some((target) => target.id === id);
    if (!exists) throw refusals.attribute(key.replace(/-id$/, ""), "must exist");
    organization[property] = id;
  }
  const texts = [
    ["alert", "alert"],
    ["description", "description"],
    ["quick-notes", "quickNotes"],
    ["short-name", "shortName"],
  ] as const;
  for (const [key, property] of texts) {
    const value = textOf(attributes, key);
    if (value !== undefined) organization[property] = value;
  }
}

export function blankOrganization(now: string): Organization {
  return {
    id: "",
    name: "",
    shortName: null,
    alert: null,
    description: null,
    quickNotes: null,
    typeId: null,
    statusId: null,
    parentId: null,
    primary: false,
    myGlueAccountId: null,
    psa: null,
    createdAt: now,
    updatedAt: now,
  };
}

function create(request: ApiRequest): Answer {
  const { account, now } = request;
  const { bulk, records } = readBody(request, RESOURCE);
  if (bulk) throw refusals.bulkNotAllowed("Organization");
  const organization = blankOrganization(now);
  assignOrganization(account, organization, { name: null, ...records[0]?.attributes });
  organization.id = nextId(account);
  account.organizations.push(organization);
  return jsonApi(201, { data: renderOrganization(request, organization) });
}

function change(request: ApiRequest, id: string | null, attributes: Attributes): Resource {
  const { account, now } = request;
  const organization = find(account, id);
  const locked = organization.psa && Object.keys(attributes).find((key) => !FREE_OF_PSA.has(key));
  if (locked) throw refusals.attribute(locked, "cannot be changed: the organization is synced with a PSA");
  const draft = { ...organization };
  assignOrganization(account, draft, attributes);
  Object.assign(organization, draft, { updatedAt: now });
  return renderOrganization(request, organization);
}

/** Removes an organization with everything documented under it. */
export function removeOrganization(account: Account, id: string): void {
  account.organizations = account.organizations.filter((row) => row.id !== id);
  removeAssets(account, new Set(account.assets.filter((asset) => asset.organizationId === id)));
  account.tagTargets = account.tagTargets.filter((target) => target.organizationId !== id);
}

function remove(request: ApiRequest, records: BodyRecord[]): Resource[] {
  const { account } = request;
  const gone = records.map(({ id }) => find(account, id));
  const rendered = gone.map((organization) => renderOrganization(request, organization));
  for (const { id } of gone) removeOrganization(account, id);
  return rendered;
}

/** Routes below `/organizations`, without the nested assets. */
export function organizationsRoute(request: ApiRequest): Answer {
  const [, id, ...rest] = request.path;
  if (rest.length > 0) throw refusals.unknownRoute();
  if (id !== undefined) {
    if (request.method === "GET") {
      return jsonApi(200, { data: renderOrganization(request, find(request.account, id)) });
    }
    if (request.method !== "PATCH") throw refusals.unknownRoute();
    return jsonApi(200, { data: change(request, id, readSingle(request, RESOURCE).attributes) });
  }
  if (request.method === "GET") return list(request);
  if (request.method === "POST") return create(request);
  const { records } = readBody(request, RESOURCE);
  if (request.method === "DELETE") return jsonApi(200, { data: remove(request, records) });
  if (request.method !== "PATCH") throw refusals.unknownRoute();
  const rows = records.map(({ id: recordId }) => find(request.account, recordId));
  const data = allOrNothing(rows, () =>
    records.map((record) => change(request, record.id, record.attributes)),
  );
  return jsonApi(200, { data });
}
