"use client";

import { Button, Loader } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { IconCalendarClock } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useId, useState } from "react";
import { ActionErrorAlert } from "./action-error-alert";
import { type AppAction, useAppAction } from "./action-feedback";
import { formatCalendarDate } from "./format-calendar-date";
import { formatInstant, zoneCity } from "./format-instant";
import { nextDay } from "./next-day";
import classes from "./simulation-banner.module.css";
import { SubmitButton } from "./submit-button";

export type SimulationBannerProps = {
  /** The simulated instant, ISO. */
  now: string;
  timeZone: string;
  /** The simulated date on the tenant's server, "YYYY-MM-DD". */
  businessDate: string;
  /** Nights are running; the page asks again every second until they are done. */
  isMoving: boolean;
  /** `null` for people who may not move the clock: they see it, without controls. */
  moveAction: AppAction<{ toOn: string }, unknown> | null;
};

const REFRESH_MILLISECONDS = 1000;
const STALLED_AFTER_MILLISECONDS = 60_000;
const NO_ACTION: AppAction<{ toOn: string }, unknown> = async () => ({});

/** Whether a move shows no progress: then the controls come back, because asking again starts a lost move anew. */
function useStalled(isMoving: boolean, now: string): boolean {
  const [stalledAt, setStalledAt] = useState<string | null>(null);
  useEffect(() => {
    if (!isMoving) return;
    const timer = setTimeout(() => setStalledAt(now), STALLED_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isMoving, now]);
  return isMoving && stalledAt === now;
}

/** Marks a tenant whose time is not real, tells its date, and moves it on. The clock only goes forward. */
export function SimulationBanner({
  now,
  timeZone,
  businessDate,
  isMoving,
  moveAction,
}: SimulationBannerProps) {
  const router = useRouter();
  const hintId = useId();
  const tomorrow = nextDay(businessDate);
  const [toOn, setToOn] = useState<string | null>(null);
  const { execute, isPending, error, faults } = useAppAction(moveAction ?? NO_ACTION, {
    onSuccess: () => {
      setToOn(null);
      router.refresh();
    },
  });
  const isStalled = useStalled(isMoving, now);
  const isBusy = (isMoving && !isStalled) || isPending;
  const refusal = faults[0] ? { code: "invalid", message: faults[0].message } : error;

  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => router.refresh(), REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isMoving, router]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (toOn && !isBusy) execute({ toOn });
  };

  return (
    <section className={classes.banner} aria-label="Simulation clock" data-print="hide">
      <div className={classes.row}>
        <IconCalendarClock size={20} stroke={1.6} className={classes.icon} aria-hidden="true" />
        <p className={classes.clock}>
          Simulation clock: <strong>{formatCalendarDate(businessDate, "weekday")}</strong> (
          {zoneCity(timeZone)})
          <span className={classes.time} suppressHydrationWarning>
            {formatInstant(now, timeZone, "time")}
          </span>
        </p>
        {moveAction && (
          <form className={classes.controls} onSubmit={submit}>
            <Button variant="default" size="xs" disabled={isBusy} onClick={() => execute({ toOn: tomorrow })}>
              Next day
            </Button>
            <DateInput
              size="xs"
              className={classes.date}
              aria-label="Move the clock to"
              aria-describedby={hintId}
              placeholder="Move to a date"
              valueFormat="D MMM YYYY"
              minDate={tomorrow}
              defaultDate={tomorrow}
              value={toOn}
              onChange={setToOn}
              disabled={isBusy}
              clearable
              clearButtonProps={{ "aria-label": "Clear date" }}
            />
            <SubmitButton
              size="xs"
              variant="default"
              isDisabled={!toOn || (isMoving && !isStalled)}
              isPending={isPending}
              pendingLabel="Moving…"
            >
              Move
            </SubmitButton>
          </form>
        )}
      </div>
      <div role="status">
        {isBusy && (
          <p className={classes.progress}>
            <Loader size={14} aria-hidden="true" /> Running the nights up to the chosen date…
          </p>
        )}
        {isStalled && (
          <p className={classes.progress}>
            The clock has not moved for a minute. You may ask again for the same date or a later one.
          </p>
        )}
      </div>
      {moveAction && !isBusy && (
        <p id={hintId} className={classes.hint}>
          Moving the clock runs every night in between.
        </p>
      )}
      {refusal && (
        <div className={classes.refusal}>
          <ActionErrorAlert error={refusal} />
        </div>
      )}
    </section>
  );
}
