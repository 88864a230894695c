import { and, asc, eq, isNull } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { assetType } from "@/db/schema/mirror";
import { service } from "@/db/schema/service";
import { type Catalogue, catalogueOf } from "@/lib/inputs/import/catalogue";
import type { CommandContext } from "../context";

/** All that the names in an import file can mean in this tenant: accounts, services, and asset types as last read. */
export async function readCatalogue(db: Db, ctx: CommandContext): Promise<Catalogue> {
  const { tenantId } = ctx.scope;
  const accounts = await db
    .select({
      id: account.id,
      name: account.name,
      accountCode: account.accountCode,
      currency: account.currency,
      isActive: account.isActive,
    })
    .from(account)
    .where(eq(account.tenantId, tenantId))
    .orderBy(asc(account.id));
  const services = await db
    .select({
      id: service.id,
      name: service.name,
      description: service.description,
      unitPrice: service.unitPrice,
      unitCost: service.unitCost,
      isActive: service.isActive,
    })
    .from(service)
    .where(eq(service.tenantId, tenantId))
    .orderBy(asc(service.id));
  const assetTypes = await typesOf(db, ctx);
  return catalogueOf({ accounts, services, assetTypes, tenantCurrency: ctx.tenant.currency });
}

async function typesOf(db: Db, ctx: CommandContext) {
  const { tenantId } = ctx.scope;
  const [settings] = await db
    .select({ connectionId: itGlueSettings.connectionId })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, tenantId));
  if (!settings?.connectionId) return null;
  return db
    .select({
      id: assetType.id,
      name: assetType.name,
      isEnabled: assetType.isEnabled,
      fields: assetType.fields,
    })
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, tenantId),
        eq(assetType.connectionId, settings.connectionId),
        isNull(assetType.missingSince),
      ),
    )
    .orderBy(asc(assetType.id));
}
