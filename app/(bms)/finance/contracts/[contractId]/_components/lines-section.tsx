import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { formatUnits } from "@/app/_components/format-units";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { ContractLineRow, ContractPage } from "@/lib/queries/contract-page";
import { PERIOD_WORDS } from "../../_components/contract-words";
import { ReadingNote } from "../../_components/reading-note";
import classes from "./contract-page.module.css";

type LinesSectionProps = {
  page: ContractPage;
  businessOn: string;
  timeZone: string;
};

/** Recurring services: every line with its billed units, where they come from, and its price for one period. */
export function LinesSection({ page, businessOn, timeZone }: LinesSectionProps) {
  const { contract, lines, organizations } = page;
  const period = PERIOD_WORDS[contract.billingCycle];
  return (
    <SectionCard id="recurring-services" title="Recurring services" padding="flush">
      {lines.length === 0 ? (
        <EmptyState
          title="No service lines yet"
          description="A service line bills one service: units typed by hand, or counted from the flexible assets in IT Glue every night."
        />
      ) : (
        <PlainTable
          caption="Recurring services of this contract"
          columns={[
            { key: "service", header: "Service line", width: "32%" },
            { key: "units", header: "Billed units", align: "end" },
            { key: "reading", header: "Count" },
            { key: "unitPrice", header: "Unit price", align: "end", noWrap: true },
            { key: "extended", header: `Per ${period}`, align: "end", noWrap: true },
          ]}
          rows={lines.map((line) => ({
            key: line.id,
            cells: {
              service: <LineName line={line} contractId={contract.id} businessOn={businessOn} />,
              units: <BilledUnits line={line} />,
              reading: (
                <ReadingNote
                  billBy={line.billBy}
                  reading={line.reading}
                  isHeld={line.isHeld}
                  age={line.age}
                  units={line.billedUnits}
                  organizations={organizations}
                  businessOn={businessOn}
                  timeZone={timeZone}
                />
              ),
              unitPrice:
                line.unitPrice === null ? (
                  "–"
                ) : (
                  <Money amount={line.unitPrice} currency={contract.currency} />
                ),
              extended:
                line.extendedPrice === null ? (
                  <span className={classes.muted}>Not billable</span>
                ) : (
                  <Money amount={line.extendedPrice} currency={contract.currency} />
                ),
            },
          }))}
          totals={[
            {
              key: "total",
              cells: {
                service: `Contract price per ${period}`,
                extended: <Money amount={page.pricePerPeriod} currency={contract.currency} isTotal />,
              },
            },
          ]}
        />
      )}
    </SectionCard>
  );
}

type LineNameProps = { line: ContractLineRow; contractId: string; businessOn: string };

function LineName({ line, contractId, businessOn }: LineNameProps) {
  const hasEnded = line.endOn !== null && line.endOn < businessOn;
  return (
    <>
      <TextLink href={`/finance/contracts/${contractId}/services/${line.id}`} isStrong>
        {line.name}
      </TextLink>
      {line.serviceName !== line.name && <div className={classes.muted}>{line.serviceName}</div>}
      <details className={classes.terms}>
        <summary>{line.ruleInWords ?? "Units entered by hand"}</summary>
        {line.terms}
      </details>
      {line.startOn > businessOn && (
        <div className={classes.muted}>
          Starts on <CalendarDate on={line.startOn} />
        </div>
      )}
      {line.endOn !== null && (
        <div className={classes.muted}>
          {hasEnded ? <StatusBadge status="ended" /> : "Ends"}{" "}
          <span>
            billed through <CalendarDate on={line.endOn} />
          </span>
        </div>
      )}
    </>
  );
}

function BilledUnits({ line }: { line: ContractLineRow }) {
  if (line.billedUnits === null) return <span className={classes.muted}>–</span>;
  return (
    <>
      <span className={classes.units}>{formatUnits(line.billedUnits)}</span>
      {line.units !== null && line.units !== line.billedUnits && (
        <div className={classes.muted}>of {formatUnits(line.units)} counted</div>
      )}
    </>
  );
}
