import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import type { AuthorizationTokens } from "./authorization-port";
import { sealSecrets, secretsIfTheyOpen } from "./user-secrets";

/** The secrets a new Connect took the place of: theirs to revoke. */
export type ReplacedSecrets = { kind: "oauth" | "api-key"; access: string; refresh: string | null };

/** Stores what a Connect proved, sealed, in place of an earlier one. The proof must be of the account pinned right now. */
export async function keepConnection(
  ctx: CommandContext,
  userId: string,
  connectionId: string,
  kind: "oauth" | "api-key",
  tokens: AuthorizationTokens,
  now: Date,
): Promise<ReplacedSecrets | null> {
  return withTenant(ctx.scope, async (db) => {
    const settings = await takeSettings(db, ctx, connectionId);
    const [before] = await db
      .select()
      .from(userConnection)
      .where(and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId)));
    const at = ctx.now().toString({ smallestUnit: "millisecond" });
    const values = {
      connectionId,
      kind,
      ...(await sealSecrets(db, ctx, userId, tokens, now)),
      status: "connected" as const,
      connectedAt: at,
      details: kind === "api-key" ? { lastFour: tokens.accessToken.slice(-4) } : {},
      // The account was proved by a call just now.
      lastUsedAt: at,
      refreshLeaseId: null,
      refreshLeaseUntil: null,
    };
    await db
      .insert(userConnection)
      .values({ ...values, tenantId: ctx.scope.tenantId, userId })
      .onConflictDoUpdate({
        target: [userConnection.tenantId, userConnection.userId],
        set: { ...values, tokenVersion: sql`${userConnection.tokenVersion} + 1` },
      });
    // They may have come as somebody who sees less of IT Glue: decreases found after it are held.
    if (settings.countingIdentity === "user" && settings.countingUserId === userId) {
      await db
        .update(itGlueSettings)
        .set({ identityChangedAt: at })
        .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
    }
    await recordAudit(db, ctx, {
      action: "it-glue-connect.connected",
      subject: { kind: "user", id: userId },
      changes: {
        connection: { from: before?.status ?? null, to: "connected" },
        credential: { from: before?.kind ?? null, to: kind },
      },
    });
    const secrets = before && (await secretsIfTheyOpen(db, ctx, before));
    return secrets ? { kind: before.kind, ...secrets } : null;
  });
}

async function takeSettings(db: Db, ctx: CommandContext, connectionId: string) {
  const [settings] = await db
    .select({
      connectionId: itGlueSettings.connectionId,
      countingIdentity: itGlueSettings.countingIdentity,
      countingUserId: itGlueSettings.countingUserId,
    })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId))
    .for("update");
  if (settings?.connectionId !== connectionId)
    throw new CommandRefused("changed-meanwhile", { what: "IT Glue connection" });
  return settings;
}
