import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { recordId } from "@/lib/inputs/typed-fields";
import { billingJobForm } from "@/lib/queries/billing-job-form";
import { JobForm } from "../../_jobs/job-form";
import { JOBS, JOBS_TRAIL } from "../../_jobs/job-words";
import { MayNotAutomate } from "../../_jobs/may-not-automate";

export const metadata: Metadata = { title: "Edit job" };

type EditJobPageProps = { params: Promise<{ jobId: string }> };

/** Finance > Billing Automation > a job > Edit. */
export default async function EditJobPage({ params }: EditJobPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "billing-jobs.manage")) return <MayNotAutomate role={user.role} />;
  const { jobId } = await params;
  if (!recordId.safeParse(jobId).success) notFound();
  const form = await billingJobForm(scope, jobId);
  if (!form.job) notFound();
  return (
    <>
      <PageHeader
        title={`Edit ${form.job.name}`}
        trail={[...JOBS_TRAIL, { label: form.job.name, href: `${JOBS}/${jobId}` }]}
      />
      <JobForm {...form} today={businessDate(clockOf(tenant)(), tenant.timeZone).toString()} />
    </>
  );
}
