import { DataTableSkeleton } from "@/app/_components/data-table/data-table-skeleton";
import { PageHeader } from "@/app/_components/page-header";
import { SERVICES_TRAIL } from "../../_components/services-trail";

/** Rule and accounts while they are read. */
export default function ApplyRuleLoading() {
  return (
    <>
      <PageHeader title="Apply rule to other accounts" trail={SERVICES_TRAIL} />
      <DataTableSkeleton caption="accounts" columnCount={3} />
    </>
  );
}
