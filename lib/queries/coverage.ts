import { and, desc, eq, gte, inArray, isNull, or } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import { coverageException } from "@/db/schema/coverage";
import { itGlueSettings } from "@/db/schema/it-glue";
import { asset, assetType, organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import { type CoveredValue, coverage } from "@/lib/domain/counting/coverage";

export type CoverageAccount = { id: string; name: string };

export type FlaggedValue = {
  key: string;
  kind: "unbilled" | "billed-twice";
  assetTypeId: string;
  assetTypeName: string;
  assetId: string;
  assetName: string;
  isRestricted: boolean;
  organizationName: string;
  measureKey: string;
  measure: string;
  part: string | null;
  units: string;
  lines: { lineId: string; lineName: string; contractId: string }[];
  /** Accepted so by a person; null while it waits for one. */
  exception: { id: string; reason: string; acceptedBy: string; acceptedAt: string } | null;
};

export type AccountCoverage = {
  account: CoverageAccount;
  /** Values that exactly one line bills. */
  billedOnce: number;
  flagged: FlaggedValue[];
  /** Lines whose rule cannot be resolved any more: what they would bill is not in here. */
  brokenLines: { lineId: string; lineName: string; contractId: string }[];
};

/** Accounts with lines that bill flexible assets on `businessOn` or later, by name. */
export async function coverageAccounts(scope: TenantScope, businessOn: string): Promise<CoverageAccount[]> {
  return withTenant(scope, async (db) => {
    const lines = await countedLines(db, scope, businessOn);
    const ids = [...new Set(lines.map(({ accountId }) => accountId))];
    if (ids.length === 0) return [];
    return db
      .select({ id: account.id, name: account.name })
      .from(account)
      .where(and(eq(account.tenantId, scope.tenantId), inArray(account.id, ids)))
      .orderBy(account.name);
  });
}

/** Who bills what of an account, from the assets as last read; null where this tenant has no such account. */
export async function accountCoverage(
  scope: TenantScope,
  accountId: string,
  businessOn: string,
): Promise<AccountCoverage | null> {
  return withTenant(scope, async (db) => {
    const { tenantId } = scope;
    const [found] = await db
      .select({ id: account.id, name: account.name })
      .from(account)
      .where(and(eq(account.tenantId, tenantId), eq(account.id, accountId)));
    if (!found) return null;
    const lines = await countedLines(db, scope, businessOn, accountId);
    const [settings] = await db
      .select({ connectionId: itGlueSettings.connectionId })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, tenantId));
    const connectionId = settings?.connectionId;
    if (!connectionId || lines.length === 0)
      return { account: found, billedOnce: 0, flagged: [], brokenLines: [] };

    const typeIds = [...new Set(lines.map(({ rule }) => rule.assetTypeId))];
    const types = await db
      .select()
      .from(assetType)
      .where(
        and(
          eq(assetType.tenantId, tenantId),
          eq(assetType.connectionId, connectionId),
          inArray(assetType.id, typeIds),
          isNull(assetType.missingSince),
        ),
      );
    const assets = await assetsOf(db, scope, { accountId, connectionId, typeIds });
    const organizations = new Map(assets.map((row) => [row.organizationId, row.organizationName]));
    const resolved = lines.flatMap((line) => {
      const resolution = resolveRule(line.rule, types.find(({ id }) => id === line.rule.assetTypeId) ?? null);
      return resolution.ok ? [{ lineId: line.lineId, resolved: resolution.resolved }] : [];
    });
    const { billedOnce, billedTwice, unbilled } = coverage(
      resolved,
      assets.map(({ itGlueUpdatedAt, ...row }) => ({ ...row, updatedAt: itGlueUpdatedAt })),
    );
    const exceptions = await openExceptions(db, scope, accountId);
    const typeOf = new Map(assets.map(({ id, assetTypeId }) => [id, assetTypeId]));
    const flag = (kind: FlaggedValue["kind"]) => (value: CoveredValue) => {
      const assetTypeId = typeOf.get(value.assetId)!;
      const { lineIds, isArchived: _isArchived, organizationId, ...shown } = value;
      const key = exceptionKey({ ...value, kind, part: value.part ?? "" });
      return {
        ...shown,
        key,
        kind,
        assetTypeId,
        assetTypeName: types.find(({ id }) => id === assetTypeId)!.name,
        organizationName: organizations.get(organizationId)!,
        lines: lines.filter(({ lineId }) => lineIds.includes(lineId)).map(namedLine),
        exception: exceptions.get(key) ?? null,
      };
    };
    const resolvedIds = new Set(resolved.map(({ lineId }) => lineId));
    return {
      account: found,
      billedOnce,
      flagged: [...billedTwice.map(flag("billed-twice")), ...unbilled.map(flag("unbilled"))],
      brokenLines: lines.filter(({ lineId }) => !resolvedIds.has(lineId)).map(namedLine),
    };
  });
}

