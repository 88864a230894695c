import { can } from "@/lib/auth/policy";
import type { Session } from "@/lib/auth/session";
import { documentTitle } from "@/lib/domain/billing/document-number";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { invoiceMails } from "@/lib/queries/invoice-mails";
import type { InvoicePage } from "@/lib/queries/invoices";
import { DownloadPdf } from "./download-pdf";
import { SendInvoice } from "./send-invoice";

type OutputActionsProps = { session: Session; invoice: InvoicePage };

/** The ways of a document out of Flexbill: its PDF for everybody, sending it for those who invoice. */
export async function OutputActions({ session, invoice }: OutputActionsProps) {
  const canSend = can(session.user.role, "billing.invoice") && invoice.voided === null;
  const { mails, accountEmails } = await invoiceMails(session.scope, invoice.id);
  return (
    <>
      <DownloadPdf invoiceId={invoice.id} />
      {canSend && (
        <SendInvoice
          invoiceId={invoice.id}
          name={`${documentTitle(invoice.kind)} ${invoice.documentNumber}`}
          accountName={invoice.accountName}
          accountEmails={accountEmails}
          sentBefore={mails.length}
          isMailServerSet={mailEnvironment() !== null}
        />
      )}
    </>
  );
}
