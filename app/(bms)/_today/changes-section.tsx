import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { CurrencyTotal, UnitChange } from "@/lib/queries/today-overview";
import { LineName } from "./line-name";

const SHOWN = 10;

type ChangesSectionProps = { changes: UnitChange[]; count: number; totals: CurrencyTotal[] };

/** What every changed line will bill differently than on its last invoice, in units and in money. */
export function ChangesSection({ changes, count, totals }: ChangesSectionProps) {
  const shown = changes.slice(0, SHOWN);
  return (
    <SectionCard
      title="Changed since the last invoices"
      description={count > shown.length ? `The ${SHOWN} largest of ${count} changes.` : undefined}
      actions={count > 0 && <TextLink href="/finance/billing-review">Open Billing Review</TextLink>}
      padding="flush"
    >
      {shown.length === 0 ? (
        <EmptyState
          title="No units changed"
          description="Changes of the next nights appear here with the proration that comes of them."
        />
      ) : (
        <PlainTable
          caption="Units that changed since the last invoices"
          columns={[
            { key: "line", header: "Service line", width: "40%" },
            { key: "effectiveOn", header: "Effective", noWrap: true },
            { key: "units", header: "Units", align: "end", noWrap: true },
            { key: "amount", header: "Proration in review", align: "end", noWrap: true },
          ]}
          rows={shown.map((change) => ({
            key: change.lineId,
            cells: {
              line: <LineName line={change} />,
              effectiveOn: <CalendarDate on={change.effectiveOn} />,
              units: <Units units={change.units} previousUnits={change.previousUnits} variant="arrow" />,
              amount: <Money amount={change.amount} currency={change.currency} sign="always" />,
            },
          }))}
          totals={totals.map((total) => ({
            key: total.currency,
            cells: {
              line: totals.length > 1 ? `All changes, ${total.currency}` : "All changes",
              amount: <Money amount={total.amount} currency={total.currency} sign="always" />,
            },
          }))}
        />
      )}
    </SectionCard>
  );
}
