/** Reads a query string as the API does: bracketed keys, both spellings, comma lists with `\,`, no parameter twice. */
import { refusals } from "./answers";

export type QueryParameters = {
  filters: Map<string, string>;
  /** `filter[exclude][key]`. */
  excludes: Map<string, string>;
  /** `filter[range][key]`. */
  ranges: Map<string, string>;
  sort: string[];
  include: string[];
  pageNumber: number;
  pageSize: number;
};

export function snakeCase(key: string): string {
  return key.replaceAll("-", "_");
}

/** Splits an OR list at commas that carry no backslash: `a,b\,c` is `["a", "b,c"]`. */
export function splitList(value: string): string[] {
  return value.split(/(?<!\\),/).map((part) => part.replaceAll("\\,", ","));
}

function positiveInteger(value: string | undefined, otherwise: number): number {
  const number = Number(value);
  return value !== undefined && Number.isInteger(number) && number > 0 ? number : otherwise;
}

/** Throws the 422 of a parameter given twice, and of one that is not known. */
export function readQuery(search: URLSearchParams): QueryParameters {
  const seen = new Map<string, string>();
  for (const [rawKey, value] of search) {
    const key = snakeCase(rawKey);
    if (seen.has(key)) throw refusals.duplicateParameters();
    seen.set(key, value);
  }
  const filters = new Map<string, string>();
  const excludes = new Map<string, string>();
  const ranges = new Map<string, string>();
  for (const [key, value] of seen) {
    const filter = /^filter\[(\w+)\]$/.exec(key)?.[1];
    const excluded = /^filter\[exclude\]\[(\w+)\]$/.exec(key)?.[1];
    const ranged = /^filter\[range\]\[(\w+)\]$/.exec(key)?.[1];
    if (filter) filters.set(filter, value);
    else if (excluded) excludes.set(excluded, value);
    else if (ranged) ranges.set(ranged, value);
    else if (!["sort", "include", "page[number]", "page[size]"].includes(key)) throw refusals.parameter(key);
  }
  const words = (key: string) =>
    (seen.get(key) ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
  return {
    filters,
    excludes,
    ranges,
    sort: words("sort").map((word) =>
      word.startsWith("-") ? `-${snakeCase(word.slice(1))}` : snakeCase(word),
    ),
    include: words("include").map(snakeCase),
    pageNumber: positiveInteger(seen.get("page[number]"), 1),
    pageSize: positiveInteger(seen.get("page[size]"), 50),
  };
}
