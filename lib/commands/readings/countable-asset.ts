import type { Asset } from "@/lib/domain/counting/count-units";
import type { AssetRecord } from "@/lib/itglue/port";

/** An asset in the form the count takes; what only screens need stays behind. */
export function countableAsset({
  resourceUrl: _link,
  organizationName: _shown,
  ...asset
}: AssetRecord): Asset {
  return asset;
}
