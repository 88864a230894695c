import { eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";

/** By which connection, under which credential, a pass reads IT Glue. */
export type PassIdentity = {
  connectionId: string | null;
  /** Last change of key, server, account or counting user. */
  identityChangedAt: string | null;
};

/** Why a line is not recorded from a pass that another connection or credential began. */
export const IDENTITY_CHANGED = {
  code: "it-glue-identity-changed",
  message:
    "IT Glue's account, server or credential was changed while it was counted; the next try counts anew",
};

/** The identity that counts for the tenant at this moment. */
export async function passIdentity(db: Db, ctx: CommandContext): Promise<PassIdentity> {
  const [settings] = await db
    .select({
      connectionId: itGlueSettings.connectionId,
      identityChangedAt: itGlueSettings.identityChangedAt,
    })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  return settings ?? { connectionId: null, identityChangedAt: null };
}

export function isSameIdentity(a: PassIdentity, b: PassIdentity): boolean {
  return a.connectionId === b.connectionId && a.identityChangedAt === b.identityChangedAt;
}
