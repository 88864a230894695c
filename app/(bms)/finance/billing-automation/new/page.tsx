import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { billingJobForm } from "@/lib/queries/billing-job-form";
import { JobForm } from "../_jobs/job-form";
import { JOBS_TRAIL } from "../_jobs/job-words";
import { MayNotAutomate } from "../_jobs/may-not-automate";

export const metadata: Metadata = { title: "Add job" };

type NewJobPageProps = { searchParams: Promise<{ contract?: string | string[] }> };

/** Finance > Billing Automation > Add job; `?contract=` limits it to one contract beforehand. */
export default async function NewJobPage({ searchParams }: NewJobPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "billing-jobs.manage")) return <MayNotAutomate role={user.role} />;
  const { contract } = await searchParams;
  const form = await billingJobForm(scope, null);
  return (
    <>
      <PageHeader title="Add job" trail={JOBS_TRAIL} />
      <JobForm
        {...form}
        today={businessDate(clockOf(tenant)(), tenant.timeZone).toString()}
        contractId={typeof contract === "string" ? contract : undefined}
      />
    </>
  );
}
