import { Temporal } from "temporal-polyfill";

/** Days on which a job runs, in the tenant's zone. `dayOfMonth` beyond a month's end is its last day. */
export type JobSchedule =
  | { every: "day" }
  | { every: "week" /** ISO weekday, Monday is 1. */; weekday: number }
  | { every: "month"; dayOfMonth: number };

/** Whether a schedule names a local date. */
export function isScheduledOn(schedule: JobSchedule, on: Temporal.PlainDate): boolean {
  switch (schedule.every) {
    case "day":
      return true;
    case "week":
      return on.dayOfWeek === schedule.weekday;
    case "month":
      return on.day === Math.min(schedule.dayOfMonth, on.daysInMonth);
  }
}

/** The first date a schedule names on or after `from`. */
export function nextScheduledOn(schedule: JobSchedule, from: Temporal.PlainDate): Temporal.PlainDate {
  switch (schedule.every) {
    case "day":
      return from;
    case "week":
      return from.add({ days: (schedule.weekday - from.dayOfWeek + 7) % 7 });
    case "month": {
      const inMonthOf = (month: Temporal.PlainDate) => month.with({ day: schedule.dayOfMonth });
      const own = inMonthOf(from);
      return Temporal.PlainDate.compare(own, from) >= 0
        ? own
        : inMonthOf(from.with({ day: 1 }).add({ months: 1 }));
    }
  }
}

/** Every date a schedule names from `from` through `through`, both included, in order; none where `through` is earlier. */
export function scheduledDates(
  schedule: JobSchedule,
  from: Temporal.PlainDate,
  through: Temporal.PlainDate,
): Temporal.PlainDate[] {
  const dates: Temporal.PlainDate[] = [];
  let next = nextScheduledOn(schedule, from);
  while (Temporal.PlainDate.compare(next, through) <= 0) {
    dates.push(next);
    next = nextScheduledOn(schedule, next.add({ days: 1 }));
  }
  return dates;
}
