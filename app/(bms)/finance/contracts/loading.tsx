import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Contracts while they are read. */
export default function ContractsLoading() {
  return (
    <>
      <PageHeader title="Contracts" trail={[{ label: "Finance" }]} />
      <DataTableSkeleton caption="contracts" columnCount={8} />
    </>
  );
}
