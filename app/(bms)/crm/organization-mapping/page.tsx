import type { Metadata } from "next";
import { connection } from "next/server";
import type { SearchParams } from "nuqs/server";
import { loadTableState } from "@/app/_components/data-table/load-table-state";
import { InlineAlert } from "@/app/_components/inline-alert";
import { PageHeader } from "@/app/_components/page-header";
import { TextLink } from "@/app/_components/text-link";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import {
  MAPPING_TABS,
  type OrganizationMapping,
  organizationMapping,
} from "@/lib/queries/organization-mapping";
import { AccountsTable } from "./_mapping/accounts-table";
import { emptyState } from "./_mapping/empty-states";
import { LinkedTable } from "./_mapping/linked-table";
import classes from "./_mapping/mapping.module.css";
import { DEFAULT_SORTS, FILTER_KEYS, PAGE_SIZE } from "./_mapping/mapping-address";
import { MappingTabs } from "./_mapping/mapping-tabs";
import { OrganizationsTable } from "./_mapping/organizations-table";
import { SuggestedTable } from "./_mapping/suggested-table";

export const metadata: Metadata = { title: "Organization mapping" };

type Props = { searchParams: Promise<SearchParams> };

/** CRM > Organization mapping: which IT Glue organizations and which accounts are the same customers. */
export default async function OrganizationMappingPage({ searchParams }: Props) {
  await connection();
  const { user, scope, tenant } = await requireSession();
  const asked = (await searchParams).tab;
  const tab = MAPPING_TABS.find((each) => each === asked) ?? "suggested";
  const { query, sort, filters, pageIndex } = await loadTableState(searchParams, {
    filterKeys: FILTER_KEYS,
    defaultSort: DEFAULT_SORTS[tab],
  });
  const mapping = await organizationMapping(scope, {
    tab,
    query,
    states: filters.state ?? [],
    sort: sort && { by: sort.columnId, direction: sort.direction },
    pageIndex,
    pageSize: PAGE_SIZE,
  });
  return (
    <>
      <PageHeader
        title="Organization mapping"
        trail={[{ label: "CRM" }]}
        description="Which IT Glue organizations make up which account. What is documented for an organization is counted for its account."
        actions={<TextLink href="/crm/organization-sync-log">Sync log</TextLink>}
      />
      {mapping.integration === "disabled" && (
        <div className={classes.news}>
          <InlineAlert tone="warn" title="The IT Glue integration is turned off">
            Links can be changed, but no organization comes over and nothing is counted until an Administrator
            turns it on.
          </InlineAlert>
        </div>
      )}
      <MappingTabs current={tab} counts={mapping.counts} />
      <List
        key={tab}
        mapping={mapping}
        timeZone={tenant.timeZone}
        mayManage={can(user.role, "accounts.manage")}
        maySetUp={can(user.role, "settings.manage")}
      />
    </>
  );
}

type ListProps = {
  mapping: OrganizationMapping;
  timeZone: string;
  mayManage: boolean;
  maySetUp: boolean;
};

function List({ mapping, maySetUp, ...props }: ListProps) {
  const { list } = mapping;
  const empty = emptyState(list.tab, mapping, maySetUp);
  switch (list.tab) {
    case "suggested":
      return <SuggestedTable page={list} empty={empty} {...props} />;
    case "linked":
      return <LinkedTable page={list} empty={empty} {...props} />;
    case "organizations":
      return <OrganizationsTable page={list} empty={empty} {...props} />;
    case "accounts":
      return <AccountsTable page={list} empty={empty} mayManage={props.mayManage} />;
  }
}
