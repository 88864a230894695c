import { CalendarPeriod } from "@/app/_components/calendar-period";
import { EmptyState } from "@/app/_components/empty-state";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { ContractPage } from "@/lib/queries/contract-page";

type OpeningSectionProps = { page: ContractPage; canManage: boolean };

/** Go-live: what the previous system billed, which counts as posted; nothing for a contract that was always billed here. */
export function OpeningSection({ page: { contract, opening }, canManage }: OpeningSectionProps) {
  const through = contract.billedElsewhereThroughOn;
  if (through === null || through < contract.startOn) return null;
  const entered = opening.flatMap((line) =>
    line.periods.flatMap(({ amount, ...period }) => (amount === null ? [] : [{ line, period, amount }])),
  );
  return (
    <SectionCard
      id="opening-amounts"
      title="Opening amounts"
      padding="flush"
      actions={
        canManage && (
          <TextLink href={`/finance/contracts/${contract.id}/opening-amounts`}>
            Enter opening amounts
          </TextLink>
        )
      }
    >
      {entered.length === 0 ? (
        <EmptyState
          title="No opening amounts"
          description="Where your previous system billed ahead, enter what it billed: later changes in that period are then billed or credited as the difference."
        />
      ) : (
        <PlainTable
          caption="What the previous system billed, counted as posted and never invoiced here"
          columns={[
            { key: "line", header: "Service line" },
            { key: "period", header: "Period", noWrap: true },
            { key: "amount", header: "Billed elsewhere", align: "end", noWrap: true },
          ]}
          rows={entered.map(({ line, period, amount }) => ({
            key: `${line.id} ${period.startOn}`,
            cells: {
              line: line.name,
              period: <CalendarPeriod startOn={period.startOn} endOn={period.endOn} />,
              amount: <Money amount={amount} currency={contract.currency} />,
            },
          }))}
        />
      )}
    </SectionCard>
  );
}
