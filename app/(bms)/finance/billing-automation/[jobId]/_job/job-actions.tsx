"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextLink } from "@/app/_components/text-link";
import { ACTION_WORDS } from "@/lib/domain/automation/job-in-words";
import type { BillingJobRow, JobRunRow } from "@/lib/queries/billing-jobs";
import { DryRunResult } from "../../_jobs/dry-run-result";
import { JOBS } from "../../_jobs/job-words";
import classes from "../../_jobs/jobs.module.css";
import { dryRunJobAction, runBillingJobNowAction, setBillingJobActiveAction } from "../../actions";

const LOOK_AGAIN_MILLISECONDS = 1500;
/** After this many looks the page stops asking and says so: the request itself is kept. */
const MOST_LOOKS = 80;

type JobActionsProps = {
  job: Pick<BillingJobRow, "id" | "name" | "version" | "isActive" | "action">;
  runs: readonly Pick<JobRunRow, "id" | "status">[];
  today: string;
};

/** Dry run, Run now and whether the job is active; a run that was asked for is followed until it has ended. */
export function JobActions({ job, runs, today }: JobActionsProps) {
  const router = useRouter();
  const [asks, setAsks] = useState<"run" | "active" | null>(null);
  const [awaitedId, setAwaitedId] = useState<string | null>(null);
  const [looks, setLooks] = useState(0);
  const dryRun = useAppAction(dryRunJobAction);
  const runNow = useAppAction(runBillingJobNowAction, {
    onSuccess: ({ runId }) => {
      setAsks(null);
      setLooks(0);
      setAwaitedId(runId);
      dryRun.reset();
    },
  });
  const setActive = useAppAction(setBillingJobActiveAction, {
    onSuccess: (_, { isActive }) => {
      notifications.show({
        color: "green",
        message: `${job.name} is ${isActive ? "active" : "inactive"} now.`,
      });
      setAsks(null);
    },
  });
  const awaited = runs.find(({ id }) => id === awaitedId);
  const hasEnded = awaited?.status === "completed" || awaited?.status === "failed";
  const isFollowed = awaitedId !== null && !hasEnded && looks < MOST_LOOKS;

  useEffect(() => {
    if (!isFollowed) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      router.refresh();
    }, LOOK_AGAIN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isFollowed, looks, router]);

  const cancel = () => {
    setAsks(null);
    runNow.reset();
    setActive.reset();
  };
  return (
    <div className={classes.news}>
      <div className={classes.foot}>
        <SubmitButton
          type="button"
          isPending={isFollowed}
          pendingLabel="Running…"
          onClick={() => setAsks("run")}
        >
          Run now
        </SubmitButton>
        <Button
          variant="default"
          loading={dryRun.isPending}
          onClick={() => dryRun.execute({ jobId: job.id })}
        >
          Dry run
        </Button>
        <Button variant="default" onClick={() => setAsks("active")}>
          {job.isActive ? "Deactivate" : "Activate"}
        </Button>
      </div>
      {dryRun.error && <ActionErrorAlert error={dryRun.error} />}
      {hasEnded && (
        <InlineAlert
          tone={awaited.status === "completed" ? "ok" : "bad"}
          isLive
          action={<TextLink href={`${JOBS}/${job.id}/runs/${awaited.id}`}>Open the run</TextLink>}
        >
          {awaited.status === "completed" ? "The run is complete." : "The run could not go on."}
        </InlineAlert>
      )}
      {awaitedId !== null && !hasEnded && looks >= MOST_LOOKS && (
        <InlineAlert tone="warn" isLive>
          The run has not ended yet. It was asked for and goes on when the job queue reaches it.
        </InlineAlert>
      )}
      {dryRun.data && <DryRunResult dryRun={dryRun.data} action={job.action} />}
      <ConfirmDialog
        isOpen={asks === "run"}
        title={`Run ${job.name} now?`}
        confirmLabel={ACTION_WORDS[job.action]}
        pendingLabel="Starting…"
        isPending={runNow.isPending}
        error={runNow.error}
        onConfirm={() => runNow.execute({ jobId: job.id })}
        onCancel={cancel}
      >
        It runs for today, {formatCalendarDate(today)}, beside its schedule. Dry run shows beforehand what it
        does. Charges and invoices stay; unpost, void or credit them where they are wrong.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asks === "active"}
        title={`${job.isActive ? "Deactivate" : "Activate"} ${job.name}?`}
        confirmLabel={job.isActive ? "Deactivate" : "Activate"}
        tone={job.isActive ? "danger" : "primary"}
        isPending={setActive.isPending}
        error={setActive.error}
        onConfirm={() => setActive.execute({ jobId: job.id, version: job.version, isActive: !job.isActive })}
        onCancel={cancel}
      >
        {job.isActive
          ? "It no longer runs by itself. What it would take stays due, and people can still run it."
          : "It runs from its next date on. Days on which it was inactive are not caught up."}
      </ConfirmDialog>
    </div>
  );
}
