"use client";

import { parseAsIndex, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { DateField } from "@/app/_components/date-field";
import classes from "./log.module.css";
import { LOG_DATES } from "./log-address";

/** First and last day of what is shown; kept in the address. A changed range begins at its first page. */
export function LogDates() {
  const [, startTransition] = useTransition();
  const [{ from, to }, setDates] = useQueryStates(
    { ...LOG_DATES, page: parseAsIndex },
    { shallow: false, history: "replace", clearOnDefault: true, startTransition },
  );
  const isBackwards = from !== "" && to !== "" && to < from;
  return (
    <div className={classes.dates}>
      <DateField
        className={classes.date}
        label="From"
        value={from}
        max={to || undefined}
        onChange={(event) => void setDates({ from: event.currentTarget.value || null, page: null })}
      />
      <DateField
        className={classes.date}
        label="To"
        value={to}
        min={from || undefined}
        error={isBackwards ? "Choose a day on or after the first one" : undefined}
        onChange={(event) => void setDates({ to: event.currentTarget.value || null, page: null })}
      />
    </div>
  );
}
