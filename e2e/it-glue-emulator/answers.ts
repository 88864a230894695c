/** Answers of the emulated API; error bodies are word for word those seen in public threads unless listed as unknown. */
import { writeJson } from "./wire-json";

export type Answer = { status: number; headers: Record<string, string>; body: string };

/** Thrown by handlers to leave with an answer that is not a success. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
  }
}

const JSON_API = "application/vnd.api+json";

export function isJsonApi({ headers }: Answer): boolean {
  return headers["content-type"] === JSON_API;
}

export function jsonApi(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": JSON_API }, body: writeJson(body) };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: writeJson(body) };
}

export function html(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

export function noContent(): Answer {
  return { status: 204, headers: {}, body: "" };
}

export function redirectTo(location: string, status: 302 | 303 = 302): Answer {
  return { status, headers: { location }, body: "" };
}

/** What the API's own gateway says to a missing, wrong or revoked key, and to a key of another server. */
export function forbidden(): Answer {
  return json(403, { message: "Forbidden" });
}

export function unknownRoute(): Answer {
  const words = "The page you were looking for doesn't exist";
  return html(
    404,
    `<!DOCTYPE html><html lang="en"><head><title>${words} (404)</title></head><body><h1>${words}.</h1></body></html>`,
  );
}

export function brokenServer(): Answer {
  const words = "We're sorry, but something went wrong (500)";
  return html(
    500,
    `<!DOCTYPE html><html lang="en"><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`,
  );
}

type ErrorBody = {
  status: number | string;
  title: string;
  detail?: string | string[];
  source?: { pointer: string | null };
};

function refuse(status: number, error: ErrorBody): Refusal {
  return new Refusal(jsonApi(status, { errors: [error] }));
}

export const refusals = {
  missingTypeFilter: () =>
    refuse(422, {
      status: 422,
      title: "Cannot index flexible assets without providing a flexible asset type ID filter",
      source: { pointer: null },
    }),
  unauthorizedResource: () =>
    refuse(401, {
      status: 401,
      title: "Unauthorized",
      detail: "Unauthorized resource access",
      source: { pointer: "id" },
    }),
  invalidTraitKeys: () =>
    refuse(422, {
      status: 422,
      title: "Unprocessable Entity",
      detail: "Request contains invalid trait keys",
      source: { pointer: "data/attributes/traits" },
    }),
  trait: (nameKey: string, detail: string) =>
    new Refusal(
      jsonApi(422, {
        errors: [
          {
            source: { pointer: `/data/attributes/flexible-asset-traits.${nameKey}` },
            detail: [detail],
            title: "Unprocessable Entity",
            status: 422,
          },
        ],
      }),
    ),
  attribute: (name: string, detail: string) =>
    new Refusal(
      jsonApi(422, {
        errors: [
          {
            source: { pointer: `/data/attributes/${name}` },
            detail,
            title: "Unprocessable Entity",
            status: 422,
          },
        ],
      }),
    ),
  bulkNotAllowed: (what: string) =>
    refuse(422, {
      status: "unprocessable_entity",
      title: `bulk action not allowed for ${what} using this route`,
      source: { pointer: "data" },
    }),
  duplicateParameters: () =>
    refuse(422, {
      status: "unprocessable_entity",
      title: "Duplicate Parameters Specified",
      source: { pointer: "data" },
    }),
  organizationRequired: () =>
    refuse(422, {
      status: 422,
      title: "Valid organization_id is required",
      source: { pointer: "data/attributes/organization_id" },
    }),
  parameter: (name: string) =>
    refuse(422, {
      status: 422,
      title: "Unprocessable Entity",
      detail: `${name} is not allowed`,
      source: { pointer: null },
    }),
  notFound: (what: string) =>
    refuse(404, {
      status: 404,
      title: "Not Found",
      detail: `${what} not found`,
      source: { pointer: "id" },
    }),
  badRequest: (detail: string) =>
    refuse(400, { status: 400, title: "Bad Request", detail, source: { pointer: "data" } }),
  unsupportedMediaType: () =>
    new Refusal(json(415, { message: "Content-Type must be application/vnd.api+json" })),
  unknownRoute: () => new Refusal(unknownRoute()),
  brokenServer: () => new Refusal(brokenServer()),
};
