"use client";

import { Progress } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { InlineAlert } from "@/app/_components/inline-alert";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import type { SyncRunProgress } from "@/lib/queries/sync-run-progress";
import { assetsInWords, percentDone, stageInWords, timeLeftInWords } from "./progress-in-words";
import classes from "./run-progress.module.css";

const LOOK_AGAIN_MILLISECONDS = 1500;
/** Of IT Glue's own 3,000, so that others can call it too. */
const OWN_LIMIT = 2_400;

type RunProgressProps = {
  runId: string;
  /** As the page was rendered. */
  initial: SyncRunProgress;
  /** Null for a simulation, whose clock stands still while its runs take real time. */
  timeZone: string | null;
};

/** A run under way: what it is at, type by type, and how long it may take. It looks again by itself until the run has ended. */
export function RunProgress({ runId, initial, timeZone }: RunProgressProps) {
  const router = useRouter();
  const [progress, setProgress] = useState(initial);
  const [isLost, setIsLost] = useState(false);
  const [nowMs, setNowMs] = useState<number | null>(null);

  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = await fetch(`/api/sync-runs/${runId}/progress`).catch(() => null);
      if (isGone) return;
      setIsLost(!answer?.ok);
      if (answer?.ok) {
        const found = (await answer.json()) as SyncRunProgress;
        if (isGone) return;
        setNowMs(Date.now());
        setProgress(found);
        // The page itself knows best how an ended run is shown.
        if (found.status !== "running") return router.refresh();
      }
      timer = setTimeout(look, LOOK_AGAIN_MILLISECONDS);
    };
    timer = setTimeout(look, LOOK_AGAIN_MILLISECONDS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [runId, router]);

  const { types, lines, requests } = progress;
  const words = stageInWords(progress);
  const end = nowMs === null || timeZone === null ? null : { nowMs, timeZone };
  return (
    <SectionCard title="Under way" description={words} padding="flush">
      <div className={classes.bar}>
        <Progress.Root size="md">
          <Progress.Section
            value={percentDone(progress)}
            aria-label="Progress of the run"
            aria-valuetext={words}
          />
        </Progress.Root>
        {isLost && (
          <InlineAlert tone="warn">
            The server gave no answer just now. The run goes on without this page; it is asked again.
          </InlineAlert>
        )}
      </div>
      <div className={classes.figures}>
        <NumberStats>
          <NumberStat label="Lines counted" value={`${number(lines.done)} of ${number(lines.total)}`} />
          <NumberStat
            label="Requests"
            value={number(requests.ofRun)}
            note={`${number(requests.lately)} of ${number(OWN_LIMIT)} in five minutes`}
          />
          <NumberStat label="Time left" value={timeLeftInWords(progress, end)} />
        </NumberStats>
      </div>
      {types.length > 0 && (
        <PlainTable
          caption="Asset types of this run"
          columns={[
            { key: "type", header: "Asset type", width: "50%" },
            { key: "status", header: "Status" },
            { key: "assets", header: "Assets", align: "end", noWrap: true },
          ]}
          rows={types.map((type) => ({
            key: type.id,
            cells: {
              type: type.name ?? `Type ${type.id}`,
              status: <StatusBadge {...typeStatus(type)} />,
              assets: type.isDone || type.staged > 0 ? assetsInWords(type) : "–",
            },
          }))}
        />
      )}
    </SectionCard>
  );
}

const number = (value: number) => value.toLocaleString("en-US");

function typeStatus({ isDone, staged }: SyncRunProgress["types"][number]) {
  if (isDone) return { status: "completed", label: "Read" } as const;
  return staged > 0
    ? ({ status: "running", label: "Reading" } as const)
    : ({ status: "queued", label: "Waiting" } as const);
}
