import { createLoader, type SearchParams } from "nuqs/server";
import { type TableSort, type TableUrlOptions, tableUrlKey, tableUrlParsers } from "./table-url";

export type LoadedTableState = {
  /** What is typed into the search field; "" for nothing. */
  query: string;
  sort: TableSort | null;
  /** Counted from 0. */
  pageIndex: number;
  /** Chosen values by filter key; an empty list filters nothing. */
  filters: Record<string, string[]>;
};

/**
 * For a page whose table is sorted, filtered and paged by the database (`processing="server"`): reads from
 * `searchParams` what the table wrote there. Values come from the address bar: check ids and keys against what you know.
 */
export async function loadTableState(
  searchParams: Promise<SearchParams>,
  options: TableUrlOptions = {},
): Promise<LoadedTableState> {
  const { q, sort, page, filters } = tableUrlParsers(options);
  const key = (part: string) => tableUrlKey(options.urlKey, part);
  const values: Record<string, unknown> = await createLoader({
    [key("q")]: q,
    [key("sort")]: sort,
    [key("page")]: page,
    ...Object.fromEntries(Object.entries(filters).map(([filter, parser]) => [key(filter), parser])),
  })(searchParams);
  return {
    query: values[key("q")] as string,
    sort: (values[key("sort")] as TableSort | null) ?? options.defaultSort ?? null,
    pageIndex: Math.max(0, values[key("page")] as number),
    filters: Object.fromEntries(
      Object.keys(filters).map((filter) => [filter, values[key(filter)] as string[]]),
    ),
  };
}
