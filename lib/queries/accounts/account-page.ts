import { and, asc, count, desc, eq, gte, isNull, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization, accountTaxRate } from "@/db/schema/account";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import type { LinkState } from "@/lib/domain/organization-sync/synced-fields";
import { IT_GLUE_SERVERS } from "@/lib/domain/regions";
import { cycleOn } from "../cycle-on";
import { type OpenCreditSum, openCreditsOf } from "../open-credits";

export type AccountPage = {
  id: string;
  name: string;
  accountCode: string | null;
  typeName: string | null;
  statusName: string | null;
  source: "it-glue" | "manual";
  version: number;
  createdAt: string;
  billingName: string | null;
  billingAddress: string | null;
  /** Null: the company's own currency. */
  currency: string | null;
  /** Shortest decimal text; null: none set. */
  taxRatePercent: string | null;
  paymentTermDays: number;
  invoiceEmails: string[];
  routesInvoiceToParent: boolean;
  hasParent: boolean;
  /** Dated tax rates, the latest first; `ratePercent` null: not taxed from then on. */
  taxRates: { id: string; effectiveOn: string; ratePercent: string | null; recordedBy: string }[];
  openCredits: OpenCreditSum[];
  organizations: {
    id: string;
    name: string;
    shortName: string | null;
    linkedAt: string;
    /** ISO instant of the sync that no longer found it in IT Glue; null while it is there. */
    missingSince: string | null;
    /** Whether its fields are the ones kept the same on both sides. */
    isLeading: boolean;
    /** "orphaned" also where it is gone and no sync has marked the link yet. */
    state: LinkState;
    /** Why the state is not "synced": a code of the sync log. */
    problem: string | null;
    /** Its page in IT Glue. */
    url: string;
  }[];
  contracts: AccountContract[];
  /** Lines of active contracts that count flexible assets of this account's organizations. */
  countingLines: {
    id: string;
    contractId: string;
    name: string;
    contractName: string;
    rule: string | null;
  }[];
};

export type AccountContract = {
  id: string;
  contractNumber: number;
  name: string;
  status: "active" | "inactive";
  billingCycle: string;
  startOn: string;
  endOn: string | null;
  currency: string;
  lines: number;
};

/**
 * One account with all its page shows; null when there is none of this id in the tenant.
 * @param todayOn the tenant's business date: lines that ended before it no longer count.
 */
export async function accountPage(
  scope: TenantScope,
  accountId: string,
  todayOn: string,
): Promise<AccountPage | null> {
  return withTenant(scope, async (db) => {
    const [row] = await db
      .select()
      .from(account)
      .where(and(eq(account.tenantId, scope.tenantId), eq(account.id, accountId)));
    if (!row) return null;
    const { tenantId: _tenant, isActive: _active, taxRatePercent, ...facts } = row;
    return {
      ...facts,
      taxRatePercent: taxRatePercent === null ? null : formatDecimal(decimal(taxRatePercent, 4), 4),
      hasParent: row.parentAccountId !== null,
      taxRates: await taxRatesOf(db, scope, accountId),
      openCredits: await openCreditsOf(db, scope, accountId),
      organizations: await organizationsOf(db, scope, accountId),
      contracts: await contractsOf(db, scope, accountId, todayOn),
      countingLines: await countingLinesOf(db, scope, accountId, todayOn),
    };
  });
}

async function taxRatesOf(db: Db, scope: TenantScope, accountId: string): Promise<AccountPage["taxRates"]> {
  const rows = await db
    .select()
    .from(accountTaxRate)
    .where(and(eq(accountTaxRate.tenantId, scope.tenantId), eq(accountTaxRate.accountId, accountId)))
    .orderBy(desc(accountTaxRate.effectiveOn));
  return rows.map(({ id, effectiveOn, ratePercent, recordedBy }) => ({
    ...{ id, effectiveOn, recordedBy },
    ratePercent: ratePercent === null ? null : formatDecimal(decimal(ratePercent, 4), 4),
  }));
}

async function organizationsOf(
  db: Db,
  scope: TenantScope,
  accountId: string,
): Promise<AccountPage["organizations"]> {
  const rows = await db
    .select({
      id: organization.id,
      name: organization.name,
      shortName: organization.shortName,
      linkedAt: accountOrganization.linkedAt,
      missingSince: organization.missingSince,
      isLeading: accountOrganization.isLeading,
      state: sql<LinkState>`case when ${organization.missingSince} is not null then 'orphaned' else ${accountOrganization.state} end`,
      problem: accountOrganization.problem,
      server: itGlueConnection.server,
      subdomain: itGlueSettings.subdomain,
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
    .innerJoin(
      itGlueConnection,
      and(
        eq(itGlueConnection.tenantId, organization.tenantId),
        eq(itGlueConnection.id, organization.connectionId),
      ),
    )
    .innerJoin(itGlueSettings, eq(itGlueSettings.tenantId, organization.tenantId))
    .where(
      and(eq(accountOrganization.tenantId, scope.tenantId), eq(accountOrganization.accountId, accountId)),
    )
    .orderBy(
      desc(accountOrganization.isLeading),
      asc(sql`lower(${organization.name})`),
      asc(organization.id),
    );
  return rows.map(({ server, subdomain, ...row }) => ({
    ...row,
    url: `https://${subdomain}.${IT_GLUE_SERVERS[server].webHost}/${row.id}`,
  }));
}

async function contractsOf(
  db: Db,
  scope: TenantScope,
  accountId: string,
  todayOn: string,
): Promise<AccountContract[]> {
  return db
    .select({
      id: contract.id,
      contractNumber: contract.contractNumber,
      name: contract.name,
      status: contract.status,
      billingCycle: cycleOn(todayOn),
      startOn: contract.startOn,
      endOn: contract.endOn,
      currency: contract.currency,
      lines: count(contractLine.id),
    })
    .from(contract)
    .leftJoin(
      contractLine,
      and(eq(contractLine.tenantId, contract.tenantId), eq(contractLine.contractId, contract.id)),
    )
    .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.accountId, accountId)))
    .groupBy(contract.tenantId, contract.id)
    .orderBy(asc(contract.status), desc(contract.startOn), asc(contract.contractNumber));
}

async function countingLinesOf(
  db: Db,
  scope: TenantScope,
  accountId: string,
  todayOn: string,
): Promise<AccountPage["countingLines"]> {
  const newestTerms = db
    .selectDistinctOn([lineTerms.lineId], {
      lineId: lineTerms.lineId,
      billBy: lineTerms.billBy,
      rule: lineTerms.ruleInWords,
    })
    .from(lineTerms)
    .where(eq(lineTerms.tenantId, scope.tenantId))
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion))
    .as("newest_terms");
  return db
    .select({
      id: contractLine.id,
      contractId: contract.id,
      name: contractLine.name,
      contractName: contract.name,
      rule: newestTerms.rule,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(newestTerms, eq(newestTerms.lineId, contractLine.id))
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        eq(contract.accountId, accountId),
        eq(contract.status, "active"),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, todayOn)),
        eq(newestTerms.billBy, "flexible-assets"),
      ),
    )
    .orderBy(asc(contract.contractNumber), asc(contractLine.sortOrder), asc(contractLine.name));
}
