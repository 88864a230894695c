import type { TrailStep } from "@/app/_components/page-header";
import type { Status } from "@/app/_components/status";
import type { BillingJobRow, JobRunRow } from "@/lib/queries/billing-jobs";

export const JOBS = "/finance/billing-automation";

export const JOBS_TRAIL: TrailStep[] = [{ label: "Finance" }, { label: "Billing Automation", href: JOBS }];

export const TRIGGER_WORDS: Record<JobRunRow["trigger"], string> = {
  schedule: "Scheduled",
  manual: "Run now",
  "dry-run": "Dry run",
};

export const RUN_LOOKS: Record<JobRunRow["status"], { status: Status; label?: string }> = {
  waiting: { status: "queued", label: "Waiting for the night" },
  running: { status: "running" },
  completed: { status: "completed" },
  failed: { status: "failed" },
  missed: { status: "missed" },
};

export const GROUPING_WORDS: Record<BillingJobRow["groupInvoicesBy"], string> = {
  account: "One invoice per account",
  contract: "One invoice per contract",
  consolidated: "Consolidated into parent accounts",
};

const many = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/** "All accounts", "3 accounts", "1 contract, prorations only". */
export function scopeInWords({ accountIds, contractIds, kinds }: BillingJobRow["scope"]): string {
  const of =
    accountIds.length > 0
      ? many(accountIds.length, "account")
      : contractIds.length > 0
        ? many(contractIds.length, "contract")
        : "All accounts";
  return kinds.length > 0 ? `${of}, prorations only` : of;
}

/** Why a run did nothing, or did not end, for a person; null where its figures say it all. */
export function runNote({ status, summary }: Pick<JobRunRow, "status" | "summary">): string | null {
  if (summary?.error)
    return `It could not go on: ${summary.error.message} What it had done until then stands.`;
  if (status === "missed")
    return "Its date passed before it began. It is never run for later: what was due is taken by the next run.";
  if (status === "waiting")
    return "It waits for the night's sync of its date, so that it bills what was counted.";
  return null;
}
