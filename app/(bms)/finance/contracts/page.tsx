import { IconFileImport, IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { ButtonLink } from "@/app/_components/button-link";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { PageHeader } from "@/app/_components/page-header";
import { clockOf } from "@/lib/auth/clock";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { contractList } from "@/lib/queries/contracts";
import { CONTRACT_DEFAULT_SORT, CONTRACT_FILTER_KEYS, contractFilter } from "./_components/contracts-address";
import { ContractsTable } from "./_components/contracts-table";

export const metadata: Metadata = { title: "Contracts" };

type ContractsPageProps = { searchParams: Promise<SearchParams> };

/** Finance > Contracts: recurring services contracts, filtered by account. */
export default async function ContractsPage({ searchParams }: ContractsPageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const businessOn = businessDate(clockOf(tenant)(), tenant.timeZone).toString();
  const state = await loadTableState(searchParams, {
    filterKeys: CONTRACT_FILTER_KEYS,
    defaultSort: CONTRACT_DEFAULT_SORT,
  });
  const filter = contractFilter(state, businessOn);
  const list = await contractList(scope, filter);
  const canManage = can(user.role, "contracts.manage");
  const [accountId] = filter.accountIds;
  const newHref =
    filter.accountIds.length === 1 ? `/finance/contracts/new?account=${accountId}` : "/finance/contracts/new";
  return (
    <>
      <PageHeader
        title="Contracts"
        trail={[{ label: "Finance" }]}
        description="Recurring services contracts: what each account is billed for, each period."
        actions={
          canManage && (
            <>
              <ButtonLink href={newHref} leftSection={<IconPlus size={16} aria-hidden="true" />}>
                Add contract
              </ButtonLink>
              <ButtonLink
                href="/finance/contracts/import"
                variant="default"
                leftSection={<IconFileImport size={16} aria-hidden="true" />}
              >
                Import
              </ButtonLink>
            </>
          )
        }
      />
      <ContractsTable {...list} canManage={canManage} />
    </>
  );
}
