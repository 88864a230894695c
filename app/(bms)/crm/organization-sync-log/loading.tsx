import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** The sync log while it is read. */
export default function OrganizationSyncLogLoading() {
  return (
    <>
      <PageHeader title="Organization sync log" trail={[{ label: "CRM" }]} />
      <DataTableSkeleton caption="the organization sync log" columnCount={4} />
    </>
  );
}
