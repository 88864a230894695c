"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./table-parts.module.css";

type TableSelectionBarProps = {
  selectedCount: number;
  /** Chosen rows that the filters or the page hide right now: they are still part of what will be done. */
  hiddenCount: number;
  summary?: ReactNode;
  actions: ReactNode;
  onClear: () => void;
};

/** Tells and reads out how many rows are chosen and what can be done with them. It stands above the rows, covering none. */
export function TableSelectionBar({
  selectedCount,
  hiddenCount,
  summary,
  actions,
  onClear,
}: TableSelectionBarProps) {
  return (
    <div className={classes.selection} data-active={selectedCount > 0} data-print="hide">
      <div role="status" className={classes.selectionCount}>
        {selectedCount > 0 && (
          <>
            <strong>{selectedCount} selected</strong>
            {hiddenCount > 0 && <span>, {hiddenCount} of them not shown here</span>}
            {summary && <span> · {summary}</span>}
          </>
        )}
      </div>
      {selectedCount > 0 && (
        <div className={classes.selectionActions}>
          {actions}
          <Button variant="subtle" onClick={onClear}>
            Clear selection
          </Button>
        </div>
      )}
    </div>
  );
}
