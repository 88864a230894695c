import type { Db } from "@/db/database";
import type { userConnection } from "@/db/schema/it-glue";
import { openSealed, SealBroken, seal } from "@/lib/auth/sealing";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import type { AuthorizationTokens } from "./authorization-port";

type SealedColumns = Pick<
  typeof userConnection.$inferInsert,
  "sealedAccess" | "sealedRefresh" | "accessExpiresAt"
>;

/** Connect is a person's own: a job has none. @throws CommandRefused "not-allowed" for anybody but a user. */
export function ownUserId(ctx: CommandContext): string {
  if (ctx.actor.kind !== "user") throw new CommandRefused("not-allowed", { permission: "connect.self" });
  return ctx.actor.userId;
}

const place = (userId: string, column: "sealed_access" | "sealed_refresh") => ({
  table: "user_connection",
  column,
  row: userId,
});

/** Tokens, or a personal key as an access token without end, as they may be stored for a user. */
export async function sealSecrets(
  db: Db,
  ctx: CommandContext,
  userId: string,
  tokens: AuthorizationTokens,
  now: Date,
): Promise<SealedColumns> {
  const { accessToken, refreshToken, expiresInSeconds } = tokens;
  return {
    sealedAccess: await seal(db, ctx.scope, place(userId, "sealed_access"), accessToken),
    sealedRefresh:
      refreshToken === null ? null : await seal(db, ctx.scope, place(userId, "sealed_refresh"), refreshToken),
    accessExpiresAt:
      expiresInSeconds === null ? null : new Date(now.getTime() + expiresInSeconds * 1000).toISOString(),
  };
}

/** A user's secrets in clear, for the one call that needs them. */
export async function openSecrets(
  db: Db,
  ctx: CommandContext,
  row: typeof userConnection.$inferSelect,
): Promise<{ access: string; refresh: string | null }> {
  return {
    access: await openSealed(db, ctx.scope, place(row.userId, "sealed_access"), row.sealedAccess),
    refresh:
      row.sealedRefresh === null
        ? null
        : await openSealed(db, ctx.scope, place(row.userId, "sealed_refresh"), row.sealedRefresh),
  };
}

/** The same; null where they no longer open (a lost master key): that must not keep anybody from connecting anew. */
export async function secretsIfTheyOpen(
  db: Db,
  ctx: CommandContext,
  row: typeof userConnection.$inferSelect,
): Promise<{ access: string; refresh: string | null } | null> {
  try {
    return await openSecrets(db, ctx, row);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
