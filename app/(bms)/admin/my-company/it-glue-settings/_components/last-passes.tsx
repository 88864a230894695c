import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { passReason, passStatus } from "@/app/(bms)/sync-runs/[runId]/_passes/pass-in-words";
import type { AssetTypeMirrorRow } from "@/lib/queries/asset-passes";
import classes from "./it-glue-settings.module.css";

type LastPassesProps = { passes: readonly AssetTypeMirrorRow[]; timeZone: string };

const COLUMNS = [
  { key: "type", header: "Asset type" },
  { key: "pass", header: "Last pass", width: "55%" },
] as const;

/** How the last read of each billed type went, and what the last good one left to count from. */
export function LastPasses({ passes, timeZone }: LastPassesProps) {
  if (passes.length === 0) return null;
  return (
    <SectionCard title="Billed asset types" padding="flush">
      <PlainTable
        caption="Last pass of each billed asset type"
        columns={COLUMNS}
        rows={passes.map((row) => rowOf(row, timeZone))}
      />
    </SectionCard>
  );
}

function rowOf({ last, mirror }: AssetTypeMirrorRow, timeZone: string) {
  const isFinished = last.status === "finished";
  return {
    key: last.assetTypeId,
    cells: {
      type: (
        <>
          {last.assetTypeName ?? `Type ${last.assetTypeId}`}
          <div className={classes.quiet}>
            {mirror === null ? "Never read in full" : assetsInWords(mirror.assetCount)}
          </div>
        </>
      ),
      pass: (
        <>
          <StatusBadge {...passStatus(last)} />{" "}
          <Instant at={last.finishedAt ?? last.startedAt} timeZone={timeZone} variant="day-time" />
          {!isFinished && last.status !== "running" && (
            <div className={classes.quiet}>
              {passReason(last)}
              {mirror !== null && (
                <>
                  . Last good one: <Instant at={mirror.lastPassAt} timeZone={timeZone} variant="day-time" />
                </>
              )}
            </div>
          )}
        </>
      ),
    },
  };
}

function assetsInWords(count: number): string {
  return count === 1 ? "1 asset" : `${count.toLocaleString("en-US")} assets`;
}
