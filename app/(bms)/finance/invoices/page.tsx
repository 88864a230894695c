import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { invoiceList } from "@/lib/queries/invoice-list";
import { INVOICE_DEFAULT_SORT, INVOICE_FILTER_KEYS } from "./_list/invoice-address";
import { invoiceFilter } from "./_list/invoice-filter";
import { InvoiceTable } from "./_list/invoice-table";

export const metadata: Metadata = { title: "Invoices" };

type InvoicesPageProps = { searchParams: Promise<SearchParams> };

/** Finance > Invoices: everything issued, the newest first, with what is still open of it. */
export default async function InvoicesPage({ searchParams }: InvoicesPageProps) {
  await connection();
  const { scope, tenant, user } = await requireSession();
  const todayOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const state = await loadTableState(searchParams, {
    filterKeys: INVOICE_FILTER_KEYS,
    defaultSort: INVOICE_DEFAULT_SORT,
  });
  return (
    <>
      <PageHeader
        title="Invoices"
        trail={[{ label: "Finance" }]}
        description="Invoices and credit notes, numbered without gaps and never changed after they are issued."
      />
      <InvoiceTable
        list={await invoiceList(scope, invoiceFilter(state, todayOn))}
        canExport={can(user.role, "billing.invoice")}
      />
    </>
  );
}
