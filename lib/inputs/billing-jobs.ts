import { z } from "zod";
import { JOB_ACTIONS } from "@/lib/domain/automation/job-in-words";
import type { JobRange } from "@/lib/domain/automation/job-range";
import type { JobSchedule } from "@/lib/domain/automation/job-schedule";
import { calendarDateText, recordId, recordVersion, requiredText } from "./typed-fields";

/** Accounts or contracts that one job can name; a job of more is better a job of all. */
export const MOST_NAMED = 500;
/** Billing items are projected three months ahead. */
const LATEST_OFFSET_DAYS = 92;
const EARLIEST_OFFSET_DAYS = -31;

const numbersThrough = (last: number) => Array.from({ length: last }, (_, index) => `${index + 1}`);
/** ISO weekdays, Monday is "1". */
export const WEEKDAY_CHOICES = numbersThrough(7);
/** "31" is the last day of every month. */
export const DAY_OF_MONTH_CHOICES = numbersThrough(31);

/** A Billing Automation job as its form has it: every control keeps its value while another choice hides it. */
const jobFields = {
  name: requiredText("A name", "Enter a name, such as “Month end”", 100),
  action: z.enum(JOB_ACTIONS),
  every: z.enum(["day", "week", "month"]),
  weekday: z.enum(WEEKDAY_CHOICES),
  dayOfMonth: z.enum(DAY_OF_MONTH_CHOICES),
  startOn: calendarDateText("Enter the first day on which it may run"),
  through: z.enum(["run-date", "end-of-week", "end-of-month", "end-of-next-month"]),
  offsetDays: z.string(),
  scopeBy: z.enum(["all", "accounts", "contracts"]),
  accountIds: z.array(recordId).max(MOST_NAMED, `A job names at most ${MOST_NAMED} accounts`),
  contractIds: z.array(recordId).max(MOST_NAMED, `A job names at most ${MOST_NAMED} contracts`),
  /** Never regular items alone: what they left would need a second job (design.md 8, Jobs). */
  kinds: z.enum(["all", "prorations"]),
  groupInvoicesBy: z.enum(["account", "contract", "consolidated"]),
};

type JobFields = z.output<z.ZodObject<typeof jobFields>>;

function checkTogether(job: JobFields, check: z.core.$RefinementCtx): void {
  const fault = (path: keyof JobFields, message: string) =>
    check.addIssue({ code: "custom", path: [path], message });
  if (job.scopeBy === "accounts" && job.accountIds.length === 0)
    fault("accountIds", "Choose at least one account, or take all accounts");
  if (job.scopeBy === "contracts" && job.contractIds.length === 0)
    fault("contractIds", "Choose at least one contract, or take all contracts");
  if (job.through !== "run-date") return;
  const days = Number(job.offsetDays);
  if (!/^\s*-?\d{1,3}\s*$/.test(job.offsetDays))
    fault("offsetDays", `“${job.offsetDays.slice(0, 20)}” is not a number of days; enter one such as 0 or 7`);
  else if (days < EARLIEST_OFFSET_DAYS || days > LATEST_OFFSET_DAYS)
    fault(
      "offsetDays",
      `Enter ${EARLIEST_OFFSET_DAYS} to ${LATEST_OFFSET_DAYS} days: items are kept three months ahead`,
    );
}

export const createBillingJobInput = z.strictObject(jobFields).superRefine(checkTogether);
export type CreateBillingJobInput = z.input<typeof createBillingJobInput>;

export const editBillingJobInput = z
  .strictObject({ ...jobFields, jobId: recordId, version: recordVersion })
  .superRefine(checkTogether);
export type EditBillingJobInput = z.input<typeof editBillingJobInput>;

/** What the form itself checks, with the messages that the action would give. */
export const billingJobFormInput = z.object(jobFields).superRefine(checkTogether);
export type BillingJobFormValues = z.input<typeof billingJobFormInput>;

export const setBillingJobActiveInput = z.strictObject({
  jobId: recordId,
  version: recordVersion,
  isActive: z.boolean(),
});
export type SetBillingJobActiveInput = z.input<typeof setBillingJobActiveInput>;

/** A run of a saved job for today: for real, or a dry run that is written to its history all the same. */
export const billingJobIdInput = z.strictObject({ jobId: recordId });

/** What a job does and when, as it is stored. */
export function jobPlanOf(job: JobFields) {
  const schedule: JobSchedule =
    job.every === "day"
      ? { every: "day" }
      : job.every === "week"
        ? { every: "week", weekday: Number(job.weekday) }
        : { every: "month", dayOfMonth: Number(job.dayOfMonth) };
  const range: JobRange =
    job.through === "run-date"
      ? { through: "run-date", offsetDays: Number(job.offsetDays) }
      : { through: job.through };
  const kinds: ("regular" | "proration")[] = job.kinds === "all" ? [] : ["proration"];
  return {
    name: job.name,
    action: job.action,
    schedule,
    range,
    scope: {
      accountIds: job.scopeBy === "accounts" ? [...new Set(job.accountIds)].sort() : [],
      contractIds: job.scopeBy === "contracts" ? [...new Set(job.contractIds)].sort() : [],
      kinds,
    },
    startOn: job.startOn,
    groupInvoicesBy: job.groupInvoicesBy,
  };
}

export type JobPlan = ReturnType<typeof jobPlanOf>;

/** The screen's words for what the audit notes of a job. */
export const BILLING_JOB_LABELS = {
  name: "Name",
  action: "Action",
  schedule: "Schedule",
  range: "Date range",
  scope: "Scope",
  startOn: "First day",
  groupInvoicesBy: "Invoice grouping",
  isActive: "Active",
};
