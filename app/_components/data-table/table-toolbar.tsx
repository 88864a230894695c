"use client";

import { Button, CloseButton, MultiSelect, Select, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./table-parts.module.css";
import type { TableSort } from "./table-url";
import type { TableUrlState } from "./use-table-url-state";

export type TableFilter = {
  /** Id of the column it filters (with `processing="client"`), and its key in the address. */
  key: string;
  label: string;
  options: { value: string; label: string }[];
  /** `one` allows a single value. */
  choose?: "one" | "many";
};

type TableToolbarProps = {
  caption: string;
  url: TableUrlState;
  filters: readonly TableFilter[];
  searchLabel: string | null;
  sortOptions: { columnId: string; label: string }[];
  end?: ReactNode;
};

const sortValue = (sort: TableSort | null) => (sort ? `${sort.columnId} ${sort.direction}` : null);

/** Search, filters and, on narrow screens where the header row is gone, the sort order. */
export function TableToolbar({ caption, url, filters, searchLabel, sortOptions, end }: TableToolbarProps) {
  const [typed, setTyped] = useState(url.query);
  // The address also changes by Back and by "Clear filters"; then the field follows it.
  useEffect(() => setTyped(url.query), [url.query]);
  const isFiltered = url.query !== "" || Object.values(url.filters).some((chosen) => chosen.length > 0);
  const search = (query: string) => {
    setTyped(query);
    url.setQuery(query);
  };

  const sortsOnly = searchLabel === null && filters.length === 0 && !end && !isFiltered;
  return (
    <div className={classes.toolbar} data-sort-only={sortsOnly || undefined} data-print="hide">
      {searchLabel !== null && (
        <TextInput
          className={classes.search}
          type="search"
          aria-label={`${searchLabel} in ${caption}`}
          placeholder={searchLabel}
          leftSection={<IconSearch size={16} stroke={1.6} aria-hidden="true" />}
          rightSection={
            typed ? <CloseButton size="sm" aria-label="Clear search" onClick={() => search("")} /> : null
          }
          value={typed}
          onChange={(event) => search(event.currentTarget.value)}
        />
      )}
      {filters.map((filter) => {
        const chosen = url.filters[filter.key] ?? [];
        return filter.choose === "one" ? (
          <Select
            key={filter.key}
            className={classes.filter}
            aria-label={filter.label}
            placeholder={filter.label}
            data={filter.options}
            value={chosen[0] ?? null}
            onChange={(value) => url.setFilter(filter.key, value ? [value] : [])}
            clearable
          />
        ) : (
          <MultiSelect
            key={filter.key}
            className={classes.filter}
            aria-label={filter.label}
            placeholder={chosen.length === 0 ? filter.label : undefined}
            data={filter.options}
            value={chosen}
            onChange={(values) => url.setFilter(filter.key, values)}
            clearable
          />
        );
      })}
      {sortOptions.length > 0 && (
        <Select
          className={classes.narrowSort}
          aria-label="Sort by"
          placeholder="Sort by"
          data={sortOptions.flatMap(({ columnId, label }) => [
            { value: `${columnId} asc`, label: `${label}, ascending` },
            { value: `${columnId} desc`, label: `${label}, descending` },
          ])}
          value={sortValue(url.sort)}
          onChange={(value) => {
            const [columnId, direction] = (value ?? "").split(" ");
            url.setSort(columnId ? { columnId, direction: direction === "desc" ? "desc" : "asc" } : null);
          }}
        />
      )}
      {isFiltered && (
        <Button
          variant="subtle"
          leftSection={<IconX size={16} stroke={1.8} aria-hidden="true" />}
          onClick={url.clearFilters}
        >
          Clear filters
        </Button>
      )}
      {end && <div className={classes.toolbarEnd}>{end}</div>}
    </div>
  );
}
