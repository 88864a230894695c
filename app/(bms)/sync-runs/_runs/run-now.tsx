"use client";

import { IconRefresh } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextLink } from "@/app/_components/text-link";
import type { SyncRunRow } from "@/lib/queries/sync-runs";
import { requestSyncAction } from "../actions";
import classes from "./runs.module.css";

const LOOK_AGAIN_MILLISECONDS = 1500;
/** After this many looks without a new run the page stops asking and says so: the request itself is kept. */
const MOST_LOOKS = 80;

type RunNowProps = { runs: readonly Pick<SyncRunRow, "id" | "status">[] };

/** Asks for a run and follows it: the list is read again until a run that was not there before stands in it and has ended. */
export function RunNow({ runs }: RunNowProps) {
  const router = useRouter();
  /** Runs there were when the button was pressed; null while nothing is awaited. */
  const [before, setBefore] = useState<ReadonlySet<string> | null>(null);
  const [looks, setLooks] = useState(0);
  const { execute, isPending, error } = useAppAction<undefined, { businessOn: string }>(requestSyncAction, {
    onSuccess: () => router.refresh(),
    onError: () => setBefore(null),
  });
  const asked = before && runs.find((run) => !before.has(run.id));
  const isAwaited = before !== null && !asked;
  const isRunning = asked ? asked.status === "running" : runs.some((run) => run.status === "running");
  const isFollowed = !isPending && (isAwaited || isRunning) && looks < MOST_LOOKS;

  useEffect(() => {
    if (!isFollowed) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      router.refresh();
    }, LOOK_AGAIN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isFollowed, looks, router]);

  const isBusy = isPending || (before !== null && isFollowed);
  return (
    <div className={classes.runNow}>
      <SubmitButton
        type="button"
        isPending={isBusy}
        pendingLabel={asked ? "Counting…" : "Starting…"}
        leftSection={<IconRefresh size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => {
          setBefore(new Set(runs.map((run) => run.id)));
          setLooks(0);
          execute(undefined);
        }}
      >
        Run sync now
      </SubmitButton>
      {error && <ActionErrorAlert error={error} />}
      {asked && !isRunning && (
        <InlineAlert
          tone={asked.status === "completed" ? "ok" : "bad"}
          isLive
          action={<TextLink href={`/sync-runs/${asked.id}`}>Open the run</TextLink>}
        >
          {asked.status === "completed"
            ? "The run is complete."
            : "The run ended without reading everything; units of what it could not read are unchanged."}
        </InlineAlert>
      )}
      {isAwaited && !isPending && looks >= MOST_LOOKS && (
        <InlineAlert tone="warn" isLive>
          The run has not begun yet. It was asked for and will start when the job queue reaches it.
        </InlineAlert>
      )}
    </div>
  );
}
