"use client";

import { debounce, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import { type TableSort, type TableUrlOptions, tableUrlKey, tableUrlParsers } from "./table-url";

export type TableUrlState = {
  query: string;
  sort: TableSort | null;
  pageIndex: number;
  filters: Record<string, string[]>;
  /** The page is being asked for anew (only where the server sorts, filters and pages). */
  isPending: boolean;
  setQuery: (query: string) => void;
  setSort: (sort: TableSort | null) => void;
  setPageIndex: (pageIndex: number) => void;
  setFilter: (key: string, values: string[]) => void;
  clearFilters: () => void;
};

/**
 * A table's search, sort order, filters and page, kept in the address so that what one person sees can be sent to
 * another. `isServer` asks the page for new rows at each change.
 */
export function useTableUrlState(options: TableUrlOptions & { isServer: boolean }): TableUrlState {
  const { urlKey, filterKeys, defaultSort = null, isServer } = options;
  const [isPending, startTransition] = useTransition();
  const names = (filterKeys ?? []).join(" ");

  const { parsers, urlKeys } = useMemo(() => {
    const keys = names === "" ? [] : names.split(" ");
    const { q, sort, page, filters } = tableUrlParsers({ filterKeys: keys });
    const all = { q, sort, page, ...Object.fromEntries(keys.map((key) => [`filter:${key}`, filters[key]!])) };
    const own = (name: string) => tableUrlKey(urlKey, name.replace("filter:", ""));
    return { parsers: all, urlKeys: Object.fromEntries(Object.keys(all).map((name) => [name, own(name)])) };
  }, [names, urlKey]);

  const [state, setState] = useQueryStates(parsers, {
    urlKeys,
    shallow: !isServer,
    history: "replace",
    clearOnDefault: true,
    ...(isServer ? { startTransition } : {}),
  });
  const values = state as Record<string, unknown>;
  const set = setState as (next: Record<string, unknown>, how?: object) => Promise<URLSearchParams>;
  const keys = filterKeys ?? [];

  return {
    query: values.q as string,
    sort: (values.sort as TableSort | null) ?? defaultSort,
    pageIndex: Math.max(0, values.page as number),
    filters: Object.fromEntries(
      keys.map((key) => [key, (values[`filter:${key}`] as string[] | undefined) ?? []]),
    ),
    isPending,
    setQuery: (query) =>
      set(
        { q: query || null, page: null },
        isServer && query !== "" ? { limitUrlUpdates: debounce(300) } : {},
      ),
    setSort: (sort) => set({ sort, page: null }),
    setPageIndex: (pageIndex) => set({ page: pageIndex }, { history: "push", scroll: false }),
    setFilter: (key, chosen) => set({ [`filter:${key}`]: chosen.length > 0 ? chosen : null, page: null }),
    clearFilters: () =>
      set({ q: null, page: null, ...Object.fromEntries(keys.map((key) => [`filter:${key}`, null])) }),
  };
}
