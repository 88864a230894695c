"use client";

import { useEffect, useRef } from "react";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { SectionCard } from "@/app/_components/section-card";
import { type JobAction, stepsOf } from "@/lib/domain/automation/job-in-words";
import type { JobRunFigures } from "@/lib/queries/billing-jobs";
import classes from "./jobs.module.css";
import { RunFigures } from "./run-figures";

type DryRunResultProps = {
  dryRun: { businessOn: string; throughOn: string; summary: JobRunFigures };
  action: JobAction;
};

/** What a run would do as things stand now; it takes the focus when it appears. */
export function DryRunResult({ dryRun: { businessOn, throughOn, summary }, action }: DryRunResultProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another answer takes the focus anew
  useEffect(() => box.current?.focus(), [summary]);
  return (
    <div ref={box} tabIndex={-1} className={classes.dryRun}>
      <SectionCard
        title="Dry run"
        description={`As if it ran for ${formatCalendarDate(businessOn)}${
          stepsOf(action).posts ? `, through ${formatCalendarDate(throughOn)}` : ""
        }. Nothing was posted, billed or sent.`}
      >
        <RunFigures action={action} summary={summary} isDryRun />
      </SectionCard>
    </div>
  );
}
