import { and, eq, exists, inArray, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import { asset, assetType, assetTypeMirror } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { resolveRule } from "@/lib/domain/counting/count-rule";
import type { Asset } from "@/lib/domain/counting/count-units";
import { type FilterSuggestion, filterSuggestions } from "@/lib/domain/counting/filter-suggestions";
import type { AskedFilterValues } from "@/lib/inputs/filter-values";
import { fieldTraits } from "./field-traits";

const VALUES_SHOWN = 200;
const VALUE_KINDS = ["Text", "Select", "Tag", "Checkbox", "Number", "Percent", "Date"];

/**
 * Values for a filter of a contract's line: those that its account's assets have, with what they count for, then those of
 * other accounts and a Select's options; at most 200. Of types that were never read nothing is known of the account.
 */
export async function filterValues(
  scope: TenantScope,
  input: AskedFilterValues,
): Promise<FilterSuggestion[]> {
  const { assetTypeId, fieldId, billBy, includeArchived } = input;
  return withTenant(scope, async (db) => {
    const found = await fieldTraits(db, scope, { assetTypeId, fieldId });
    if (!found || !VALUE_KINDS.includes(found.field.kind)) return [];
    const type = await typeOf(db, scope, assetTypeId);
    const resolution =
      type && billBy && resolveRule({ assetTypeId, billBy, conditions: [], includeArchived }, type);
    return filterSuggestions({
      field: found.field,
      assetTypeId,
      billBy: resolution?.ok ? resolution.resolved.billBy : null,
      includeArchived,
      assets: type && (await assetsOfContract(db, scope, { ...input, connectionId: type.connectionId })),
      elsewhere: found.traits,
    }).slice(0, VALUES_SHOWN);
  });
}

async function typeOf(db: Db, scope: TenantScope, assetTypeId: string) {
  const [found] = await db
    .select({ type: assetType })
    .from(assetType)
    .innerJoin(
      itGlueSettings,
      and(
        eq(itGlueSettings.tenantId, assetType.tenantId),
        eq(itGlueSettings.connectionId, assetType.connectionId),
      ),
    )
    .where(
      and(
        eq(assetType.tenantId, scope.tenantId),
        eq(assetType.id, assetTypeId),
        isNull(assetType.missingSince),
      ),
    );
  return found?.type ?? null;
}

/** Assets of the contract's account as last read; null where the type was never read, or no organization is linked. */
async function assetsOfContract(
  db: Db,
  scope: TenantScope,
  of: { contractId: string; assetTypeId: string; connectionId: string },
): Promise<Asset[] | null> {
  const { tenantId } = scope;
  const linked = db
    .select({ id: accountOrganization.organizationId })
    .from(accountOrganization)
    .innerJoin(
      contract,
      and(
        eq(contract.tenantId, accountOrganization.tenantId),
        eq(contract.accountId, accountOrganization.accountId),
      ),
    )
    .where(
      and(
        eq(accountOrganization.tenantId, tenantId),
        eq(accountOrganization.connectionId, of.connectionId),
        eq(contract.id, of.contractId),
      ),
    );
  const [read] = await db
    .select({ at: assetTypeMirror.lastPassAt })
    .from(assetTypeMirror)
    .where(
      and(
        eq(assetTypeMirror.tenantId, tenantId),
        eq(assetTypeMirror.connectionId, of.connectionId),
        eq(assetTypeMirror.assetTypeId, of.assetTypeId),
        exists(linked),
      ),
    );
  if (!read) return null;
  const rows = await db
    .select({
      id: asset.id,
      organizationId: asset.organizationId,
      assetTypeId: asset.assetTypeId,
      name: asset.name,
      traits: asset.traits,
      isArchived: asset.isArchived,
      isRestricted: asset.isRestricted,
      updatedAt: asset.itGlueUpdatedAt,
    })
    .from(asset)
    .where(
      and(
        eq(asset.tenantId, tenantId),
        eq(asset.connectionId, of.connectionId),
        eq(asset.assetTypeId, of.assetTypeId),
        inArray(asset.organizationId, linked),
        isNull(asset.missingSince),
      ),
    );
  return rows;
}
