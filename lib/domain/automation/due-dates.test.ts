import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { dueDates, type ScheduledRuns } from "./due-dates";

const today = Temporal.PlainDate.from("2026-06-30");
const monthly: ScheduledRuns = {
  schedule: { every: "month", dayOfMonth: 31 },
  startOn: "2026-04-15",
  lastRunOn: "2026-05-31",
  unfinishedOn: [],
  failedOn: null,
};

describe("what a job has to do today", () => {
  it.each<[string, Partial<ScheduledRuns>, string[]]>([
    ["today, if named and not yet run", {}, ["2026-06-30"]],
    ["nothing once it ran", { lastRunOn: "2026-06-30" }, []],
    ["nothing before its start", { startOn: "2026-07-01", lastRunOn: null }, []],
    ["dates that passed without a run", { lastRunOn: null }, ["2026-04-30", "2026-05-31", "2026-06-30"]],
    [
      "never a date before its start, run or not",
      { lastRunOn: "2026-02-28" },
      ["2026-04-30", "2026-05-31", "2026-06-30"],
    ],
    ["what failed today", { lastRunOn: "2026-06-30", failedOn: "2026-06-30" }, ["2026-06-30"]],
    ["not what failed before", { failedOn: "2026-05-31" }, ["2026-06-30"]],
    [
      "what has not ended, whenever it began, the oldest first",
      { unfinishedOn: ["2026-05-31", "2026-04-30"] },
      ["2026-04-30", "2026-05-31", "2026-06-30"],
    ],
    [
      "today once, though its run waits",
      { lastRunOn: "2026-06-30", unfinishedOn: ["2026-06-30"] },
      ["2026-06-30"],
    ],
  ])("is %s", (_, runs, expected) => {
    expect(dueDates({ ...monthly, ...runs }, today)).toEqual(expected);
  });

  it("is at most a month of missed days after a long outage", () => {
    const daily = { ...monthly, schedule: { every: "day" }, lastRunOn: "2026-04-20" } as const;
    const dates = dueDates(daily, today);
    expect(dates).toHaveLength(31);
    expect([dates[0], dates.at(-1)]).toEqual(["2026-05-31", "2026-06-30"]);
  });
});
