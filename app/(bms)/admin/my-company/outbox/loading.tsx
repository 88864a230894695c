import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";

/** The Outbox while it is read. */
export default function OutboxLoading() {
  return (
    <>
      <PageHeader title="Outbox" trail={[{ label: "Admin" }, { label: "My Company" }]} />
      <DataTableSkeleton caption="the Outbox" columnCount={4} />
    </>
  );
}
