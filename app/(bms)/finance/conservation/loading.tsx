import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Conservation while it is read. */
export default function ConservationLoading() {
  return (
    <>
      <PageHeader title="Conservation" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="parked accounts" columnCount={3} rowCount={3} />
    </>
  );
}
