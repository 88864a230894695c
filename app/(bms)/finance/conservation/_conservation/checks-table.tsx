import { EmptyState } from "@/app/_components/empty-state";
import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { StatusBadge } from "@/app/_components/status-badge";
import type { CheckRow } from "@/lib/queries/conservation";

const TRIGGERS = { nightly: "Night", "before-run": "Before a run", "on-demand": "On demand" } as const;

const COLUMNS = [
  { key: "at", header: "Checked", noWrap: true },
  { key: "trigger", header: "Why" },
  { key: "accounts", header: "Accounts", align: "end" },
  { key: "lines", header: "Lines", align: "end" },
  { key: "differences", header: "Differences", align: "end" },
] as const;

const figure = (count: number) => count.toLocaleString("en-US");

/** The last checks, newest first. */
export function ChecksTable({ checks, timeZone }: { checks: readonly CheckRow[]; timeZone: string }) {
  if (checks.length === 0)
    return (
      <EmptyState
        title="Not checked yet"
        description="The next scheduled night checks everything that is billed."
      />
    );
  return (
    <PlainTable
      caption="The last checks"
      columns={COLUMNS}
      rows={checks.map((check) => ({
        key: check.id,
        cells: {
          at: <Instant at={check.startedAt} timeZone={timeZone} />,
          trigger: TRIGGERS[check.trigger],
          accounts: figure(check.accounts),
          lines: figure(check.lines),
          differences:
            check.differences === 0 ? (
              <StatusBadge status="completed" label="None" />
            ) : (
              <StatusBadge status="failed" label={figure(check.differences)} />
            ),
        },
      }))}
    />
  );
}
