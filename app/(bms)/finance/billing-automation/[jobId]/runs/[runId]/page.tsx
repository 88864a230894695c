import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { requireSession } from "@/lib/auth/session";
import { recordId } from "@/lib/inputs/typed-fields";
import { billingJobForm } from "@/lib/queries/billing-job-form";
import { billingJobRun } from "@/lib/queries/billing-jobs";
import { JOBS, JOBS_TRAIL, RUN_LOOKS, runNote, TRIGGER_WORDS } from "../../../_jobs/job-words";
import { RunFigures } from "../../../_jobs/run-figures";

export const metadata: Metadata = { title: "Job run" };

type RunPageProps = { params: Promise<{ jobId: string; runId: string }> };

/** One run of a job: counts, money, and everything it passed over or could not send. */
export default async function JobRunPage({ params }: RunPageProps) {
  await connection();
  const { tenant, scope } = await requireSession();
  const { jobId, runId } = await params;
  if (!recordId.safeParse(jobId).success || !recordId.safeParse(runId).success) notFound();
  const { job } = await billingJobForm(scope, jobId);
  const run = await billingJobRun(scope, jobId, runId);
  if (!job || !run) notFound();
  const note = runNote(run);
  return (
    <>
      <PageHeader
        title={`${run.trigger === "dry-run" ? "Dry run" : "Run"} for ${formatCalendarDate(run.businessOn)}`}
        trail={[...JOBS_TRAIL, { label: job.name, href: `${JOBS}/${jobId}` }]}
        badge={<StatusBadge {...RUN_LOOKS[run.status]} />}
        description={
          <>
            {TRIGGER_WORDS[run.trigger]}
            {run.trigger !== "schedule" && ` by ${run.startedBy}`},{" "}
            <Instant at={run.startedAt} timeZone={tenant.timeZone} />.
            {run.trigger !== "dry-run" && ` What it wrote carries “job run ${run.id.slice(0, 8)}”.`}
          </>
        }
      />
      {note && (
        <div style={{ marginBottom: "1.25rem" }}>
          <InlineAlert tone={run.status === "waiting" ? "info" : "bad"}>{note}</InlineAlert>
        </div>
      )}
      {run.summary && (
        <SectionCard title={run.trigger === "dry-run" ? "What it would have done" : "What it did"}>
          <RunFigures action={job.action} summary={run.summary} isDryRun={run.trigger === "dry-run"} />
        </SectionCard>
      )}
    </>
  );
}
