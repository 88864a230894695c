import { CalendarDate } from "@/app/_components/calendar-date";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { StaleLines } from "@/lib/queries/stale-lines";
import { LineName } from "./line-name";

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/** Lines whose last count is too old to be billed without a person; nothing where there are none. */
export function StaleSection({ stale: { lines, count, staleAfterDays } }: { stale: StaleLines }) {
  if (count === 0) return null;
  return (
    <SectionCard
      id="stale"
      title={count === 1 ? "1 stale line" : `${count} stale lines`}
      description={`Not counted for more than ${days(staleAfterDays)}: billing jobs pass them over until they are counted.`}
      actions={
        <>
          {count > lines.length && <span>The oldest {lines.length} are shown</span>}
          <TextLink href="/sync-runs">Sync runs</TextLink>
        </>
      }
      padding="flush"
    >
      <PlainTable
        caption="Lines that were not counted for too long"
        columns={[
          { key: "line", header: "Service line", width: "45%" },
          { key: "state", header: "State", noWrap: true },
          { key: "counted", header: "Last counted", noWrap: true },
          { key: "age", header: "Age", align: "end", noWrap: true },
        ]}
        rows={lines.map((line) => ({
          key: line.lineId,
          cells: {
            line: <LineName line={line} />,
            state: <StatusBadge status="stale" />,
            counted: line.countedOn === null ? "Never" : <CalendarDate on={line.countedOn} />,
            age: days(line.days),
          },
        }))}
      />
    </SectionCard>
  );
}
