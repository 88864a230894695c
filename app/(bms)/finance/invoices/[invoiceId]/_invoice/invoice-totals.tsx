import { Money } from "@/app/_components/money";
import type { InvoicePage } from "@/lib/queries/invoices";
import classes from "./invoice-sheet.module.css";

/** Net, tax per rate on the rounded net, total; and what was paid, where something was. */
export function InvoiceTotals({ invoice }: { invoice: InvoicePage }) {
  const { currency } = invoice;
  const hasPaid = /[1-9]/.test(invoice.paid);
  return (
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
      {hasPaid && (
        <>
          <div>
            <dt>{invoice.kind === "invoice" ? "Paid" : "Given back"}</dt>
            <dd>
              <Money amount={invoice.paid} currency={currency} />
            </dd>
          </div>
          <div>
            <dt>Open</dt>
            <dd>
              <Money amount={invoice.open} currency={currency} isTotal />
            </dd>
          </div>
        </>
      )}
    </dl>
  );
}
