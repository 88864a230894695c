import { describe, expect, it } from "vitest";
import {
  ACTION_WORDS,
  JOB_ACTIONS,
  jobInWords,
  rangeInWords,
  scheduleInWords,
  stepsOf,
} from "./job-in-words";
import type { JobRange } from "./job-range";
import type { JobSchedule } from "./job-schedule";

describe("a job in words", () => {
  it.each<[JobSchedule, string]>([
    [{ every: "day" }, "Every day"],
    [{ every: "week", weekday: 1 }, "Every Monday"],
    [{ every: "week", weekday: 2 }, "Every Tuesday"],
    [{ every: "week", weekday: 3 }, "Every Wednesday"],
    [{ every: "week", weekday: 4 }, "Every Thursday"],
    [{ every: "week", weekday: 5 }, "Every Friday"],
    [{ every: "week", weekday: 6 }, "Every Saturday"],
    [{ every: "week", weekday: 7 }, "Every Sunday"],
    [{ every: "month", dayOfMonth: 1 }, "On the first day of every month"],
    [{ every: "month", dayOfMonth: 28 }, "On day 28 of every month"],
    [{ every: "month", dayOfMonth: 29 }, "On day 29 of every month, or its last"],
    [{ every: "month", dayOfMonth: 31 }, "On the last day of every month"],
  ])("says when: %j", (schedule, words) => expect(scheduleInWords(schedule)).toBe(words));

  it.each<[JobRange, string]>([
    [{ through: "run-date", offsetDays: 0 }, "through that day"],
    [{ through: "run-date", offsetDays: 1 }, "through 1 day after that day"],
    [{ through: "run-date", offsetDays: -2 }, "through 2 days before that day"],
    [{ through: "end-of-week" }, "through the Sunday of that week"],
    [{ through: "end-of-month" }, "through the end of that month"],
    [{ through: "end-of-next-month" }, "through the end of the month after"],
  ])("says until when: %j", (range, words) => expect(rangeInWords(range)).toBe(words));

  it("says both in one sentence, prorations included", () => {
    const monthEnd = {
      schedule: { every: "month", dayOfMonth: 31 },
      range: { through: "end-of-month" },
    } as const;
    expect(jobInWords({ action: "post", ...monthEnd })).toBe(
      "On the last day of every month, takes everything due through the end of that month, prorations included",
    );
    expect(jobInWords({ action: "generate-and-send", ...monthEnd })).toBe(
      "On the last day of every month, takes everything posted and not yet invoiced, prorations included",
    );
  });

  it("names each action, and knows its steps: posts, bills, sends", () => {
    const steps = JOB_ACTIONS.map((action) => {
      const { posts, bills, sends } = stepsOf(action);
      return [ACTION_WORDS[action], posts, bills, sends];
    });
    expect(steps).toEqual([
      ["Post", true, false, false],
      ["Post and bill", true, true, false],
      ["Post, bill and send", true, true, true],
      ["Generate invoice and send", false, true, true],
    ]);
  });
});
