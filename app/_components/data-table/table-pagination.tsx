"use client";

import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import classes from "./table-parts.module.css";

type TablePaginationProps = {
  caption: string;
  pageIndex: number;
  pageSize: number;
  rowCount: number;
  onPage: (pageIndex: number) => void;
};

/** Which rows of how many are shown, and the way to the next ones. */
export function TablePagination({ caption, pageIndex, pageSize, rowCount, onPage }: TablePaginationProps) {
  const lastIndex = Math.max(0, Math.ceil(rowCount / pageSize) - 1);
  const first = rowCount === 0 ? 0 : pageIndex * pageSize + 1;
  const last = Math.min(rowCount, (pageIndex + 1) * pageSize);
  return (
    <div className={classes.pagination} data-print="hide">
      <div className="numeric" role="status">
        {lastIndex === 0
          ? `${rowCount} ${rowCount === 1 ? "row" : "rows"}`
          : `${first}–${last} of ${rowCount} rows`}
      </div>
      {lastIndex > 0 && (
        <nav aria-label={`Pages of ${caption}`} className={classes.pages}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
            disabled={pageIndex === 0}
            onClick={() => onPage(pageIndex - 1)}
          >
            Previous
          </Button>
          <span className="numeric">
            Page {pageIndex + 1} of {lastIndex + 1}
          </span>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} aria-hidden="true" />}
            disabled={pageIndex >= lastIndex}
            onClick={() => onPage(pageIndex + 1)}
          >
            Next
          </Button>
        </nav>
      )}
    </div>
  );
}
