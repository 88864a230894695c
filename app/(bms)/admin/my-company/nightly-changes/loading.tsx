import { Skeleton } from "@mantine/core";
import { PageHeader } from "@/app/_components/page-header";

/** Nightly Changes while they are read. */
export default function NightlyChangesLoading() {
  return (
    <>
      <PageHeader title="Nightly Changes" trail={[{ label: "Admin" }, { label: "My Company" }]} />
      <Skeleton height={320} radius="md" aria-hidden="true" />
    </>
  );
}
