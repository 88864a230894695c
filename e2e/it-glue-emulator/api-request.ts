/** One call of the emulated API, already authenticated and parsed, and readers for the body it carries. */
import { refusals } from "./answers";
import type { Lookups } from "./lookups";
import type { QueryParameters } from "./query-parameters";
import type { Account } from "./state";
import type { Switches } from "./switches";

export type ApiRequest = {
  method: string;
  /** Path segments below the API base, without empty ones. */
  path: string[];
  query: QueryParameters;
  /** The query as it was sent, for `links`. */
  search: URLSearchParams;
  /** Absolute URL of the call without its query. */
  url: string;
  body: unknown;
  account: Account;
  lookups: Lookups;
  switches: Switches;
  /** Now, as IT Glue writes time. */
  now: string;
};

export type Attributes = Record<string, unknown>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kebabKeys(record: Record<string, unknown>): Attributes {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.replaceAll("_", "-"), value]));
}

export type BodyRecord = {
  id: string | null;
  attributes: Attributes;
  relationships: Record<string, unknown>;
};

function readRecord(value: unknown, resource: string): BodyRecord {
  if (!isRecord(value)) throw refusals.badRequest("data must be an object");
  if (typeof value.type === "string" && value.type.replaceAll("_", "-") !== resource) {
    throw refusals.badRequest(`type must be ${resource}`);
  }
  const attributes = isRecord(value.attributes) ? kebabKeys(value.attributes) : {};
  const id = attributes.id ?? value.id;
  return {
    id: id === undefined || id === null ? null : String(id),
    attributes,
    relationships: isRecord(value.relationships) ? kebabKeys(value.relationships) : {},
  };
}

/**
 * The records of a write: one, or many where `data` is an array. Throws 400 without `data`, and the HTML 500 of a body
 * that was encoded twice.
 */
export function readBody(request: ApiRequest, resource: string): { bulk: boolean; records: BodyRecord[] } {
  if (typeof request.body === "string") throw refusals.brokenServer();
  if (!isRecord(request.body) || request.body.data === undefined) {
    throw refusals.badRequest("param is missing or the value is empty: data");
  }
  const { data } = request.body;
  if (Array.isArray(data)) return { bulk: true, records: data.map((item) => readRecord(item, resource)) };
  return { bulk: false, records: [readRecord(data, resource)] };
}

/** The one record of a write that takes no list. */
export function readSingle(request: ApiRequest, resource: string): BodyRecord {
  const { bulk, records } = readBody(request, resource);
  const [record] = records;
  if (bulk || !record) throw refusals.badRequest("data must be one object");
  return record;
}

/** Carries out a write on many records; where one is refused, none is changed. */
export function allOrNothing<Row extends object, Result>(rows: Row[], write: () => Result): Result {
  const before = rows.map((row) => ({ ...row }));
  try {
    return write();
  } catch (error) {
    for (const [index, row] of rows.entries()) Object.assign(row, before[index]);
    throw error;
  }
}

/** Text of an attribute; `undefined` where it was not sent, `null` where it was sent as null. */
export function textOf(attributes: Attributes, key: string): string | null | undefined {
  const value = attributes[key];
  return value === undefined ? undefined : value === null ? null : String(value);
}

export function booleanOf(attributes: Attributes, key: string): boolean | undefined {
  const value = attributes[key];
  return value === undefined ? undefined : value === true || value === "true";
}
