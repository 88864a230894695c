import type { billingJob } from "@/db/schema/billing-job";
import { ACTION_WORDS, rangeInWords, scheduleInWords } from "@/lib/domain/automation/job-in-words";
import type { BILLING_JOB_LABELS } from "@/lib/inputs/billing-jobs";

type JobRow = Pick<typeof billingJob.$inferSelect, keyof typeof BILLING_JOB_LABELS>;

/** What a job says, for the audit: in words where the record is a structure. */
export function jobFacts(row: JobRow) {
  return {
    name: row.name,
    action: ACTION_WORDS[row.action],
    schedule: scheduleInWords(row.schedule),
    range: rangeInWords(row.range),
    scope: row.scope,
    startOn: row.startOn,
    groupInvoicesBy: row.groupInvoicesBy,
    isActive: row.isActive,
  };
}
