/** The emulated API of one server: who calls, which resource, and the answer. */
import { type Answer, Refusal, refusals } from "./answers";
import type { ApiRequest } from "./api-request";
import { fieldByIdRoute } from "./asset-fields";
import { assetTypesRoute } from "./asset-types";
import { assetsOfOrganizationRoute, assetsRoute } from "./assets";
import { authenticate, type Credentials } from "./callers";
import { Lookups } from "./lookups";
import { organizationKindsRoute } from "./organization-kinds";
import { organizationsRoute } from "./organizations";
import { readQuery } from "./query-parameters";
import type { EmulatorState } from "./state";
import type { Switches } from "./switches";
import { readJson } from "./wire-json";

export type ApiCall = {
  caller: Credentials;
  method: string;
  path: string[];
  search: URLSearchParams;
  url: string;
  contentType: string | null;
  body: string;
};

function parsedBody(call: ApiCall): unknown {
  if (call.body === "") return undefined;
  if (!call.contentType?.startsWith("application/vnd.api+json")) {
    throw refusals.unsupportedMediaType();
  }
  try {
    return readJson(call.body);
  } catch {
    throw refusals.badRequest("the body is not JSON");
  }
}

function route(request: ApiRequest): Answer {
  const { account, path } = request;
  const resource = path[0]?.replaceAll("-", "_");
  const isNestedAssets = path[2] === "relationships" && path[3]?.replaceAll("-", "_") === "flexible_assets";
  switch (resource) {
    case "organizations":
      return isNestedAssets ? assetsOfOrganizationRoute(request) : organizationsRoute(request);
    case "organization_types":
      return organizationKindsRoute(request, "organization-types", account.organizationTypes);
    case "organization_statuses":
      return organizationKindsRoute(request, "organization-statuses", account.organizationStatuses);
    case "flexible_asset_types":
      return assetTypesRoute(request);
    case "flexible_asset_fields":
      return fieldByIdRoute(request);
    case "flexible_assets":
      return assetsRoute(request);
    default:
      throw refusals.unknownRoute();
  }
}

/** Answers one call; refusals are answers too, so it never throws for what a caller did. */
export function answerApiCall(state: EmulatorState, switches: Switches, call: ApiCall, now: Date): Answer {
  try {
    const account = authenticate(state, call.caller, now);
    return route({
      method: call.method,
      path: call.path,
      query: readQuery(call.search),
      search: call.search,
      url: call.url,
      body: parsedBody(call),
      account,
      lookups: new Lookups(account),
      switches,
      now: now.toISOString(),
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
