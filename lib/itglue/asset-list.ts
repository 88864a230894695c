import { type AssetFilter, type AssetPageRequest, type AssetRecord, ItGlueError } from "./port";
import { readAsset } from "./wire-asset";

/** What a list of assets is asked with. */
export function assetQuery({
  assetTypeId,
  organizationId,
  newestFirst,
}: AssetPageRequest): Record<string, string> {
  return {
    "filter[flexible-asset-type-id]": assetTypeId,
    ...(organizationId !== undefined && { "filter[organization-id]": organizationId }),
    // Oldest first: what is edited or added during the read moves nothing that is still to come.
    sort: newestFirst ? "-updated_at" : "created_at",
  };
}

/** Assets of a page. One that was not asked for shows that the filter was not heeded: nothing of it may be counted. */
export function assetsOf({ assetTypeId, organizationId }: AssetFilter, data: unknown[]): AssetRecord[] {
  return data.map((value) => {
    const record = readAsset(value);
    const isAskedFor =
      record.assetTypeId === assetTypeId &&
      (organizationId === undefined || record.organizationId === organizationId);
    if (isAskedFor) return record;
    throw new ItGlueError("malformed", `Asset ${record.id} of IT Glue is not of what was asked for`, 200);
  });
}
