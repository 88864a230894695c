import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Services while they are read. */
export default function ServicesLoading() {
  return (
    <>
      <PageHeader title="Services" trail={[{ label: "Admin" }, { label: "Finance" }]} />
      <DataTableSkeleton caption="services" columnCount={8} />
    </>
  );
}
