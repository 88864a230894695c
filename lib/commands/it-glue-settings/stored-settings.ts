import { and, count, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { SealBroken } from "@/lib/auth/sealing";
import type { CommandContext } from "../context";
import { openApiKey } from "./sealed-api-key";

export type StoredSettings = {
  settings: typeof itGlueSettings.$inferSelect;
  /** The pinned account; null until a key was proved. */
  connection: typeof itGlueConnection.$inferSelect | null;
  /** The key in clear; null where none is stored, or where it no longer opens (another master key). */
  key: string | null;
  /** Organizations of the pinned account that are linked to accounts of Flexbill. */
  linkCount: number;
};

/**
 * The tenant's settings with what a change of them must be compared to; null before the first save. `lock` holds them
 * until the transaction ends: whoever links organizations holds them too, so no link appears behind a change of account.
 */
export async function storedSettings(
  db: Db,
  ctx: CommandContext,
  { lock = false } = {},
): Promise<StoredSettings | null> {
  const query = db
    .select({ settings: itGlueSettings, connection: itGlueConnection })
    .from(itGlueSettings)
    .leftJoin(
      itGlueConnection,
      and(
        eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
        eq(itGlueConnection.id, itGlueSettings.connectionId),
      ),
    )
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  const [row] = await (lock ? query.for("update", { of: itGlueSettings }) : query);
  if (!row) return null;
  return {
    ...row,
    key: await keyIfItOpens(db, ctx, row.settings.sealedApiKey),
    linkCount: row.connection === null ? 0 : await linksOf(db, ctx, row.connection.id),
  };
}

/** A key sealed under a lost master key is no key: the form asks for it again instead of failing for ever. */
async function keyIfItOpens(db: Db, ctx: CommandContext, sealed: string | null): Promise<string | null> {
  if (sealed === null) return null;
  try {
    return await openApiKey(db, ctx.scope, sealed);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

/** How many organizations of an IT Glue account are linked. */
export async function linksOf(db: Db, ctx: CommandContext, connectionId: string): Promise<number> {
  const [row] = await db
    .select({ links: count() })
    .from(accountOrganization)
    .where(
      and(
        eq(accountOrganization.tenantId, ctx.scope.tenantId),
        eq(accountOrganization.connectionId, connectionId),
      ),
    );
  return row?.links ?? 0;
}
