import type { Asset } from "@/lib/domain/counting/count-units";
import type { AssetRecord } from "@/lib/itglue/port";

/**
 * An asset in the form the count takes; what only screens need stays behind. Member by member: thousands of objects that
 * are made by leaving members out are slow to make, and slow to read wherever they are counted.
 */
export function countableAsset({
  id,
  organizationId,
  assetTypeId,
  name,
  traits,
  isArchived,
  isRestricted,
  updatedAt,
}: AssetRecord): Asset {
  return { id, organizationId, assetTypeId, name, traits, isArchived, isRestricted, updatedAt };
}
