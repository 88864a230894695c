import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Invoices while they are read. */
export default function InvoicesLoading() {
  return (
    <>
      <PageHeader title="Invoices" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="invoices" columnCount={6} />
    </>
  );
}
