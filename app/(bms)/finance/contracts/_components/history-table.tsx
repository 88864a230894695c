import { EmptyState } from "@/app/_components/empty-state";
import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { actionInWords } from "@/app/(bms)/admin/security/audit-log/_components/audit-words";
import type { HistoryEvent } from "@/lib/queries/subject-history";
import classes from "./history-table.module.css";
import { shownChanges } from "./history-words";

/** Of a new record only what is out of the ordinary is told. */
const USUAL = new Set<string>(["None", "By the day", "blank"]);

type HistoryTableProps = {
  events: readonly HistoryEvent[];
  /** Names of the service lines, by id. */
  lineNames: Readonly<Record<string, string>>;
  timeZone: string;
  caption: string;
};

/** Who changed what and when, newest first. */
export function HistoryTable({ events, lineNames, timeZone, caption }: HistoryTableProps) {
  if (events.length === 0)
    return <EmptyState title="Nothing has happened yet" description="Every change is listed here." />;
  return (
    <PlainTable
      caption={caption}
      columns={[
        { key: "what", header: "What", width: "22%" },
        { key: "changes", header: "Changes" },
        { key: "who", header: "Who", noWrap: true },
        { key: "at", header: "When", noWrap: true },
      ]}
      rows={events.map((event) => ({
        key: event.id,
        cells: {
          what: (
            <>
              {actionInWords(event.action)}
              {event.subjectKind === "contract-line" && lineNames[event.subjectId] && (
                <div className={classes.muted}>{lineNames[event.subjectId]}</div>
              )}
            </>
          ),
          changes: <Changes event={event} />,
          who: event.actorName,
          at: <Instant at={event.at} timeZone={timeZone} />,
        },
      }))}
    />
  );
}

function Changes({ event }: { event: HistoryEvent }) {
  const isNew = event.action.endsWith(".created");
  const shown = shownChanges(event).filter(({ to }) => !isNew || !USUAL.has(to));
  if (shown.length === 0 && !event.reason) return <span className={classes.muted}>–</span>;
  return (
    <ul className={isNew ? classes.facts : classes.changes}>
      {shown.map(({ field, label, from, to }) => (
        <li key={field}>
          <span className={classes.muted}>{label}:</span> {from === null ? to : `${from} → ${to}`}
        </li>
      ))}
      {event.reason && (
        <li>
          <span className={classes.muted}>Reason:</span> {event.reason}
        </li>
      )}
    </ul>
  );
}
