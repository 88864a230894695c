import { sha256 } from "@/lib/domain/content-hash";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { AssetType } from "@/lib/domain/counting/count-rule";

/** Why a type's lines are not counted: its traits may be of other fields than those that were read. */
export const TYPE_CHANGING = {
  code: "it-glue-type-changing",
  message: "The asset type was changed in IT Glue while its assets were read; the next try counts anew",
};

/** By id, what of each type decides how traits are read: keys and kinds of its fields. A type that is gone has none. */
export async function typeDigests(
  types: readonly AssetType[],
  ids: Iterable<string>,
): Promise<Record<string, string>> {
  const wanted = new Set(ids);
  const digests: Record<string, string> = {};
  for (const { id, isEnabled, fields } of types.filter((type) => wanted.has(type.id))) {
    const read = fields.map((field) => [field.id, field.nameKey, field.kind]).sort();
    digests[id] = await sha256(new TextEncoder().encode(canonicalJson([isEnabled, read])));
  }
  return digests;
}
