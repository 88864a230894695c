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

export const metadata: Metadata = { title: "Invoice" };

type PageProps = { params: Promise<{ invoiceId: string }> };

/** One invoice, as the customer gets it, with the way from every line to what was counted. */
export default async function InvoicePage({ params }: PageProps) {
  await connection();
  const { scope, tenant } = await requireSession();
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
          actions={<PrintButton />}
        />
      </div>
      <InvoiceSheet invoice={invoice} timeZone={tenant.timeZone} />
    </>
  );
}
