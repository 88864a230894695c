import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { ButtonLink } from "@/app/_components/button-link";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { serviceList } from "@/lib/queries/services";
import { SERVICE_DEFAULT_SORT, SERVICE_FILTER_KEYS, serviceFilter } from "./_components/services-address";
import { ServicesTable } from "./_components/services-table";

export const metadata: Metadata = { title: "Services" };

type ServicesPageProps = { searchParams: Promise<SearchParams> };

/** Admin > Finance > Services: what contracts bill, at which price and cost. */
export default async function ServicesPage({ searchParams }: ServicesPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const state = await loadTableState(searchParams, {
    filterKeys: SERVICE_FILTER_KEYS,
    defaultSort: SERVICE_DEFAULT_SORT,
  });
  const list = await serviceList(scope, serviceFilter(state));
  const canManage = can(user.role, "services.manage");
  return (
    <>
      <PageHeader
        title="Services"
        trail={[{ label: "Admin" }, { label: "Finance" }]}
        description="What contracts bill, at a price for one unit and one billing period."
        actions={
          canManage && (
            <ButtonLink
              href="/admin/finance/services/new"
              leftSection={<IconPlus size={16} aria-hidden="true" />}
            >
              Add service
            </ButtonLink>
          )
        }
      />
      <ServicesTable {...list} currency={tenant.currency} canManage={canManage} />
    </>
  );
}
