import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Coverage while it is read. */
export default function CoverageLoading() {
  return (
    <>
      <PageHeader title="Coverage" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="coverage" columnCount={5} rowCount={6} />
    </>
  );
}
