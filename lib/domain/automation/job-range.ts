import type { Temporal } from "temporal-polyfill";

/**
 * Until when items are taken, from the day the job runs: never from when. Whatever is unposted and due earlier is always in,
 * prorations included, so no second job has to sweep up (design.md 8, Collecting).
 */
export type JobRange =
  | { through: "run-date"; offsetDays: number }
  | { through: "end-of-week" | "end-of-month" | "end-of-next-month" };

/** The last due date that a run for `on` takes, included. Weeks end on Sunday. */
export function throughOn(range: JobRange, on: Temporal.PlainDate): Temporal.PlainDate {
  switch (range.through) {
    case "run-date":
      return on.add({ days: range.offsetDays });
    case "end-of-week":
      return on.add({ days: 7 - on.dayOfWeek });
    case "end-of-month":
      return endOfMonth(on);
    case "end-of-next-month":
      return endOfMonth(on.with({ day: 1 }).add({ months: 1 }));
  }
}

const endOfMonth = (on: Temporal.PlainDate) => on.with({ day: on.daysInMonth });
