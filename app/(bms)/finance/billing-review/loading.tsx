import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Billing Review while its items are read. */
export default function BillingReviewLoading() {
  return (
    <>
      <PageHeader title="Billing Review" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="recurring services in review" columnCount={8} />
    </>
  );
}
