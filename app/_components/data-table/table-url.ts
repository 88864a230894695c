import { createParser, parseAsArrayOf, parseAsIndex, parseAsString } from "nuqs/server";

export type TableSort = { columnId: string; direction: "asc" | "desc" };

/** What a table's address says: `?q=acme&sort=-amount&page=2&status=held,unmapped`. */
export type TableUrlOptions = {
  /** Put before every key where one page has several tables: "lines" makes `linesQ`, `linesPage`. */
  urlKey?: string;
  /** Keys of the filters, the same as in `DataTable`'s `filters`. */
  filterKeys?: readonly string[];
  defaultSort?: TableSort | null;
};

const parseAsSort = createParser<TableSort>({
  parse: (text) => {
    const columnId = text.replace(/^-/, "");
    return columnId === "" ? null : { columnId, direction: text.startsWith("-") ? "desc" : "asc" };
  },
  serialize: ({ columnId, direction }) => `${direction === "desc" ? "-" : ""}${columnId}`,
  eq: (a, b) => a.columnId === b.columnId && a.direction === b.direction,
});

/** The key of one part of a table's state in the address. */
export function tableUrlKey(urlKey: string | undefined, part: string): string {
  return urlKey ? `${urlKey}${part[0]?.toUpperCase()}${part.slice(1)}` : part;
}

const parseAsFilter = parseAsArrayOf(parseAsString);

/** One set of parsers for both ends: the page that reads the address and the table that writes it. */
export function tableUrlParsers({ filterKeys = [] }: TableUrlOptions) {
  return {
    q: parseAsString.withDefault(""),
    sort: parseAsSort,
    page: parseAsIndex.withDefault(0),
    filters: Object.fromEntries(filterKeys.map((key) => [key, parseAsFilter.withDefault([])])),
  };
}
