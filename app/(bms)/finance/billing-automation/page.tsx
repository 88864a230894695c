import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { connection } from "next/server";
import { ButtonLink } from "@/app/_components/button-link";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import { businessDate } from "@/lib/domain/regions";
import { billingJobs } from "@/lib/queries/billing-jobs";
import { unsweptProrations } from "@/lib/queries/unswept-prorations";
import { JOBS } from "./_jobs/job-words";
import { JobsTable } from "./_jobs/jobs-table";
import { UnsweptSection } from "./_jobs/unswept-section";

export const metadata: Metadata = { title: "Billing Automation" };

/** Finance > Billing Automation: what posts, bills and sends by itself, and whether anything is left behind. */
export default async function BillingAutomationPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const today = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const jobs = await billingJobs(scope, today);
  const unswept = await unsweptProrations(scope, jobs, today);
  const canManage = can(user.role, "billing-jobs.manage");
  return (
    <>
      <PageHeader
        title="Billing Automation"
        trail={[{ label: "Finance" }]}
        description="Jobs post, bill and send by themselves, after the night's count of their day."
        actions={
          canManage && (
            <ButtonLink href={`${JOBS}/new`} leftSection={<IconPlus size={16} aria-hidden="true" />}>
              Add job
            </ButtonLink>
          )
        }
      />
      <JobsTable jobs={jobs} canManage={canManage} />
      <UnsweptSection
        unswept={unswept}
        hasPostingJob={jobs.some((job) => job.isActive && stepsOf(job.action).posts)}
      />
    </>
  );
}
