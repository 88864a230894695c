import { CalendarDate } from "@/app/_components/calendar-date";
import { Instant } from "@/app/_components/instant";
import { Money } from "@/app/_components/money";
import { TextLink } from "@/app/_components/text-link";
import { documentTitle } from "@/lib/domain/billing/document-number";
import { PRORATION_RULE } from "@/lib/domain/billing/proration-rule";
import { termsInPrint } from "@/lib/files/pdf/printed-words";
import type { InvoiceAppendix as Appendix } from "@/lib/queries/invoice-appendix";
import type { InvoicePage } from "@/lib/queries/invoices";
import { InvoiceAppendix } from "./invoice-appendix";
import { InvoiceLines } from "./invoice-lines";
import classes from "./invoice-sheet.module.css";
import { InvoiceTotals } from "./invoice-totals";

type InvoiceSheetProps = { invoice: InvoicePage; appendix: Appendix | null; timeZone: string };

/** The document itself, with its appendix: the same on screen, on A4 and on Letter. */
export function InvoiceSheet({ invoice, appendix, timeZone }: InvoiceSheetProps) {
  const { currency } = invoice;
  const title = documentTitle(invoice.kind);
  return (
    <article className={classes.sheet} aria-label={`${title} ${invoice.documentNumber}`}>
      {invoice.voided && (
        <div className={classes.watermark} aria-hidden="true">
          Void
        </div>
      )}
      <header className={classes.head}>
        <div>
          <div className={classes.seller}>{invoice.tenantName}</div>
          {invoice.companyAddress && <div className={classes.address}>{invoice.companyAddress}</div>}
          {invoice.companyTaxNumber && <div>Tax number {invoice.companyTaxNumber}</div>}
        </div>
        <div className={classes.title}>
          {title} <span className={classes.number}>{invoice.documentNumber}</span>
          {invoice.voided && <span className={classes.number}> (void)</span>}
        </div>
      </header>

      <div className={classes.parties}>
        <div>
          <h2 className={classes.label}>{invoice.kind === "invoice" ? "Bill to" : "Credit to"}</h2>
          <div className={classes.billTo}>{invoice.billingName}</div>
          {invoice.billingAddress && <div className={classes.address}>{invoice.billingAddress}</div>}
        </div>
        <Facts invoice={invoice} />
      </div>

      <InvoiceLines lines={invoice.lines} currency={currency} />

      <div className={classes.foot} data-print="keep-together">
        <div className={classes.rule}>
          <p>{PRORATION_RULE}</p>
          {invoice.carriedForward !== null && (
            <p className={classes.carried}>
              Credit carried forward to the next invoice:{" "}
              <Money amount={invoice.carriedForward} currency={currency} isTotal /> before tax.
            </p>
          )}
        </div>
        <InvoiceTotals invoice={invoice} />
      </div>
      {invoice.footer && <p className={classes.footer}>{invoice.footer}</p>}
      <p className={classes.issued} data-print="hide">
        Issued <Instant at={invoice.issuedAt} timeZone={timeZone} /> by {invoice.issuedBy}. Tax is computed on
        the rounded net of each rate.
      </p>
      {appendix && <InvoiceAppendix appendix={appendix} currency={currency} />}
    </article>
  );
}

function Facts({ invoice }: { invoice: InvoicePage }) {
  const { currency, credits, creditedBy } = invoice;
  const isInvoice = invoice.kind === "invoice";
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{isInvoice ? "Invoice date" : "Date"}</dt>
        <dd>
          <CalendarDate on={invoice.invoiceOn} variant="long" />
        </dd>
      </div>
      {isInvoice && (
        <>
          <div>
            <dt>Terms</dt>
            <dd>{termsInPrint(invoice)}</dd>
          </div>
          <div>
            <dt>Payment due</dt>
            <dd>
              <CalendarDate on={invoice.dueOn} variant="long" />
            </dd>
          </div>
        </>
      )}
      {credits && (
        <div>
          <dt>Takes back</dt>
          <dd>
            <TextLink href={`/finance/invoices/${credits.id}`}>Invoice {credits.documentNumber}</TextLink>
          </dd>
        </div>
      )}
      {creditedBy && (
        <div>
          <dt>Taken back by</dt>
          <dd>
            <TextLink href={`/finance/invoices/${creditedBy.id}`}>
              Credit note {creditedBy.documentNumber}
            </TextLink>
          </dd>
        </div>
      )}
      <div>
        <dt>Currency</dt>
        <dd>{currency}</dd>
      </div>
      <div className={classes.due}>
        <dt>{isInvoice ? "Amount due" : "Amount credited"}</dt>
        <dd>
          <Money amount={isInvoice ? invoice.open : invoice.total} currency={currency} isTotal />
        </dd>
      </div>
    </dl>
  );
}
