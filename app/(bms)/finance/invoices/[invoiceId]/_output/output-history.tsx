import { can } from "@/lib/auth/policy";
import type { Session } from "@/lib/auth/session";
import { invoiceExports } from "@/lib/queries/invoice-exports";
import { invoiceMails } from "@/lib/queries/invoice-mails";
import { ExportsOf } from "./exports-of";
import { SentMails } from "./sent-mails";

type OutputHistoryProps = { session: Session; invoiceId: string };

/** How the document left Flexbill so far; nothing where it did not. */
export async function OutputHistory({ session, invoiceId }: OutputHistoryProps) {
  const { mails } = await invoiceMails(session.scope, invoiceId);
  const exports = await invoiceExports(session.scope, invoiceId);
  return (
    <>
      <SentMails
        mails={mails}
        timeZone={session.tenant.timeZone}
        canOpenOutbox={can(session.user.role, "audit.view")}
      />
      <ExportsOf
        exports={exports}
        timeZone={session.tenant.timeZone}
        canDownload={can(session.user.role, "billing.invoice")}
      />
    </>
  );
}
