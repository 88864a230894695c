import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { EmptyState } from "@/app/_components/empty-state";
import { ExplainedChange } from "@/app/_components/explained-change";
import { formatUnits } from "@/app/_components/format-units";
import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ExplainedChange as Explained } from "@/lib/queries/explained-changes";
import type { UnitRecord } from "@/lib/queries/line-page";
import classes from "./line-page.module.css";

const SOURCES: Record<UnitRecord["source"], string> = {
  nightly: "IT Glue, at night",
  "update-units": "IT Glue, Update Units",
  approved: "IT Glue, approved",
  typed: "Typed by hand",
};

type UnitsHistoryProps = {
  units: readonly UnitRecord[];
  /** Why counts changed, by reading id. */
  changes: Record<string, Explained>;
  businessOn: string;
  timeZone: string;
};

/** Unit history: for which days which units count, where they come from, why they changed, and the receipt that proves them. */
export function UnitsHistory({ units, changes, businessOn, timeZone }: UnitsHistoryProps) {
  const isInForce = ({ isReplaced, effectiveOn, throughOn }: UnitRecord) =>
    !isReplaced && effectiveOn <= businessOn && (throughOn === null || throughOn >= businessOn);
  return (
    <SectionCard
      id="unit-history"
      title="Unit history"
      description="The latest first. Nothing recorded is ever changed; a later record of the same day takes its place."
      padding="flush"
    >
      {units.length === 0 ? (
        <EmptyState
          title="No units yet"
          description="This line is not billable. Its first count bills from its start date."
        />
      ) : (
        <PlainTable
          caption="Units of this service line, the latest first"
          columns={[
            { key: "days", header: "Counts for", width: "20%" },
            { key: "units", header: "Units", align: "end", noWrap: true },
            { key: "source", header: "Source" },
            { key: "why", header: "Why", width: "30%" },
            { key: "recorded", header: "Recorded" },
            { key: "receipt", header: "Receipt" },
          ]}
          rows={units.map((record) => ({
            key: record.id,
            cells: {
              days: record.isReplaced ? (
                <>
                  <span className={classes.replaced}>
                    from <CalendarDate on={record.effectiveOn} />
                  </span>
                  <div className={classes.muted}>Replaced by a later record</div>
                </>
              ) : (
                <>
                  <CalendarPeriod startOn={record.effectiveOn} endOn={record.throughOn} />
                  {isInForce(record) && <div className={classes.muted}>In force today</div>}
                </>
              ),
              units: (
                <span className={record.isReplaced ? classes.replaced : classes.strong}>
                  {formatUnits(record.units)}
                </span>
              ),
              source: SOURCES[record.source],
              why: <Why record={record} changes={changes} timeZone={timeZone} />,
              recorded: (
                <>
                  {record.recordedBy}
                  <div className={classes.muted}>
                    <Instant at={record.recordedAt} timeZone={timeZone} />
                  </div>
                </>
              ),
              receipt: record.readingId ? (
                <TextLink href={`/receipts/${record.readingId}`}>
                  Receipt
                  <span className="visually-hidden">
                    {" "}
                    of {formatUnits(record.units)} units from {record.effectiveOn}
                  </span>
                </TextLink>
              ) : (
                "–"
              ),
            },
          }))}
        />
      )}
    </SectionCard>
  );
}

type WhyProps = { record: UnitRecord; changes: Record<string, Explained>; timeZone: string };

/** What moved the count, and what the person said who saved or approved it. */
function Why({ record: { reason, readingId }, changes, timeZone }: WhyProps) {
  const change = readingId === null ? undefined : changes[readingId];
  if (!change) return reason ?? "–";
  return (
    <>
      <ExplainedChange change={change} timeZone={timeZone} />
      {reason !== null && <div className={classes.muted}>{reason}</div>}
    </>
  );
}
