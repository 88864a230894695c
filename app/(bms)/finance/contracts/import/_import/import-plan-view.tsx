"use client";

import { Button } from "@mantine/core";
import type { ActionError } from "@/app/_components/action-error";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { SectionCard } from "@/app/_components/section-card";
import type { ImportPlan } from "@/lib/inputs/import/import-plan";
import { FaultsTable } from "./faults-table";
import classes from "./import.module.css";
import { counted, summaryOf } from "./plan-words";
import { RowsTable } from "./rows-table";

type ImportPlanViewProps = {
  plan: ImportPlan;
  /** Why the import that was just tried wrote nothing. */
  notice: string | null;
  /** Whether the plan is of the text as it stands in the field now. */
  isCurrent: boolean;
  isAsking: boolean;
  isPending: boolean;
  error: ActionError | null;
  onAsk: (isAsking: boolean) => void;
  onImport: () => void;
};

/** A dry run: its figures, every fault, every row, and the import itself where nothing speaks against it. */
export function ImportPlanView(props: ImportPlanViewProps) {
  const { plan, notice, isCurrent, isAsking, isPending, error, onAsk, onImport } = props;
  const { counts, faults } = plan;
  const summary = summaryOf(plan);
  const canImport = isCurrent && faults.length === 0 && counts.faultyRows === 0 && counts.lines > 0;
  return (
    <>
      <SectionCard title="Dry run" description="Nothing has been written yet.">
        <div className={classes.form}>
          <NumberStats>
            <NumberStat label="Accounts" value={counts.accounts} />
            <NumberStat label="New contracts" value={counts.contracts} />
            <NumberStat label="New service lines" value={counts.lines} />
            <NumberStat label="Already there" value={counts.alreadyThere} />
            <NumberStat
              label="Rows with faults"
              value={counts.faultyRows}
              tone={counts.faultyRows > 0 ? "bad" : undefined}
              note={counts.faultyRows > 0 ? "See below" : undefined}
            />
          </NumberStats>
          {notice && (
            <InlineAlert tone="warn" isLive>
              {notice}
            </InlineAlert>
          )}
          <InlineAlert tone={summary.tone} title={summary.title} isLive>
            {summary.text}
          </InlineAlert>
          {!isCurrent && (
            <InlineAlert tone="warn" isLive>
              The rows have changed since they were checked. Check the file again before you import it.
            </InlineAlert>
          )}
          {counts.lines > 0 && faults.length === 0 && (
            <div className={classes.foot}>
              <Button onClick={() => onAsk(true)} disabled={!canImport}>
                Import {counted(counts.lines, "line")}
              </Button>
            </div>
          )}
        </div>
      </SectionCard>
      {faults.length > 0 && <FaultsTable faults={faults} />}
      {plan.rows.length > 0 && <RowsTable rows={plan.rows} />}
      <ConfirmDialog
        isOpen={isAsking}
        title={`Import ${counted(counts.lines, "service line")} for ${counted(counts.accounts, "account")}?`}
        confirmLabel={`Import ${counted(counts.lines, "line")}`}
        pendingLabel="Importing…"
        isPending={isPending}
        error={error}
        onConfirm={onImport}
        onCancel={() => onAsk(false)}
      >
        {counted(counts.contracts, "new contract")}. Lines of typed units are billed from their start dates
        on.
        {counts.uncounted > 0 &&
          ` ${counted(counts.uncounted, "line")} of flexible assets: not billed before the first count.`}{" "}
        There is no undo: a contract that is not wanted is deactivated.
      </ConfirmDialog>
    </>
  );
}
