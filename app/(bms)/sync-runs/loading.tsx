import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Sync runs while they are read. */
export default function SyncRunsLoading() {
  return (
    <>
      <PageHeader title="Sync runs" trail={[{ label: "Home" }]} />
      <DataTableSkeleton caption="sync runs" columnCount={8} />
    </>
  );
}
