import { Temporal } from "temporal-polyfill";
import { formatInstant } from "@/app/_components/format-instant";
import { formatUnits } from "@/app/_components/format-units";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { businessDate } from "@/lib/domain/regions";
import type { LineAge } from "@/lib/queries/line-ages";
import type { LineReading } from "@/lib/queries/line-figures";
import classes from "./reading-note.module.css";

type ReadingNoteProps = {
  billBy: "none" | "flexible-assets";
  reading: LineReading | null;
  isHeld: boolean;
  age: LineAge | null;
  /** The units in force, null while the line is not billable. */
  units: string | null;
  /** IT Glue organizations linked to the account. */
  organizations: number;
  /** Today on the tenant's server, and its zone. */
  businessOn: string;
  timeZone: string;
};

/** Where a line's units come from and how old they are: "42 · IT Glue · 00:16 EDT today" (style.md 4.4). */
export function ReadingNote(props: ReadingNoteProps) {
  const { billBy, reading, isHeld, age, units, organizations, businessOn, timeZone } = props;
  if (billBy === "none") return <StatusBadge status="manual" />;
  if (organizations === 0)
    return (
      <div className={classes.note}>
        <StatusBadge status="unmapped" />
        <div>Count: 0, no organization is linked</div>
        <div>{units === null ? "Not billable yet" : `Billed units: ${formatUnits(units)} (kept)`}</div>
      </div>
    );
  if (!reading)
    return (
      <div className={classes.note}>
        <StatusBadge status="not-counted" />
        <div>
          {units === null
            ? "Not billable before its first count"
            : `Billed units: ${formatUnits(units)} (kept)`}
        </div>
      </div>
    );
  const isCounted = reading.units !== null;
  return (
    <div className={classes.note}>
      <span className={classes.badges}>
        <StatusBadge status={reading.state} />
        {isHeld && reading.state !== "held" && <StatusBadge status="held" />}
        {age?.isStale && <StatusBadge status="stale" />}
      </span>
      <div>
        {isCounted ? (
          <TextLink href={`/receipts/${reading.id}`}>{formatUnits(reading.units ?? "0")}</TextLink>
        ) : (
          "Not counted"
        )}{" "}
        · IT Glue · <ReadingAge at={reading.askedAt} businessOn={businessOn} timeZone={timeZone} />
      </div>
      {age && age.days > 0 && (
        <div>
          {age.countedOn === null ? "Not counted for" : "Last counted"}{" "}
          {age.days === 1 ? "1 day" : `${age.days} days`}
          {age.countedOn !== null && " ago"}
        </div>
      )}
      {!isCounted && reading.reasons[0] && <div>{reading.reasons[0].message}</div>}
      {!isCounted && units !== null && <div>Billed units: {formatUnits(units)} (kept)</div>}
    </div>
  );
}

type ReadingAgeProps = { at: string; businessOn: string; timeZone: string };

/** "00:16 EDT today", or the date and time. */
export function ReadingAge({ at, businessOn, timeZone }: ReadingAgeProps) {
  const isToday = businessDate(Temporal.Instant.from(at), timeZone).toString() === businessOn;
  if (!isToday) return <Instant at={at} timeZone={timeZone} />;
  return (
    <time dateTime={at} title={formatInstant(at, timeZone)}>
      {formatInstant(at, timeZone, "time")} today
    </time>
  );
}