type CountedLine = {
  lineId: string;
  lineName: string;
  contractId: string;
  accountId: string;
  rule: CountRule;
};

const namedLine = ({ lineId, lineName, contractId }: CountedLine) => ({ lineId, lineName, contractId });

/** Lines of active contracts that have not ended before `businessOn` and count under their newest terms. */
async function countedLines(
  db: Db,
  scope: TenantScope,
  businessOn: string,
  accountId?: string,
): Promise<CountedLine[]> {
  const rows = await db
    .selectDistinctOn([contractLine.id], {
      lineId: contractLine.id,
      lineName: contractLine.name,
      contractId: contract.id,
      accountId: contract.accountId,
      billBy: lineTerms.billBy,
      rule: lineTerms.countRule,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(
      lineTerms,
      and(eq(lineTerms.tenantId, contractLine.tenantId), eq(lineTerms.lineId, contractLine.id)),
    )
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        eq(contract.status, "active"),
        accountId === undefined ? undefined : eq(contract.accountId, accountId),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, businessOn)),
      ),
    )
    .orderBy(contractLine.id, desc(lineTerms.termsVersion));
  return rows.flatMap(({ billBy, rule, ...line }) =>
    billBy === "flexible-assets" && rule ? [{ ...line, rule }] : [],
  );
}

async function assetsOf(
  db: Db,
  scope: TenantScope,
  of: { accountId: string; connectionId: string; typeIds: string[] },
) {
  return db
    .select({
      id: asset.id,
      organizationId: asset.organizationId,
      organizationName: organization.name,
      assetTypeId: asset.assetTypeId,
      name: asset.name,
      traits: asset.traits,
      isArchived: asset.isArchived,
      isRestricted: asset.isRestricted,
      itGlueUpdatedAt: asset.itGlueUpdatedAt,
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
      asset,
      and(
        eq(asset.tenantId, organization.tenantId),
        eq(asset.connectionId, organization.connectionId),
        eq(asset.organizationId, organization.id),
      ),
    )
    .where(
      and(
        eq(accountOrganization.tenantId, scope.tenantId),
        eq(accountOrganization.connectionId, of.connectionId),
        eq(accountOrganization.accountId, of.accountId),
        inArray(asset.assetTypeId, of.typeIds),
        isNull(asset.missingSince),
      ),
    );
}

async function openExceptions(db: Db, scope: TenantScope, accountId: string) {
  const rows = await db
    .select()
    .from(coverageException)
    .where(
      and(
        eq(coverageException.tenantId, scope.tenantId),
        eq(coverageException.accountId, accountId),
        isNull(coverageException.withdrawnAt),
      ),
    );
  return new Map(
    rows.map((row) => {
      const { id, reason, acceptedBy, acceptedAt } = row;
      return [exceptionKey(row), { id, reason, acceptedBy, acceptedAt }];
    }),
  );
}

function exceptionKey(of: { kind: string; assetId: string; measureKey: string; part: string }): string {
  return JSON.stringify([of.kind, of.assetId, of.measureKey, of.part]);
}
