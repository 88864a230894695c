import { CalendarPeriod } from "@/app/_components/calendar-period";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { TextLink } from "@/app/_components/text-link";
import type { InvoicePageLine } from "@/lib/queries/invoices";
import classes from "./invoice-sheet.module.css";
import { lineFactors } from "./line-factors";

type InvoiceLinesProps = { lines: readonly InvoicePageLine[]; currency: string };

/** The lines, each with its calculation; on screen also with the way to what was counted. */
export function InvoiceLines({ lines, currency }: InvoiceLinesProps) {
  return (
    <div className={classes.lines}>
      <PlainTable
        caption="Lines of this document"
        columns={[
          { key: "description", header: "Description", width: "40%" },
          { key: "period", header: "Period", noWrap: true },
          { key: "units", header: "Units", align: "end", noWrap: true },
          { key: "unitPrice", header: "Unit price", align: "end", noWrap: true },
          { key: "days", header: "Days", align: "end", noWrap: true },
          { key: "tax", header: "Tax", align: "end", noWrap: true },
          { key: "amount", header: "Amount", align: "end", noWrap: true },
        ]}
        rows={lines.map((line) => {
          const factors = lineFactors(line, currency);
          return {
            key: line.id,
            cells: {
              description: <Description line={line} />,
              period: <CalendarPeriod startOn={line.periodStartOn} endOn={line.periodEndOn} />,
              units: factors?.units ?? "–",
              unitPrice: factors ? <Money amount={factors.unitPrice} currency={currency} /> : "–",
              days: `${line.days} of ${line.periodDays}`,
              tax: line.taxRatePercent === null ? "–" : `${line.taxRatePercent}%`,
              amount: <Money amount={line.amount} currency={currency} isTotal />,
            },
          };
        })}
      />
    </div>
  );
}

function Description({ line }: { line: InvoicePageLine }) {
  return (
    <div>
      <div className={classes.service}>{line.serviceName}</div>
      {line.isCredit && (
        <div className={classes.credit}>
          Credit, corrects <CalendarPeriod startOn={line.periodStartOn} endOn={line.periodEndOn} />
        </div>
      )}
      <div className={classes.calculation}>{line.description}</div>
      <div className={classes.source} data-print="hide">
        {line.readingId ? (
          <TextLink href={`/receipts/${line.readingId}`}>
            Receipt<span className="visually-hidden"> of {line.serviceName}: what was counted</span>
          </TextLink>
        ) : (
          "Units entered by a person"
        )}
      </div>
    </div>
  );
}
