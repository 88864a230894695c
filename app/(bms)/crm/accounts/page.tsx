import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { ACCOUNT_LINK_STATES, ACCOUNT_SORTS, accountList } from "@/lib/queries/accounts";
import { ACCOUNT_TABLE, PAGE_SIZE } from "./_list/account-table";
import { AccountsScreen } from "./_list/accounts-screen";

export const metadata: Metadata = { title: "Accounts" };

/** CRM > Accounts: the customers, and which IT Glue organizations make up each. */
export default async function AccountsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await connection();
  const { user, scope } = await requireSession();
  const { query, sort, pageIndex, filters } = await loadTableState(searchParams, ACCOUNT_TABLE);
  const by = ACCOUNT_SORTS.find((each) => each === sort?.columnId) ?? "name";
  const list = await accountList(scope, {
    query,
    statuses: ACCOUNT_LINK_STATES.filter((each) => filters.status?.includes(each)),
    sort: { by, direction: sort?.direction ?? "asc" },
    pageIndex: Math.max(0, pageIndex),
    pageSize: PAGE_SIZE,
  });
  return (
    <AccountsScreen
      list={list}
      maySync={can(user.role, "organizations.sync")}
      mayManage={can(user.role, "accounts.manage")}
      maySetUp={can(user.role, "settings.manage")}
    />
  );
}
