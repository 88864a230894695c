import { CalendarDate } from "@/app/_components/calendar-date";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { EmptyState } from "@/app/_components/empty-state";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { ContractPage } from "@/lib/queries/contract-page";
import classes from "./contract-page.module.css";

type ProratedSectionProps = { page: ContractPage /** This page with every proration. */; allHref: string };

/** Prorated transactions: every change inside a period, as it was or will be billed or credited. */
export function ProratedSection({
  page: { contract, prorated, hasMoreProrated },
  allHref,
}: ProratedSectionProps) {
  return (
    <SectionCard
      id="prorated-transactions"
      title="Prorated transactions"
      padding="flush"
      description={
        hasMoreProrated && (
          <>
            The latest {prorated.length}. <TextLink href={allHref}>Show all</TextLink>
          </>
        )
      }
      actions={
        <TextLink href={`/finance/billing-review?contract=${contract.id}`}>Open in Billing Review</TextLink>
      }
    >
      {prorated.length === 0 ? (
        <EmptyState
          title="No prorated transactions"
          description="A change of units or price inside a billing period appears here with its exact amount."
        />
      ) : (
        <PlainTable
          caption="Prorated transactions of this contract, the latest first"
          columns={[
            { key: "effectiveOn", header: "Effective", noWrap: true },
            { key: "line", header: "Service line" },
            { key: "units", header: "Units", align: "end", noWrap: true },
            { key: "days", header: "Days", align: "end", noWrap: true },
            { key: "explanation", header: "How it is calculated", width: "34%" },
            { key: "status", header: "Status" },
            { key: "amount", header: "Amount", align: "end", noWrap: true },
          ]}
          rows={prorated.map((row) => ({
            key: row.id,
            cells: {
              effectiveOn: <CalendarDate on={row.effectiveOn} />,
              line: (
                <>
                  <TextLink href={`/finance/contracts/${contract.id}/services/${row.lineId}`}>
                    {row.lineName}
                  </TextLink>
                  <div className={classes.muted}>
                    <CalendarPeriod startOn={row.periodStartOn} endOn={row.periodEndOn} />
                  </div>
                </>
              ),
              units: <Units units={row.units} previousUnits={row.previousUnits} variant="arrow" />,
              explanation: (
                <>
                  {row.explanation}
                  {row.readingId && (
                    <>
                      {" "}
                      <TextLink href={`/receipts/${row.readingId}`}>Receipt</TextLink>
                    </>
                  )}
                </>
              ),
              days: `${row.days} of ${row.periodDays}`,
              status: (
                <>
                  <StatusBadge status={row.status} />
                  {row.invoices.map(({ id, number }) => (
                    <div key={id}>
                      <TextLink href={`/finance/invoices/${id}`}>Invoice {number}</TextLink>
                    </div>
                  ))}
                </>
              ),
              amount: <Money amount={row.amount} currency={contract.currency} sign="always" />,
            },
          }))}
        />
      )}
    </SectionCard>
  );
}
