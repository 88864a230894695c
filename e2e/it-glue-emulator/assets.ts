/** `/flexible_assets`: list (per type), one, create, change, delete, and creation below an organization. */
import { type Answer, jsonApi, noContent, refusals } from "./answers";
import {
  type ApiRequest,
  allOrNothing,
  type BodyRecord,
  booleanOf,
  readBody,
  readSingle,
  textOf,
} from "./api-request";
import { addAssets, assetChanged, removeAssets, sortedAssets } from "./asset-store";
import { answerList, checkIncludes, type Resource } from "./listing";
import { splitList } from "./query-parameters";
import { type Asset, nextId } from "./state";
import { assetName, readTraits, renderTraits, resourceUrl } from "./traits";
import { foreignId } from "./wire-json";

const RESOURCE = "flexible-assets";
const LIST_INCLUDES = [
  "adapters_resources",
  "distinct_remote_assets",
  "attachments",
  "passwords",
  "user_resource_accesses",
  "group_resource_accesses",
];

const ONE_INCLUDES = ["recent_versions", "related_items", "authorized_users"];

function render({ account, lookups, switches }: ApiRequest, asset: Asset): Resource {
  const type = lookups.assetType(asset.typeId);
  const organization = lookups.organization(asset.organizationId);
  return {
    id: asset.id,
    type: RESOURCE,
    attributes: {
      "organization-id": foreignId(asset.organizationId),
      "organization-name": organization?.name ?? null,
      "resource-url": resourceUrl(account, asset),
      restricted: asset.restricted,
      "my-glue": false,
      "flexible-asset-type-id": foreignId(asset.typeId),
      "flexible-asset-type-name": type?.name ?? null,
      name: assetName(type, asset),
      traits: renderTraits(lookups, type, asset, switches),
      archived: asset.archived,
      "created-at": asset.createdAt,
      "updated-at": asset.updatedAt,
    },
    relationships: {},
  };
}

function list(request: ApiRequest): Answer {
  const { account, lookups, query } = request;
  const typeId = query.filters.get("flexible_asset_type_id");
  if (!typeId) throw refusals.missingTypeFilter();
  if (splitList(typeId).length > 1) throw refusals.parameter("filter[flexible_asset_type_id] list");
  const type = lookups.assetType(typeId);
  const names = new Map<Asset, string>();
  const nameOf = (row: Asset) => {
    const name = names.get(row) ?? assetName(type, row);
    names.set(row, name);
    return name;
  };
  const sort = query.sort.join(",");
  const titles = type?.fields.filter(({ useForTitle }) => useForTitle) ?? [];
  const signature = sort.includes("name") ? titles.map(({ id, order }) => `${id}@${order}`).join(",") : "";
  const isWholeType = query.filters.size === 1 && query.excludes.size + query.ranges.size === 0;
  return answerList(request, {
    rows: account.assets,
    filters: {
      flexible_asset_type_id: (row) => row.typeId,
      organization_id: (row) => row.organizationId,
      name: nameOf,
    },
    sorts: { name: nameOf, created_at: (row) => row.createdAt, updated_at: (row) => row.updatedAt },
    kept: (order) => (isWholeType ? sortedAssets(account, { typeId, sort, signature }, order) : null),
    includes: LIST_INCLUDES,
    render: (row) => render(request, row),
  });
}

function find({ account }: ApiRequest, id: string | null): Asset {
  const asset = account.assets.find((row) => row.id === id);
  if (!asset) throw refusals.notFound("Flexible asset");
  return asset;
}

function create(request: ApiRequest, record: BodyRecord, organizationId: string | null): Asset {
  const { account, now, switches } = request;
  const inOrganization = organizationId ?? textOf(record.attributes, "organization-id");
  if (!account.organizations.some(({ id }) => id === inOrganization)) throw refusals.organizationRequired();
  const typeId = textOf(record.attributes, "flexible-asset-type-id");
  const type = account.assetTypes.find(({ id }) => id === typeId);
  if (!type) throw refusals.attribute("flexible-asset-type", "must exist");
  const values = readTraits(account, type, record.attributes.traits ?? {}, switches);
  return {
    id: nextId(account),
    organizationId: String(inOrganization),
    typeId: type.id,
    values,
    archived: booleanOf(record.attributes, "archived") ?? false,
    restricted: booleanOf(record.attributes, "restricted") ?? false,
    createdAt: now,
    updatedAt: now,
  };
}

