import { Temporal } from "temporal-polyfill";
import { CalendarDate } from "@/app/_components/calendar-date";
import { Instant } from "@/app/_components/instant";
import { Money } from "@/app/_components/money";
import { PRORATION_RULE } from "@/lib/domain/billing/proration-rule";
import type { InvoicePage } from "@/lib/queries/invoices";
import { InvoiceLines } from "./invoice-lines";
import classes from "./invoice-sheet.module.css";

type InvoiceSheetProps = { invoice: InvoicePage; timeZone: string };

/** The terms as the two dates have them: "Net 30 days", or "Due on receipt". */
function paymentTerms({ invoiceOn, dueOn }: InvoicePage): string {
  const { days } = Temporal.PlainDate.from(invoiceOn).until(Temporal.PlainDate.from(dueOn), {
    largestUnit: "day",
  });
  return days === 0 ? "Due on receipt" : days === 1 ? "Net 1 day" : `Net ${days} days`;
}

/** The invoice itself, one sheet: the same on screen, on A4 and on Letter. */
export function InvoiceSheet({ invoice, timeZone }: InvoiceSheetProps) {
  const { currency } = invoice;
  return (
    <article className={classes.sheet} aria-label={`Invoice ${invoice.number}`}>
      <header className={classes.head}>
        <div className={classes.seller}>{invoice.tenantName}</div>
        <div className={classes.title}>
          Invoice <span className={classes.number}>{invoice.number}</span>
        </div>
      </header>

      <div className={classes.parties}>
        <div>
          <h2 className={classes.label}>Bill to</h2>
          <div className={classes.billTo}>{invoice.billingName}</div>
          {invoice.billingAddress && <div className={classes.address}>{invoice.billingAddress}</div>}
        </div>
        <dl className={classes.facts}>
          <div>
            <dt>Invoice date</dt>
            <dd>
              <CalendarDate on={invoice.invoiceOn} variant="long" />
            </dd>
          </div>
          <div>
            <dt>Terms</dt>
            <dd>{paymentTerms(invoice)}</dd>
          </div>
          <div>
            <dt>Payment due</dt>
            <dd>
              <CalendarDate on={invoice.dueOn} variant="long" />
            </dd>
          </div>
          <div>
            <dt>Currency</dt>
            <dd>{currency}</dd>
          </div>
          <div className={classes.due}>
            <dt>Amount due</dt>
            <dd>
              <Money amount={invoice.total} currency={currency} isTotal />
            </dd>
          </div>
        </dl>
      </div>

      <InvoiceLines lines={invoice.lines} currency={currency} />

      <div className={classes.foot} data-print="keep-together">
        <p className={classes.rule}>{PRORATION_RULE}</p>
        <dl className={classes.totals}>
          <div>
            <dt>Net</dt>
            <dd>
              <Money amount={invoice.net} currency={currency} />
            </dd>
          </div>
          {invoice.taxLines.map((tax) => (
            <div key={tax.ratePercent}>
              <dt>
                Tax {tax.ratePercent}% on <Money amount={tax.net} currency={currency} />
              </dt>
              <dd>
                <Money amount={tax.tax} currency={currency} />
              </dd>
            </div>
          ))}
          <div className={classes.total}>
            <dt>Total {currency}</dt>
            <dd>
              <Money amount={invoice.total} currency={currency} isTotal />
            </dd>
          </div>
        </dl>
      </div>
      <p className={classes.issued} data-print="hide">
        Issued <Instant at={invoice.issuedAt} timeZone={timeZone} /> by {invoice.issuedBy}. Tax is computed on
        the rounded net of each rate.
      </p>
    </article>
  );
}
