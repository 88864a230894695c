import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Billing Automation while it is read. */
export default function BillingAutomationLoading() {
  return (
    <>
      <PageHeader title="Billing Automation" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="billing jobs" columnCount={6} />
    </>
  );
}