function change(request: ApiRequest, id: string | null, { attributes }: BodyRecord): Asset {
  const { account, now, switches } = request;
  const asset = find(request, id);
  const type = account.assetTypes.find((row) => row.id === asset.typeId);
  if (attributes.traits !== undefined && type) {
    asset.values = readTraits(account, type, attributes.traits, switches);
  }
  asset.archived = booleanOf(attributes, "archived") ?? asset.archived;
  asset.restricted = booleanOf(attributes, "restricted") ?? asset.restricted;
  asset.updatedAt = now;
  assetChanged(account, asset);
  return asset;
}

/** DELETE by filter needs organization and type; id, name and archived narrow it. */
function matchedByFilter(request: ApiRequest): Asset[] {
  const { filters } = request.query;
  if (!filters.get("organization_id")) throw refusals.organizationRequired();
  if (!filters.get("flexible_asset_type_id")) throw refusals.missingTypeFilter();
  const getters: Record<string, (row: Asset) => string> = {
    organization_id: (row) => row.organizationId,
    flexible_asset_type_id: (row) => row.typeId,
    id: (row) => row.id,
    archived: (row) => String(row.archived),
    name: (row) =>
      assetName(
        request.account.assetTypes.find((type) => type.id === row.typeId),
        row,
      ),
  };
  return request.account.assets.filter((row) =>
    [...filters].every(([key, value]) => {
      const getter = getters[key];
      if (!getter) throw refusals.parameter(`filter[${key}]`);
      return splitList(value).includes(getter(row));
    }),
  );
}

function removeMany(request: ApiRequest): Answer {
  const isFiltered = request.query.filters.size > 0;
  const gone = isFiltered
    ? matchedByFilter(request)
    : readBody(request, RESOURCE).records.map(({ id }) => find(request, id));
  const data = gone.map((asset) => render(request, asset));
  removeAssets(request.account, new Set(gone));
  return jsonApi(200, { data });
}

/** Routes below `/flexible_assets`. */
export function assetsRoute(request: ApiRequest): Answer {
  const { method, account } = request;
  const [, id, ...rest] = request.path;
  if (rest.length > 0) throw refusals.unknownRoute();
  if (id !== undefined) {
    if (method === "GET") {
      checkIncludes(request.query, [...LIST_INCLUDES, ...ONE_INCLUDES]);
      return jsonApi(200, { data: render(request, find(request, id)) });
    }
    if (method === "PATCH") {
      return jsonApi(200, { data: render(request, change(request, id, readSingle(request, RESOURCE))) });
    }
    if (method !== "DELETE") throw refusals.unknownRoute();
    removeAssets(account, new Set([find(request, id)]));
    return noContent();
  }
  if (method === "GET") return list(request);
  if (method === "DELETE") return removeMany(request);
  const { bulk, records } = readBody(request, RESOURCE);
  if (method === "PATCH") {
    const rows = records.map((record) => find(request, record.id));
    const data = allOrNothing(rows, () =>
      records.map((record) => render(request, change(request, record.id, record))),
    );
    return jsonApi(200, { data });
  }
  if (method !== "POST") throw refusals.unknownRoute();
  if (bulk) throw refusals.bulkNotAllowed("Flexible Asset");
  const asset = create(request, readSingle(request, RESOURCE), null);
  addAssets(account, [asset]);
  return jsonApi(201, { data: render(request, asset) });
}

/** POST `/organizations/:id/relationships/flexible_assets`: one or an array. */
export function assetsOfOrganizationRoute(request: ApiRequest): Answer {
  const [, organizationId] = request.path;
  if (request.method !== "POST" || organizationId === undefined) throw refusals.unknownRoute();
  const { bulk, records } = readBody(request, RESOURCE);
  const assets = records.map((record) => create(request, record, organizationId));
  addAssets(request.account, assets);
  const data = assets.map((asset) => render(request, asset));
  return jsonApi(201, { data: bulk ? data : data[0] });
}
