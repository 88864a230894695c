import { IconCircleCheck } from "@tabler/icons-react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { AttentionLine } from "@/lib/queries/today-overview";
import { EndedOverrideWords } from "../_overrides/ended-override-words";
import { LineName } from "./line-name";
import classes from "./today.module.css";

const SHOWN = 10;

type AttentionSectionProps = { lines: AttentionLine[]; count: number };

/** The lines that could not be counted or whose count waits for a decision, each with its reason and the way there. */
export function AttentionSection({ lines, count }: AttentionSectionProps) {
  const shown = lines.slice(0, SHOWN);
  return (
    <SectionCard
      id="needs-a-person"
      title="Needs a person"
      description="These lines keep billing their last units until someone decides."
      actions={
        count > shown.length && <TextLink href="/sync-runs">All {count} lines in the last sync run</TextLink>
      }
      padding="flush"
    >
      {shown.length === 0 ? (
        <EmptyState
          icon={<IconCircleCheck size={26} stroke={1.5} />}
          title="Nothing needs you"
          description="No line is unmapped, unreachable or broken, and no change waits for a decision."
        />
      ) : (
        <PlainTable
          caption="Lines that need a person"
          columns={[
            { key: "line", header: "Service line", width: "28%" },
            { key: "state", header: "State", noWrap: true },
            { key: "reason", header: "Reason" },
            { key: "since", header: "Since", noWrap: true },
            { key: "units", header: "Billed units", align: "end", noWrap: true },
            { key: "proposed", header: "New count", align: "end", noWrap: true },
          ]}
          rows={shown.map((line) => ({
            key: line.lineId,
            cells: {
              line: <LineName line={line} />,
              state: <StatusBadge status={line.state} />,
              reason: (
                <>
                  {line.reason}
                  {line.endedOverride && (
                    <div className={classes.contract}>
                      <EndedOverrideWords override={line.endedOverride} />
                    </div>
                  )}
                </>
              ),
              since: <CalendarDate on={line.sinceOn} />,
              units: <Units units={line.billedUnits} empty="Not billable" />,
              proposed: <Units units={line.proposedUnits} previousUnits={line.billedUnits} />,
            },
          }))}
        />
      )}
    </SectionCard>
  );
}
