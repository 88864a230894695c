"use client";

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconSearchOff } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { EmptyState, type EmptyStateProps } from "../empty-state";

export type TableError = { title: string; message: string };

export type TableMessageProps = {
  empty: EmptyStateProps;
  isFiltered: boolean;
  /** The address asks for a page after the last one: rows were posted or removed meanwhile. */
  isPastEnd: boolean;
  error: TableError | null;
  onClearFilters: () => void;
  onFirstPage: () => void;
};

/** What stands in a table without rows. Different facts: nothing exists, nothing matches, nothing is left on this page, nothing could be read. */
export function TableMessage({
  empty,
  isFiltered,
  isPastEnd,
  error,
  onClearFilters,
  onFirstPage,
}: TableMessageProps) {
  const router = useRouter();
  const [isRetrying, startTransition] = useTransition();
  if (error) {
    return (
      <div role="alert">
        <EmptyState
          icon={<IconAlertTriangle size={26} stroke={1.5} />}
          title={error.title}
          description={error.message}
          action={
            <Button
              variant="default"
              loading={isRetrying}
              onClick={() => startTransition(() => router.refresh())}
            >
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (isPastEnd) {
    return (
      <EmptyState
        title="This page has no rows any more"
        description="There are rows on the pages before it."
        action={
          <Button variant="default" onClick={onFirstPage}>
            Go to the first page
          </Button>
        }
      />
    );
  }
  if (!isFiltered) return <EmptyState {...empty} />;
  return (
    <EmptyState
      icon={<IconSearchOff size={26} stroke={1.5} />}
      title="Nothing matches these filters"
      description="There are rows, but none of them passes the search and filters above."
      action={
        <Button variant="default" onClick={onClearFilters}>
          Clear filters
        </Button>
      }
    />
  );
}
