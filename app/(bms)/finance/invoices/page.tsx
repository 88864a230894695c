import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { requireSession } from "@/lib/auth/session";
import { invoices } from "@/lib/queries/invoices";
import { InvoiceTable } from "./_list/invoice-table";

export const metadata: Metadata = { title: "Invoices" };

/** Finance > Invoices: everything issued, the newest first. */
export default async function InvoicesPage() {
  await connection();
  const { scope } = await requireSession();
  return (
    <>
      <PageHeader
        title="Invoices"
        trail={[{ label: "Finance" }]}
        description="Numbered without gaps, and never changed after they are issued."
      />
      <InvoiceTable invoices={await invoices(scope)} />
    </>
  );
}
