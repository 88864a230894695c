import type { BillingJobFormValues } from "@/lib/inputs/billing-jobs";
import type { BillingJobForm } from "@/lib/queries/billing-job-form";

type Defaults = {
  job: BillingJobForm["job"];
  groupInvoicesBy: BillingJobForm["groupInvoicesBy"];
  today: string;
  /** The contract that a new job is for. */
  contract: BillingJobForm["contracts"][number] | null;
};

const LAST_DAY = "31";

/** What the form begins with: the job as it is, or a month end of everything, or of one contract. */
export function formValuesOf({ job, groupInvoicesBy, today, contract }: Defaults): BillingJobFormValues {
  if (job === null)
    return {
      name: contract ? `${contract.accountName}: ${contract.name}` : "",
      action: "post-and-bill",
      every: "month",
      weekday: "1",
      dayOfMonth: LAST_DAY,
      startOn: today,
      through: "end-of-month",
      offsetDays: "0",
      scopeBy: contract ? "contracts" : "all",
      accountIds: [],
      contractIds: contract ? [contract.id] : [],
      kinds: "all",
      groupInvoicesBy,
    };
  const { schedule, range, scope } = job;
  return {
    name: job.name,
    action: job.action,
    every: schedule.every,
    weekday: schedule.every === "week" ? `${schedule.weekday}` : "1",
    dayOfMonth: schedule.every === "month" ? `${schedule.dayOfMonth}` : LAST_DAY,
    startOn: job.startOn,
    through: range.through,
    offsetDays: range.through === "run-date" ? `${range.offsetDays}` : "0",
    scopeBy: scope.accountIds.length > 0 ? "accounts" : scope.contractIds.length > 0 ? "contracts" : "all",
    accountIds: scope.accountIds,
    contractIds: scope.contractIds,
    kinds: scope.kinds.length > 0 ? "prorations" : "all",
    groupInvoicesBy: job.groupInvoicesBy,
  };
}
