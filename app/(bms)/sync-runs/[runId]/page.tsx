import { Button } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { z } from "zod";
import { ButtonLink } from "@/app/_components/button-link";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { assetPassesOfRun } from "@/lib/queries/asset-passes";
import { explainedChanges } from "@/lib/queries/explained-changes";
import { syncRunProgress } from "@/lib/queries/sync-run-progress";
import { syncRunDetail } from "@/lib/queries/sync-runs";
import { RunProgress } from "../_progress/run-progress";
import { runDuration, runFault, runStart, TRIGGER_LABELS } from "../_runs/run-in-words";
import { RunLineTable } from "./_lines/run-line-table";
import { PassTable } from "./_passes/pass-table";
import { RetryRun } from "./_retry/retry-run";

export const metadata: Metadata = { title: "Sync run" };

type PageProps = { params: Promise<{ runId: string }> };

/** One run, line by line: what changed, what is held, what could not be counted and why. */
export default async function SyncRunPage({ params }: PageProps) {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const { runId } = await params;
  const detail = z.uuid().safeParse(runId).success ? await syncRunDetail(scope, runId) : null;
  if (!detail) notFound();
  const { run, lines } = detail;
  const passes = await assetPassesOfRun(scope, run.id);
  const changes = await explainedChanges(
    scope,
    lines.flatMap(({ lineId, readingId, outcome }) =>
      readingId !== null && (outcome === "changed" || outcome === "held") ? [{ lineId, readingId }] : [],
    ),
  );
  const today = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const isRunning = run.status === "running";
  const progress = isRunning ? await syncRunProgress(scope, run.id) : null;
  const isFailedNight = run.status === "failed" && run.trigger === "schedule" && run.businessOn === today;
  const fault = isRunning ? null : runFault(run);
  const duration = runDuration(run);
  const { changed, unchanged, held, notCounted } = run.summary;
  return (
    <>
      <PageHeader
        title={`Sync run of ${formatCalendarDate(run.businessOn)}`}
        trail={[{ label: "Home" }, { label: "Sync runs", href: "/sync-runs" }]}
        badge={<StatusBadge status={run.status} />}
        actions={
          <>
            {lines.length > 0 && (
              <>
                <ButtonLink variant="default" href={`/sync-runs/${run.id}/comparison`}>
                  Compare with the night before
                </ButtonLink>
                <Button component="a" variant="default" href={`/sync-runs/${run.id}/download`} download>
                  Download CSV
                </Button>
              </>
            )}
            {isFailedNight && can(user.role, "sync.run") && (
              <RetryRun runId={run.id} finishedAt={run.finishedAt} />
            )}
          </>
        }
        description={
          <>
            {TRIGGER_LABELS[run.trigger]}, started{" "}
            <Instant at={runStart(run)} timeZone={tenant.timeZone} empty="never" />
            {duration && `, took ${duration}`}
          </>
        }
      />
      {fault && (
        <div style={{ marginBottom: "1.25rem" }}>
          <InlineAlert tone="bad" title={run.status === "missed" ? "Missed" : "Not everything could be read"}>
            {fault}
          </InlineAlert>
        </div>
      )}
      {progress && (
        <div style={{ marginBottom: "1.25rem" }}>
          <RunProgress
            runId={run.id}
            initial={progress}
            timeZone={tenant.isSimulation ? null : tenant.timeZone}
          />
        </div>
      )}
      {!isRunning && (
        <NumberStats>
          <NumberStat label="Changed" value={changed ?? "–"} />
          <NumberStat label="Unchanged" value={unchanged ?? "–"} />
          <NumberStat
            label="Held"
            value={held ?? "–"}
            href="/held"
            tone={held ? "warn" : undefined}
            note={held ? "For a person to decide" : undefined}
          />
          <NumberStat
            label="Not counted"
            value={notCounted ?? "–"}
            tone={notCounted ? "warn" : undefined}
            note={notCounted ? "Kept their units" : undefined}
          />
        </NumberStats>
      )}
      {(lines.length > 0 || !isRunning) && (
        <RunLineTable lines={lines} changes={changes} timeZone={tenant.timeZone} />
      )}
      {!isRunning && <PassTable passes={passes} />}
    </>
  );
}
