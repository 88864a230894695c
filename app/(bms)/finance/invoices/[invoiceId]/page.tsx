import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { z } from "zod";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { requireSession } from "@/lib/auth/session";
import { invoicePage } from "@/lib/queries/invoices";
import { InvoiceSheet } from "./_invoice/invoice-sheet";
import { PrintButton } from "./_invoice/print-button";
import { OutputActions } from "./_output/output-actions";
import { OutputHistory } from "./_output/output-history";

export const metadata: Metadata = { title: "Invoice" };

type PageProps = { params: Promise<{ invoiceId: string }> };

/** One invoice, as the customer gets it, with the way from every line to what was counted. */
export default async function InvoicePage({ params }: PageProps) {
  await connection();
  const session = await requireSession();
  const { scope, tenant } = session;
  const { invoiceId } = await params;
  const invoice = z.uuid().safeParse(invoiceId).success ? await invoicePage(scope, invoiceId) : null;
  if (!invoice) notFound();
  return (
    <>
      <div data-print="hide">
        <PageHeader
          title={`Invoice ${invoice.number}`}
          trail={[{ label: "Finance" }, { label: "Invoices", href: "/finance/invoices" }]}
          badge={<StatusBadge status="issued" />}
          description={invoice.accountName}
          actions={
            <>
              <OutputActions session={session} invoice={invoice} />
              <PrintButton />
            </>
          }
        />
      </div>
      <InvoiceSheet invoice={invoice} timeZone={tenant.timeZone} />
      <OutputHistory session={session} invoiceId={invoice.id} />
    </>
  );
}
