import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { z } from "zod";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { documentTitle } from "@/lib/domain/billing/document-number";
import { documentStatus } from "@/lib/domain/billing/document-status";
import { businessDate } from "@/lib/domain/regions";
import { invoiceAppendix } from "@/lib/queries/invoice-appendix";
import { type InvoicePage, invoicePage } from "@/lib/queries/invoices";
import { DocumentBadge } from "../_list/document-badge";
import { DocumentActions } from "./_invoice/document-actions";
import { InvoiceSheet } from "./_invoice/invoice-sheet";
import classes from "./_invoice/invoice-sheet.module.css";
import { PaymentsLedger } from "./_invoice/payments-ledger";
import { PrintButton } from "./_invoice/print-button";
import { OutputActions } from "./_output/output-actions";
import { OutputHistory } from "./_output/output-history";

export const metadata: Metadata = { title: "Invoice" };

type PageProps = { params: Promise<{ invoiceId: string }> };

/** One invoice or credit note, as the customer gets it, with the way from every line to what was counted. */
export default async function InvoiceScreen({ params }: PageProps) {
  await connection();
  const session = await requireSession();
  const { scope, tenant, user } = session;
  const { invoiceId } = await params;
  const invoice = z.uuid().safeParse(invoiceId).success ? await invoicePage(scope, invoiceId) : null;
  if (!invoice) notFound();
  const appendix = await invoiceAppendix(scope, invoice.id);
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const mayChange = can(user.role, "billing.invoice") && invoice.voided === null;
  const name = `${documentTitle(invoice.kind)} ${invoice.documentNumber}`;
  return (
    <>
      <div data-print="hide">
        <PageHeader
          title={name}
          trail={[{ label: "Finance" }, { label: "Invoices", href: "/finance/invoices" }]}
          badge={<Badges invoice={invoice} businessOn={businessOn} />}
          description={<TextLink href={`/crm/accounts/${invoice.accountId}`}>{invoice.accountName}</TextLink>}
          actions={
            <>
              <OutputActions session={session} invoice={invoice} />
              <PrintButton />
              {mayChange && (
                <DocumentActions
                  invoiceId={invoice.id}
                  kind={invoice.kind}
                  name={name}
                  open={invoice.open}
                  currency={invoice.currency}
                  isCredited={invoice.creditedBy !== null}
                  mayVoid={mayVoid(invoice)}
                  businessOn={businessOn}
                />
              )}
            </>
          }
        />
        <Standing invoice={invoice} timeZone={tenant.timeZone} />
      </div>
      <InvoiceSheet invoice={invoice} appendix={appendix} timeZone={tenant.timeZone} />
      <div className={classes.records} data-print="hide">
        <PaymentsLedger
          kind={invoice.kind}
          payments={invoice.payments}
          currency={invoice.currency}
          open={invoice.open}
          mayChange={mayChange}
          timeZone={tenant.timeZone}
        />
        <OutputHistory session={session} invoiceId={invoice.id} />
      </div>
    </>
  );
}

function mayVoid({ isExported, paid, creditedBy }: InvoicePage): boolean {
  return !isExported && !/[1-9]/.test(paid) && creditedBy === null;
}

function Badges({ invoice, businessOn }: { invoice: InvoicePage; businessOn: string }) {
  const { kind, voided, creditedBy, openMinor, dueOn } = invoice;
  const facts = { kind, isVoid: voided !== null, isCredited: creditedBy !== null, openMinor, dueOn };
  return (
    <>
      <DocumentBadge kind={kind} status={documentStatus(facts, businessOn)} />
      {invoice.isExported && <StatusBadge status="exported" />}
    </>
  );
}

/** What became of it, where that is not what one expects of a document. */
function Standing({ invoice, timeZone }: { invoice: InvoicePage; timeZone: string }) {
  const { voided, creditedBy, credits } = invoice;
  return (
    <>
      {voided && (
        <InlineAlert
          tone="warn"
          title="Void"
          action={
            invoice.kind === "invoice" && <TextLink href="/finance/billing">Bill its charges again</TextLink>
          }
        >
          By {voided.by} on <Instant at={voided.at} timeZone={timeZone} />: {voided.reason}
        </InlineAlert>
      )}
      {creditedBy && (
        <InlineAlert
          tone="info"
          title="Taken back"
          action={
            <TextLink href={`/finance/invoices/${creditedBy.id}`}>
              Credit note {creditedBy.documentNumber}
            </TextLink>
          }
        >
          A credit note takes this invoice back. Its charges are open in Finance {">"} Billing.
        </InlineAlert>
      )}
      {credits && (
        <InlineAlert
          tone="info"
          action={
            <TextLink href={`/finance/invoices/${credits.id}`}>Invoice {credits.documentNumber}</TextLink>
          }
        >
          This credit note takes a whole invoice back.
        </InlineAlert>
      )}
    </>
  );
}
