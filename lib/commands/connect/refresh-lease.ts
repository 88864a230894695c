import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { userConnection } from "@/db/schema/it-glue";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import type { AuthorizationTokens } from "./authorization-port";
import type { OwnConnection } from "./own-connection";
import { sealSecrets } from "./user-secrets";

/** Longer than a call to the authorization server may take: whoever holds the lease beyond it has crashed. */
const LEASE_MS = 30_000;

type Row = OwnConnection["row"];

const ofUser = (ctx: CommandContext, userId: string) =>
  and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId));

const FREE = { refreshLeaseId: null, refreshLeaseUntil: null };

/** Takes the right to refresh this pair of tokens; null while another holds it, or once the pair was replaced. */
export async function takeRefreshLease(ctx: CommandContext, row: Row, now: Date): Promise<string | null> {
  const leaseId = crypto.randomUUID();
  const taken = await withTenant(ctx.scope, (db) =>
    db
      .update(userConnection)
      .set({
        refreshLeaseId: leaseId,
        refreshLeaseUntil: new Date(now.getTime() + LEASE_MS).toISOString(),
      })
      .where(
        and(
          ofUser(ctx, row.userId),
          eq(userConnection.tokenVersion, row.tokenVersion),
          or(
            isNull(userConnection.refreshLeaseUntil),
            lte(userConnection.refreshLeaseUntil, now.toISOString()),
          ),
        ),
      )
      .returning({ userId: userConnection.userId }),
  );
  return taken.length === 1 ? leaseId : null;
}

/** Lets another try: nothing was learned about the tokens. */
export async function releaseRefreshLease(ctx: CommandContext, row: Row, leaseId: string): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db
      .update(userConnection)
      .set(FREE)
      .where(and(ofUser(ctx, row.userId), eq(userConnection.refreshLeaseId, leaseId))),
  );
}

/**
 * Stores the new pair over the one the refresh began with, also where the lease has run out meanwhile: the new pair is
 * the only one that is good. @returns false where the connection was replaced or ended since.
 */
export async function storeRefreshed(
  ctx: CommandContext,
  row: Row,
  leaseId: string,
  tokens: AuthorizationTokens,
  now: Date,
): Promise<boolean> {
  return withTenant(ctx.scope, async (db) => {
    const stored = await db
      .update(userConnection)
      .set({
        ...(await sealSecrets(db, ctx, row.userId, tokens, now)),
        ...FREE,
        status: "connected",
        tokenVersion: sql`${userConnection.tokenVersion} + 1`,
      })
      .where(
        and(
          ofUser(ctx, row.userId),
          eq(userConnection.tokenVersion, row.tokenVersion),
          // A connection made anew has the version of the old one, but neither its lease nor its ciphertext.
          or(eq(userConnection.refreshLeaseId, leaseId), eq(userConnection.sealedAccess, row.sealedAccess)),
        ),
      )
      .returning({ userId: userConnection.userId });
    return stored.length === 1;
  });
}

/**
 * Notes that IT Glue no longer accepts a connection: its owner must connect again. `leaseId` null: known without asking.
 * @returns false where the tokens were replaced, or another asks about them now.
 */
export async function noteReconnect(ctx: CommandContext, row: Row, leaseId: string | null): Promise<boolean> {
  return withTenant(ctx.scope, async (db) => {
    const noted = await db
      .update(userConnection)
      .set({ ...FREE, status: "reconnect" })
      .where(
        and(
          ofUser(ctx, row.userId),
          eq(userConnection.tokenVersion, row.tokenVersion),
          leaseId === null
            ? eq(userConnection.sealedAccess, row.sealedAccess)
            : eq(userConnection.refreshLeaseId, leaseId),
        ),
      )
      .returning({ userId: userConnection.userId });
    if (noted.length === 0) return false;
    if (row.status !== "reconnect") {
      await recordAudit(db, ctx, {
        action: "it-glue-connect.refused",
        subject: { kind: "user", id: row.userId },
        changes: { connection: { from: row.status, to: "reconnect" } },
      });
    }
    return true;
  });
}
