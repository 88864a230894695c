import { Skeleton } from "@mantine/core";
import { PageHeader } from "@/app/_components/page-header";

/** Billing Settings while they are read. */
export default function BillingSettingsLoading() {
  return (
    <>
      <PageHeader title="Billing Settings" trail={[{ label: "Admin" }, { label: "My Company" }]} />
      <Skeleton height={420} radius="md" aria-hidden="true" />
    </>
  );
}
