/** Lists: filters, sort, paging and the envelope around them. */
import { type Answer, jsonApi, Refusal, refusals } from "./answers";
import type { ApiRequest } from "./api-request";
import { type QueryParameters, splitList } from "./query-parameters";

const LARGEST_PAGE = 1000;

export type Resource = { id: string; type: string; attributes: object; relationships: object };

type Getter<Row> = (row: Row) => string | boolean | null;

export type ListRules<Row extends { id: string }> = {
  rows: Row[];
  filters: Record<string, Getter<Row>>;
  /** Filters whose value is `from,until` with `*` for open. */
  dateRanges?: Record<string, (row: Row) => string>;
  /** `filter[range][key]`, whose value is `from,until` with `*` for open. */
  numberRanges?: Record<string, (row: Row) => string | null>;
  excludes?: Record<string, Getter<Row>>;
  sorts: Record<string, (row: Row) => string | null>;
  /** Rows that are kept filtered and in that order; `null` where they are not. */
  kept?: (order: (left: Row, right: Row) => number) => readonly Row[] | null;
  includes?: readonly string[];
  render: (row: Row) => Resource;
  included?: (rows: Row[]) => Resource[];
};

function inRange(value: string, range: string): boolean {
  const [from = "*", until = "*"] = range.split(",");
  const at = Date.parse(value);
  return (from === "*" || at >= Date.parse(from)) && (until === "*" || at <= Date.parse(until));
}

/** Ids are decimal numbers without leading zeros: the longer is the larger. */
function byId(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

function filtered<Row extends { id: string }>(request: ApiRequest, rules: ListRules<Row>): Row[] {
  let { rows } = rules;
  for (const [key, value] of request.query.filters) {
    const range = rules.dateRanges?.[key];
    const getter = rules.filters[key];
    if (!range && !getter) throw refusals.parameter(`filter[${key}]`);
    const admitted = new Set(splitList(value));
    rows = rows.filter((row) =>
      range ? inRange(range(row), value) : getter && admitted.has(String(getter(row) ?? "")),
    );
  }
  for (const [key, value] of request.query.ranges) {
    const getter = rules.numberRanges?.[key];
    if (!getter) throw refusals.parameter(`filter[range][${key}]`);
    const [from = "*", until = "*"] = value.split(",");
    rows = rows.filter((row) => {
      const number = getter(row);
      if (number === null) return false;
      return (
        (from === "*" || Number(number) >= Number(from)) && (until === "*" || Number(number) <= Number(until))
      );
    });
  }
  for (const [key, value] of request.query.excludes) {
    const getter = rules.excludes?.[key];
    if (!getter) throw refusals.parameter(`filter[exclude][${key}]`);
    const excluded = new Set(splitList(value));
    rows = rows.filter((row) => !excluded.has(String(getter(row) ?? "")));
  }
  return rows;
}

/** The order asked for; ties go by id, upwards. */
function orderOf<Row extends { id: string }>(request: ApiRequest, rules: ListRules<Row>) {
  const orders = request.query.sort.map((word) => {
    const key = word.replace(/^-/, "");
    const getter = rules.sorts[key];
    if (!getter) throw refusals.parameter(`sort=${key}`);
    return { key, getter, sign: word.startsWith("-") ? -1 : 1 };
  });
  return (left: Row, right: Row): number => {
    for (const { key, getter, sign } of orders) {
      const [a, b] = [getter(left) ?? "", getter(right) ?? ""];
      const order = key === "id" ? byId(a, b) : a < b ? -1 : a > b ? 1 : 0;
      if (order !== 0) return order * sign;
    }
    return byId(left.id, right.id);
  };
}

function pageLink(request: ApiRequest, number: number, size: number): string {
  const search = new URLSearchParams(request.search);
  search.set("page[number]", String(number));
  search.set("page[size]", String(size));
  const url = new URL(request.url);
  const origin = request.switches.linkOrigin ?? url.origin;
  return `${origin}${url.pathname}?${search}`;
}

function tooLarge(): Refusal {
  return new Refusal({
    status: 504,
    headers: { "content-type": "application/json" },
    body: '{"message":"Endpoint request timed out"}',
  });
}

/** Throws 422 for an include that is not among `known`. */
export function checkIncludes(query: QueryParameters, known: readonly string[]): void {
  const unknown = query.include.find((word) => !known.includes(word));
  if (unknown !== undefined) throw refusals.parameter(`include=${unknown}`);
}

/** Answers a list with its envelope. Throws 422 for filters, sorts, includes and page sizes that are not allowed. */
export function answerList<Row extends { id: string }>(request: ApiRequest, rules: ListRules<Row>): Answer {
  const { switches, query } = request;
  checkIncludes(query, rules.includes ?? []);
  if (query.pageSize > LARGEST_PAGE && switches.maxPageSize422) throw refusals.parameter("page[size]");
  const size = Math.min(query.pageSize, LARGEST_PAGE);
  const order = orderOf(request, rules);
  const rows = rules.kept?.(order) ?? filtered(request, rules).toSorted(order);
  const number = query.pageNumber;
  const page = rows.slice((number - 1) * size, number * size);
  if (switches.timeoutOverRows !== null && size > switches.timeoutOverRows) throw tooLarge();

  const pages = Math.ceil(rows.length / size);
  const hasNext = number < pages;
  const hasPrevious = number > 1;
  const links = {
    self: pageLink(request, number, size),
    first: pageLink(request, 1, size),
    ...(hasPrevious && { prev: pageLink(request, number - 1, size) }),
    ...(hasNext && { next: pageLink(request, number + 1, size) }),
    last: pageLink(request, Math.max(pages, 1), size),
  };
  const included = query.include.length > 0 ? rules.included?.(page) : undefined;
  return jsonApi(200, {
    data: page.map(rules.render),
    meta: {
      "current-page": number,
      "next-page": hasNext ? number + 1 : null,
      "prev-page": hasPrevious ? number - 1 : null,
      "total-pages": pages,
      "total-count": switches.nullTotalCount ? null : rows.length,
      filters: {},
    },
    ...(!switches.noLinks && { links }),
    ...(included && {
      included: included.map((resource) =>
        switches.numericIncludedIds ? { ...resource, id: Number(resource.id) } : resource,
      ),
    }),
  });
}
