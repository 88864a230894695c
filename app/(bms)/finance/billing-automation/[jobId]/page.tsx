import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { KeyValue } from "@/app/_components/key-value";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { ACTION_WORDS, jobInWords, stepsOf } from "@/lib/domain/automation/job-in-words";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { billingJobForm } from "@/lib/queries/billing-job-form";
import { billingJobRuns, billingJobs } from "@/lib/queries/billing-jobs";
import { GROUPING_WORDS, JOBS, JOBS_TRAIL, scopeInWords } from "../_jobs/job-words";
import classes from "../_jobs/jobs.module.css";
import { JobActions } from "./_job/job-actions";
import { RunsTable } from "./_job/runs-table";

export const metadata: Metadata = { title: "Billing job" };

type JobPageProps = { params: Promise<{ jobId: string }> };

/** Finance > Billing Automation > a job: what it does, when, and what came of every run. */
export default async function JobPage({ params }: JobPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const { jobId } = await params;
  if (!recordId.safeParse(jobId).success) notFound();
  const today = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const job = (await billingJobs(scope, today)).find(({ id }) => id === jobId);
  if (!job) notFound();
  const { accounts, contracts } = await billingJobForm(scope, null);
  const runs = await billingJobRuns(scope, jobId);
  const named = [
    ...accounts
      .filter(({ id }) => job.scope.accountIds.includes(id))
      .map(({ id, name }) => ({ id, label: name, href: `/crm/accounts/${id}` })),
    ...contracts
      .filter(({ id }) => job.scope.contractIds.includes(id))
      .map(({ id, name, accountName }) => ({
        id,
        label: `${accountName}: ${name}`,
        href: `/finance/contracts/${id}`,
      })),
  ];
  return (
    <>
      <PageHeader
        title={job.name}
        trail={JOBS_TRAIL}
        badge={<StatusBadge status={job.isActive ? "active" : "inactive"} />}
        description={`${jobInWords(job)}.`}
        actions={
          can(user.role, "billing-jobs.manage") && (
            <ButtonLink href={`${JOBS}/${job.id}/edit`} variant="default">
              Edit
            </ButtonLink>
          )
        }
      />
      {can(user.role, "billing-jobs.manage") && (
        <JobActions
          job={{
            id: job.id,
            name: job.name,
            version: job.version,
            isActive: job.isActive,
            action: job.action,
          }}
          runs={runs.map(({ id, status }) => ({ id, status }))}
          today={today}
        />
      )}
      <SectionCard title="Job">
        <KeyValue
          variant="grid"
          entries={[
            { label: "Action", value: ACTION_WORDS[job.action] },
            { label: "Next run", value: <CalendarDate on={job.nextRunOn} empty="None: it is inactive" /> },
            { label: "First day", value: <CalendarDate on={job.startOn} /> },
            {
              label: "Takes items of",
              value: scopeInWords(job.scope),
              note: named.map(({ id, label, href }) => (
                <div key={id}>
                  <TextLink href={href}>{label}</TextLink>
                </div>
              )),
            },
            ...(stepsOf(job.action).bills
              ? [{ label: "Invoices", value: GROUPING_WORDS[job.groupInvoicesBy] }]
              : []),
          ]}
        />
      </SectionCard>
      <div className={classes.runs}>
        <RunsTable jobId={job.id} action={job.action} runs={runs} timeZone={tenant.timeZone} />
      </div>
    </>
  );
}
