import { CalendarDate } from "@/app/_components/calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { UnsweptProrations } from "@/lib/queries/unswept-prorations";
import classes from "./jobs.module.css";

type UnsweptSectionProps = { unswept: UnsweptProrations; hasPostingJob: boolean };

/** The report that BMS calls the sweeper: prorations of the past that no job takes. It exists only to be empty. */
export function UnsweptSection({ unswept: { rows, rowCount }, hasPostingJob }: UnsweptSectionProps) {
  return (
    <SectionCard
      id="sweeper"
      title="Sweeper"
      description={
        <>
          Prorations effective before today that are not posted and that no active job takes at its next run.
          BMS needs a second job for them, because its jobs take what is effective inside a date range and the
          change was before it. Jobs here take everything due until a day, however old, so this list exists
          only to be empty.
        </>
      }
    >
      {rowCount === 0 ? (
        <InlineAlert tone="ok">Empty, as it should be: no proration is left behind.</InlineAlert>
      ) : (
        <>
          <InlineAlert
            tone="warn"
            title={rowCount === 1 ? "1 proration is left behind" : `${rowCount} prorations are left behind`}
            action={<TextLink href="/finance/billing-review">Open Billing Review</TextLink>}
          >
            {hasPostingJob
              ? "Widen the scope or the date range of a job, or post them by hand."
              : "No active job posts, so people do: post them in Billing Review, or add a job."}
          </InlineAlert>
          <PlainTable
            caption="Prorations that no job takes"
            columns={[
              { key: "account", header: "Account" },
              { key: "line", header: "Service line" },
              { key: "effective", header: "Effective", noWrap: true },
              { key: "amount", header: "Amount", align: "end" },
              { key: "why", header: "Why" },
            ]}
            rows={rows.map((row) => ({
              key: row.id,
              cells: {
                account: <TextLink href={`/crm/accounts/${row.accountId}`}>{row.accountName}</TextLink>,
                line: (
                  <>
                    <TextLink href={`/finance/contracts/${row.contractId}/services/${row.lineId}`}>
                      {row.lineName}
                    </TextLink>
                    <div className={classes.words}>{row.contractName}</div>
                  </>
                ),
                effective: <CalendarDate on={row.effectiveOn} />,
                amount: <Money amountMinor={row.amountMinor} currency={row.currency} sign="always" />,
                why: row.isParked ? "The account is parked" : "Outside every active job",
              },
            }))}
          />
          {rowCount > rows.length && (
            <p className={classes.quiet}>
              The {rows.length} oldest of {rowCount} are shown.
            </p>
          )}
        </>
      )}
    </SectionCard>
  );
}
