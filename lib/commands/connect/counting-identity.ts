import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { type itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { ownConnection } from "./own-connection";
import { noteReconnect } from "./refresh-lease";
import { type UserCredential, type UserCredentialOptions, userCredential } from "./user-credential";

/** Who counts for the company: one identity, so that two people never see two counts (design.md 3). */
export type CountingIdentity = { kind: "api-key" } | { kind: "user"; userId: string; name: string };

/** The user chosen to count; `mayCount` false: disabled, not connected, or connected to another IT Glue account. */
export type CountingUser = { userId: string; name: string; mayCount: boolean };

type Connected = Extract<UserCredential, { state: "connected" }>;

/** The user chosen in settings; null where the choice is gone. */
export async function countingUser(
  db: Db,
  ctx: CommandContext,
  {
    countingUserId,
    connectionId,
  }: Pick<typeof itGlueSettings.$inferSelect, "countingUserId" | "connectionId">,
): Promise<CountingUser | null> {
  if (countingUserId === null) return null;
  const [user] = await db
    .select({ name: appUser.name, isActive: appUser.isActive, connectedTo: userConnection.connectionId })
    .from(appUser)
    .leftJoin(
      userConnection,
      and(eq(userConnection.tenantId, appUser.tenantId), eq(userConnection.userId, appUser.id)),
    )
    .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, countingUserId)));
  if (!user) return null;
  const mayCount = user.isActive && user.connectedTo !== null && user.connectedTo === connectionId;
  return { userId: countingUserId, name: user.name, mayCount };
}

/**
 * What the counting user calls IT Glue with.
 * @throws CommandRefused "it-glue-identity-reconnect" where their connection no longer holds: nobody else counts in their
 * place. "it-glue-unreachable" where a token could not be renewed now.
 */
export async function countingCredential(
  ctx: CommandContext,
  user: CountingUser | null,
  options: UserCredentialOptions = {},
): Promise<Connected> {
  const found = user?.mayCount ? await userCredential(ctx, user.userId, options) : null;
  if (found?.state !== "connected") throw identityRefused(user);
  return found;
}

/**
 * IT Glue refused what the counting user called with: a token is renewed, for the next read; a key, or a token that cannot
 * be renewed, asks its owner to connect again.
 * @throws CommandRefused as `countingCredential`.
 */
export async function countingCredentialRefused(
  ctx: CommandContext,
  user: CountingUser,
  used: Connected,
  options: UserCredentialOptions = {},
): Promise<void> {
  if (used.credential.kind === "bearer") {
    await countingCredential(ctx, user, { ...options, refusedVersion: used.tokenVersion });
    return;
  }
  const own = await ownConnection(ctx, user.userId);
  if (own?.row.tokenVersion === used.tokenVersion) await noteReconnect(ctx, own.row, null);
  throw identityRefused(user);
}

function identityRefused(user: CountingUser | null): CommandRefused {
  return new CommandRefused("it-glue-identity-reconnect", user ? { name: user.name } : {});
}
