import { Temporal } from "temporal-polyfill";
import type { BillingSettings } from "@/db/billing-settings-of";
import type { JobScope } from "@/db/schema/billing-job";
import type { JobAction } from "@/lib/domain/automation/job-in-words";
import { throughOn } from "@/lib/domain/automation/job-range";
import type { JobPlan } from "@/lib/inputs/billing-jobs";

/** What one run does: small JSON, as a job engine remembers it. */
export type PlannedRun = {
  jobName: string;
  action: JobAction;
  scope: JobScope;
  /** Items due on or before this day are taken, however old. */
  throughOn: string;
  groupBy: JobPlan["groupInvoicesBy"];
  /** Lines uncounted for longer are skipped and listed. */
  staleAfterDays: number;
};

/** A job as it is on the local date it runs for. */
export function plannedRun(
  job: Pick<JobPlan, "name" | "action" | "scope" | "range" | "groupInvoicesBy">,
  settings: Pick<BillingSettings, "staleAfterDays">,
  businessOn: string,
): PlannedRun {
  return {
    jobName: job.name,
    action: job.action,
    scope: job.scope,
    throughOn: throughOn(job.range, Temporal.PlainDate.from(businessOn)).toString(),
    groupBy: job.groupInvoicesBy,
    staleAfterDays: settings.staleAfterDays,
  };
}
