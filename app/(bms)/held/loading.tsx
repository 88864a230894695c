import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Held changes while they are read. */
export default function HeldChangesLoading() {
  return (
    <>
      <PageHeader title="Held changes" trail={[{ label: "Home" }]} />
      <DataTableSkeleton caption="held changes" columnCount={5} rowCount={4} />
    </>
  );
}
