/** `/organization_types` and `/organization_statuses`: list, one, create, rename; there is no delete. */
import { type Answer, jsonApi, refusals } from "./answers";
import { type ApiRequest, readSingle, textOf } from "./api-request";
import { answerList, type Resource } from "./listing";
import { type NamedKind, nextId } from "./state";

function render(resource: string, kind: NamedKind): Resource {
  return {
    id: kind.id,
    type: resource,
    attributes: {
      name: kind.name,
      "created-at": kind.createdAt,
      "updated-at": kind.updatedAt,
      synced: kind.synced,
    },
    relationships: {},
  };
}

/** Serves one of the two collections; `kinds` is the account's own array and is written in place. */
export function organizationKindsRoute(request: ApiRequest, resource: string, kinds: NamedKind[]): Answer {
  const [, id, ...rest] = request.path;
  const { method, now } = request;
  if (rest.length > 0) throw refusals.unknownRoute();
  if (id === undefined && method === "GET") {
    return answerList(request, {
      rows: kinds,
      filters: { name: (row) => row.name },
      sorts: {
        name: (row) => row.name,
        id: (row) => row.id,
        created_at: (row) => row.createdAt,
        updated_at: (row) => row.updatedAt,
      },
      render: (row) => render(resource, row),
    });
  }
  if (id === undefined && method === "POST") {
    const name = textOf(readSingle(request, resource).attributes, "name");
    if (!name) throw refusals.attribute("name", "can't be blank");
    const kind = { id: nextId(request.account), name, synced: false, createdAt: now, updatedAt: now };
    kinds.push(kind);
    return jsonApi(201, { data: render(resource, kind) });
  }
  const kind = kinds.find((row) => row.id === id);
  if (!kind) throw id === undefined ? refusals.unknownRoute() : refusals.notFound(resource);
  if (method === "PATCH") {
    const name = textOf(readSingle(request, resource).attributes, "name");
    if (!name) throw refusals.attribute("name", "can't be blank");
    if (kind.synced) throw refusals.attribute("name", "cannot be changed: the record is synced with a PSA");
    Object.assign(kind, { name, updatedAt: now });
  } else if (method !== "GET") throw refusals.unknownRoute();
  return jsonApi(200, { data: render(resource, kind) });
}
