import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueConnection, itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { endQuietly } from "./end-quietly";
import { secretsIfTheyOpen } from "./user-secrets";

/** `isRevoked` false: the secret was deleted here but not ended at IT Glue; a personal API key never is, it is its owner's. */
export type EndedConnection = { kind: "oauth" | "api-key"; isRevoked: boolean };

/**
 * Deletes a user's connection, then revokes exactly what was deleted, where that is possible: IT Glue out of reach, turned
 * off in settings, or a secret that no longer opens keeps nobody connected.
 * @throws CommandRefused "not-connected".
 */
export async function endConnection(ctx: CommandContext, userId: string): Promise<EndedConnection> {
  const ended = await withTenant(ctx.scope, async (db) => {
    const [row] = await db
      .delete(userConnection)
      .where(and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId)))
      .returning();
    if (!row) throw new CommandRefused("not-connected");
    await recordAudit(db, ctx, {
      action: "it-glue-connect.disconnected",
      subject: { kind: "user", id: userId },
      changes: { connection: { from: row.status, to: null } },
    });
    return {
      kind: row.kind,
      secrets: await secretsIfTheyOpen(db, ctx, row),
      calledServer: await serverIfEnabled(db, ctx, row.connectionId),
    };
  });
  const { kind, secrets, calledServer } = ended;
  const authorization = kind === "oauth" && calledServer !== null ? ctx.authorizationFor(calledServer) : null;
  const isRevoked =
    authorization !== null &&
    secrets !== null &&
    (await endQuietly(authorization, secrets.refresh ?? secrets.access));
  return { kind, isRevoked };
}

/** An integration that is turned off calls nobody, not even to say goodbye. */
async function serverIfEnabled(db: Db, ctx: CommandContext, connectionId: string) {
  const [found] = await db
    .select({ server: itGlueConnection.server })
    .from(itGlueConnection)
    .innerJoin(
      itGlueSettings,
      and(eq(itGlueSettings.tenantId, itGlueConnection.tenantId), eq(itGlueSettings.isEnabled, true)),
    )
    .where(and(eq(itGlueConnection.tenantId, ctx.scope.tenantId), eq(itGlueConnection.id, connectionId)));
  return found?.server ?? null;
}
