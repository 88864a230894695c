import { and, asc, count, desc, eq, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export const ACCOUNT_LINK_STATES = ["linked", "orphaned", "not-linked"] as const;
/** `orphaned`: an organization it is linked to is gone from IT Glue. */
export type AccountLinkState = (typeof ACCOUNT_LINK_STATES)[number];

export const ACCOUNT_SORTS = ["name", "accountCode", "typeName", "status", "contracts"] as const;
export type AccountSort = (typeof ACCOUNT_SORTS)[number];

export type AccountRow = {
  id: string;
  name: string;
  accountCode: string | null;
  typeName: string | null;
  organizations: { id: string; name: string; isMissing: boolean }[];
  status: AccountLinkState;
  /** Active contracts. */
  contracts: number;
};

/** An organization that no sync links by itself: a person decides. */
export type UndecidedOrganization = {
  id: string;
  name: string;
  shortName: string | null;
  /** Accounts of the same name, without regard to case and blanks around. */
  namesakes: { id: string; name: string; version: number; accountCode: string | null }[];
};

export type AccountList = {
  rows: AccountRow[];
  /** Accounts that pass search and filter, on all pages. */
  rowCount: number;
  /** Accounts there are at all. */
  total: number;
  undecided: UndecidedOrganization[];
  integration: "ready" | "disabled" | "not-set-up";
};

export type AccountFilter = {
  query: string;
  statuses: readonly AccountLinkState[];
  sort: { by: AccountSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
};

/** CRM > Accounts, searched, sorted and paged by the database. */
export async function accountList(scope: TenantScope, filter: AccountFilter): Promise<AccountList> {
  return withTenant(scope, async (db) => {
    const { links, contracts, status } = partsOf(db, scope);
    const passes = and(
      eq(account.tenantId, scope.tenantId),
      matches(filter.query, links.names),
      filter.statuses.length > 0
        ? sql`${status} in (${sql.join(
            filter.statuses.map((each) => sql`${each}`),
            sql`, `,
          )})`
        : undefined,
    );
    const rows = await db
      .select({
        id: account.id,
        name: account.name,
        accountCode: account.accountCode,
        typeName: account.typeName,
        organizations: sql<AccountRow["organizations"]>`coalesce(${links.organizations}, '[]'::json)`,
        status: status.as("status"),
        contracts: sql<number>`coalesce(${contracts.contracts}, 0)::int`.as("contract_count"),
      })
      .from(account)
      .leftJoin(links, eq(links.accountId, account.id))
      .leftJoin(contracts, eq(contracts.accountId, account.id))
      .where(passes)
      .orderBy(...orderOf(filter.sort, status, sql`coalesce(${contracts.contracts}, 0)`))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db
      .select({ rowCount: count() })
      .from(account)
      .leftJoin(links, eq(links.accountId, account.id))
      .where(passes);
    const [all] = await db
      .select({ total: count() })
      .from(account)
      .where(eq(account.tenantId, scope.tenantId));
    const [settings] = await db
      .select({ isEnabled: itGlueSettings.isEnabled, connectionId: itGlueSettings.connectionId })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, scope.tenantId));
    const connectionId = settings?.connectionId ?? null;
    return {
      rows,
      rowCount: passing?.rowCount ?? 0,
      total: all?.total ?? 0,
      undecided: connectionId === null ? [] : await undecidedOf(db, scope, connectionId),
      integration: connectionId === null ? "not-set-up" : settings?.isEnabled ? "ready" : "disabled",
    };
  });
}

function partsOf(db: Db, scope: TenantScope) {
  const isMissing = isNotNull(organization.missingSince);
  const links = db
    .select({
      accountId: accountOrganization.accountId,
      missing: sql<number>`count(*) filter (where ${isMissing})`.as("missing"),
      names: sql<string>`string_agg(${organization.name}, ' ')`.as("names"),
      organizations: sql<AccountRow["organizations"]>`json_agg(json_build_object(
        'id', ${organization.id}, 'name', ${organization.name}, 'isMissing', ${isMissing})
        order by ${organization.name}, ${organization.id})`.as("organizations"),
    })
    .from(accountOrganization)
    .innerJoin(
      organization,
      and(
        eq(organization.tenantId, accountOrganization.tenantId),
        eq(organization.connectionId, accountOrganization.connectionId),
        eq(organization.id, accountOrganization.organizationId),
      ),
    )
    .where(eq(accountOrganization.tenantId, scope.tenantId))
    .groupBy(accountOrganization.accountId)
    .as("links");
  const contracts = db
    .select({ accountId: contract.accountId, contracts: sql<number>`count(*)`.as("contracts") })
    .from(contract)
    .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.status, "active")))
    .groupBy(contract.accountId)
    .as("contracts_of");
  const status = sql<AccountLinkState>`case
    when ${links.accountId} is null then 'not-linked'
    when ${links.missing} > 0 then 'orphaned'
    else 'linked' end`;
  return { links, contracts, status };
}

/** Typed % and _ are letters to look for, not wildcards. */
function matches(query: string, names: SQL | SQL.Aliased): SQL | undefined {
  const wanted = query.trim();
  if (wanted === "") return undefined;
  const pattern = `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
  return or(
    ilike(account.name, pattern),
    ilike(account.accountCode, pattern),
    sql`${names} ilike ${pattern}`,
  );
}

function orderOf({ by, direction }: AccountFilter["sort"], status: SQL, contracts: SQL): SQL[] {
  const way = direction === "desc" ? desc : asc;
  const words = {
    name: sql`lower(${account.name})`,
    accountCode: sql`lower(${account.accountCode})`,
    typeName: sql`lower(${account.typeName})`,
    status,
    contracts,
  };
  return [way(words[by]), asc(sql`lower(${account.name})`), asc(account.id)];
}

/** Shown at most; the rest follows as these are decided. */
const UNDECIDED_AT_ONCE = 20;

async function undecidedOf(
  db: Db,
  scope: TenantScope,
  connectionId: string,
): Promise<UndecidedOrganization[]> {
  return db
    .select({
      id: organization.id,
      name: organization.name,
      shortName: organization.shortName,
      namesakes: sql<UndecidedOrganization["namesakes"]>`coalesce((
        select json_agg(json_build_object('id', a.id, 'name', a.name, 'version', a.version, 'accountCode', a.account_code)
                        order by a.name, a.id)
          from account a
         where a.tenant_id = ${organization.tenantId} and lower(trim(a.name)) = lower(trim(${organization.name}))), '[]'::json)`,
    })
    .from(organization)
    .leftJoin(
      accountOrganization,
      and(
        eq(accountOrganization.tenantId, organization.tenantId),
        eq(accountOrganization.connectionId, organization.connectionId),
        eq(accountOrganization.organizationId, organization.id),
      ),
    )
    .where(
      and(
        eq(organization.tenantId, scope.tenantId),
        eq(organization.connectionId, connectionId),
        eq(organization.isPrimary, false),
        isNull(organization.missingSince),
        isNull(accountOrganization.accountId),
      ),
    )
    .orderBy(asc(sql`lower(${organization.name})`), asc(organization.id))
    .limit(UNDECIDED_AT_ONCE);
}
