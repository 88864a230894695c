"use client";

import { Select, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { DateField } from "@/app/_components/date-field";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import { type BillingJobFormValues, DAY_OF_MONTH_CHOICES, WEEKDAY_CHOICES } from "@/lib/inputs/billing-jobs";
import classes from "./jobs.module.css";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const INPUT_FIRST: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];

/** On which days the job runs, and until which day it takes items then. */
export function ScheduleFields({ form }: { form: UseFormReturnType<BillingJobFormValues> }) {
  const { action, every, through } = form.values;
  return (
    <>
      <div className={classes.pair}>
        <Select
          id="every"
          label="Runs"
          allowDeselect={false}
          data={[
            { value: "day", label: "Every day" },
            { value: "week", label: "Every week" },
            { value: "month", label: "Every month" },
          ]}
          {...form.getInputProps("every")}
        />
        {every === "week" && (
          <Select
            id="weekday"
            label="On"
            allowDeselect={false}
            data={WEEKDAY_CHOICES.map((value, index) => ({ value, label: WEEKDAYS[index]! }))}
            {...form.getInputProps("weekday")}
          />
        )}
        {every === "month" && (
          <Select
            id="dayOfMonth"
            label="On"
            allowDeselect={false}
            data={DAY_OF_MONTH_CHOICES.map((value) => ({
              value,
              label: value === "31" ? "The last day" : `Day ${value}`,
            }))}
            description="Shorter months: on their last day"
            inputWrapperOrder={INPUT_FIRST}
            {...form.getInputProps("dayOfMonth")}
          />
        )}
        <DateField
          id="startOn"
          label="First day"
          description="It never catches up on earlier days"
          inputWrapperOrder={INPUT_FIRST}
          required
          {...form.getInputProps("startOn")}
        />
      </div>
      {stepsOf(action).posts && (
        <div className={classes.pair}>
          <Select
            id="through"
            label="Takes everything due"
            allowDeselect={false}
            description="However old, prorations included"
            inputWrapperOrder={INPUT_FIRST}
            data={[
              { value: "run-date", label: "Through the day it runs, or days around it" },
              { value: "end-of-week", label: "Through the Sunday of that week" },
              { value: "end-of-month", label: "Through the end of that month" },
              { value: "end-of-next-month", label: "Through the end of the month after" },
            ]}
            {...form.getInputProps("through")}
          />
          {through === "run-date" && (
            <TextInput
              id="offsetDays"
              label="Days after that day"
              description="0 is the day itself; -2 leaves out the last two days"
              inputWrapperOrder={INPUT_FIRST}
              inputMode="numeric"
              autoComplete="off"
              {...form.getInputProps("offsetDays")}
            />
          )}
        </div>
      )}
    </>
  );
}
