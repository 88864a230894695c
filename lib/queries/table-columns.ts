import { withTenant } from "@/db/client";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { tableColumns } from "@/lib/domain/counting/table-reader";
import { fieldTraits } from "./field-traits";

const TEXTS_SHOWN = 200;

/** Columns of the tables that a Textbox field holds in the assets last read, with at most 200 different texts of each. */
export async function tableColumnsOf(
  scope: TenantScope,
  field: { assetTypeId: string; fieldId: string },
): Promise<{ name: string; texts: string[] }[]> {
  return withTenant(scope, async (db) => {
    const found = await fieldTraits(db, scope, field);
    if (found?.field.kind !== "Textbox") return [];
    return tableColumns(found.traits).map(({ name, texts }) => ({
      name,
      texts: texts.slice(0, TEXTS_SHOWN),
    }));
  });
}
