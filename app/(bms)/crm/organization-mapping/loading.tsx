import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** Organization mapping while it is read. */
export default function OrganizationMappingLoading() {
  return (
    <>
      <PageHeader title="Organization mapping" trail={[{ label: "CRM" }]} />
      <DataTableSkeleton caption="the organization mapping" columnCount={4} />
    </>
  );
}
