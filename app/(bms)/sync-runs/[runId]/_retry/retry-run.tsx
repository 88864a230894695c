"use client";

import { IconRotateClockwise } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import classes from "../../_runs/runs.module.css";
import { retryRunAction } from "../../actions";

const LOOK_AGAIN_MILLISECONDS = 1500;
/** After this many looks the page stops asking and says so: the request itself is kept. */
const MOST_LOOKS = 40;

/** Asks for a failed night again and waits until it is under way; the page then shows its progress in place of this. */
export function RetryRun({ runId, finishedAt }: { runId: string; finishedAt: string | null }) {
  const router = useRouter();
  /** When the try before had ended, once another is asked for. */
  const [asked, setAsked] = useState<string | null | undefined>(undefined);
  const [looks, setLooks] = useState(0);
  const { execute, isPending, error } = useAppAction<{ runId: string }, { businessOn: string }>(
    retryRunAction,
    {
      onSuccess: () => router.refresh(),
      onError: () => setAsked(undefined),
    },
  );
  const isAwaited = asked !== undefined && asked === finishedAt && !isPending;
  const isFollowed = isAwaited && looks < MOST_LOOKS;

  useEffect(() => {
    if (!isFollowed) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      router.refresh();
    }, LOOK_AGAIN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isFollowed, looks, router]);

  return (
    <div className={classes.runNow}>
      <SubmitButton
        type="button"
        isPending={isPending || isFollowed}
        pendingLabel="Starting…"
        leftSection={<IconRotateClockwise size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => {
          setAsked(finishedAt);
          setLooks(0);
          execute({ runId });
        }}
      >
        Try again now
      </SubmitButton>
      {error && <ActionErrorAlert error={error} />}
      {asked !== undefined && asked !== finishedAt && (
        <InlineAlert tone="bad" isLive>
          It was tried again and could not read everything. The tick tries it again within the hour.
        </InlineAlert>
      )}
      {isAwaited && looks >= MOST_LOOKS && (
        <InlineAlert tone="warn" isLive>
          It has not begun yet. It was asked for and will start when the job queue reaches it.
        </InlineAlert>
      )}
    </div>
  );
}
