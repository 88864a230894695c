import type { JobRange } from "./job-range";
import type { JobSchedule } from "./job-schedule";

export const JOB_ACTIONS = ["post", "post-and-bill", "post-bill-and-send", "generate-and-send"] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** The steps of an action: post what is due, invoice what is posted, send the invoices. */
export function stepsOf(action: JobAction): { posts: boolean; bills: boolean; sends: boolean } {
  return {
    posts: action !== "generate-and-send",
    bills: action !== "post",
    sends: action === "post-bill-and-send" || action === "generate-and-send",
  };
}

/** As BMS names them where it has them. */
export const ACTION_WORDS: Record<JobAction, string> = {
  post: "Post",
  "post-and-bill": "Post and bill",
  "post-bill-and-send": "Post, bill and send",
  "generate-and-send": "Generate invoice and send",
};

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** The shortest month: every day up to it exists in each of them. */
const SHORTEST_MONTH = 28;
const LONGEST_MONTH = 31;

const PERIOD_ENDS = {
  "end-of-week": "through the Sunday of that week",
  "end-of-month": "through the end of that month",
  "end-of-next-month": "through the end of the month after",
};

/** "Every day", "Every Friday", "On the last day of every month", "On day 30 of every month, or its last". */
export function scheduleInWords(schedule: JobSchedule): string {
  if (schedule.every === "day") return "Every day";
  if (schedule.every === "week") return `Every ${WEEKDAYS[schedule.weekday - 1]}`;
  const { dayOfMonth } = schedule;
  if (dayOfMonth === LONGEST_MONTH) return "On the last day of every month";
  if (dayOfMonth > SHORTEST_MONTH) return `On day ${dayOfMonth} of every month, or its last`;
  return dayOfMonth === 1 ? "On the first day of every month" : `On day ${dayOfMonth} of every month`;
}

/** Until when a run takes items: "through the end of that month", seen from the day it runs. */
export function rangeInWords(range: JobRange): string {
  if (range.through !== "run-date") return PERIOD_ENDS[range.through];
  const { offsetDays } = range;
  if (offsetDays === 0) return "through that day";
  const days = Math.abs(offsetDays) === 1 ? "1 day" : `${Math.abs(offsetDays)} days`;
  return `through ${days} ${offsetDays > 0 ? "after" : "before"} that day`;
}

/**
 * When a job runs and what it takes, in one sentence: "On the last day of every month, takes everything due through the end of
 * that month, prorations included". A job that only generates invoices takes what is posted, whenever it was due.
 */
export function jobInWords(job: { action: JobAction; schedule: JobSchedule; range: JobRange }): string {
  const when = scheduleInWords(job.schedule);
  return stepsOf(job.action).posts
    ? `${when}, takes everything due ${rangeInWords(job.range)}, prorations included`
    : `${when}, takes everything posted and not yet invoiced, prorations included`;
}
