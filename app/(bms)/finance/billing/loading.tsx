import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Billing while its charges are read. */
export default function BillingLoading() {
  return (
    <>
      <PageHeader title="Billing" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="posted charges" columnCount={8} />
    </>
  );
}
