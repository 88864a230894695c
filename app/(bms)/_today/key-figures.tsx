import { CalendarDate } from "@/app/_components/calendar-date";
import { Instant } from "@/app/_components/instant";
import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { StatusBadge } from "@/app/_components/status-badge";
import type { CurrencyTotal, LastRun, TodayOverview } from "@/lib/queries/today-overview";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function runNote(run: LastRun): string {
  if (run.status === "missed") return "No night ran on this date. It is not counted later.";
  if (run.status === "failed") return run.error ?? "The run failed.";
  if (run.status === "running") return "Counting now.";
  if (run.lines === 0) return "There was no line to count.";
  const parts = [plural(run.lines, "line", "lines"), `${run.changed} changed`];
  if (run.held > 0) parts.push(`${run.held} held`);
  if (run.notCounted > 0) parts.push(`${run.notCounted} not counted`);
  return parts.join(", ");
}

/** Claims nothing that no run has shown: before the first one, and after a failed one, not every line was counted. */
function attentionNote(count: number, lastRun: LastRun | null): string {
  if (count > 0) return "They keep billing their last units";
  const hasCounted = lastRun?.status === "completed" && lastRun.lines > 0;
  return hasCounted ? "Every line was counted" : "No line waits for a decision";
}

function InReview({ totals }: { totals: CurrencyTotal[] }) {
  if (totals.length === 0) return "Nothing";
  return totals.map((total) => (
    <div key={total.currency}>
      <Money amount={total.amount} currency={total.currency} />
    </div>
  ));
}

/** The four figures of the day: the last night, the next one, the lines that wait, the money in review. */
export function KeyFigures({ overview, timeZone }: { overview: TodayOverview; timeZone: string }) {
  const { lastRun, nextNightAt, attentionCount, inReview } = overview;
  const items = inReview.reduce((sum, total) => sum + total.items, 0);
  const isRunBad = lastRun?.status === "failed" || lastRun?.status === "missed";
  return (
    <NumberStats>
      <NumberStat
        label="Last nightly sync"
        href={lastRun ? `/sync-runs/${lastRun.runId}` : undefined}
        value={lastRun ? <CalendarDate on={lastRun.businessOn} /> : "None yet"}
        badge={lastRun && <StatusBadge status={lastRun.status} />}
        note={lastRun ? runNote(lastRun) : "The first one runs tonight."}
        tone={isRunBad ? "bad" : undefined}
      />
      <NumberStat
        label="Next night"
        value={<Instant at={nextNightAt} timeZone={timeZone} variant="day-time" />}
        note="Counts every line in IT Glue"
      />
      <NumberStat
        label="Needs a person"
        href={attentionCount > 0 ? "#needs-a-person" : undefined}
        value={attentionCount}
        note={attentionNote(attentionCount, lastRun)}
        tone={attentionCount > 0 ? "warn" : undefined}
      />
      <NumberStat
        label="In review"
        href="/finance/billing-review"
        value={<InReview totals={inReview} />}
        note={items === 0 ? "No item is due" : `${plural(items, "item", "items")} due`}
      />
    </NumberStats>
  );
}
