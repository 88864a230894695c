import { and, eq, lt } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { connectAttempt } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { seal } from "@/lib/auth/sealing";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import type { ConnectParts } from "./authorization-port";
import { freshState, hashOfState, verifierPlace } from "./connect-state";
import { pinnedAccount } from "./pinned-account";
import { ownUserId } from "./user-secrets";

const ATTEMPT_MINUTES = 10;

/**
 * Begins a Connect: keeps the attempt (session, user, server, sealed PKCE verifier, ten minutes) and answers where the
 * browser goes to ask IT Glue. The `state` in that address is random and means nothing to anybody else.
 * @throws CommandRefused "it-glue-disabled", "it-glue-not-set-up", or "invalid" where no sign-in with IT Glue is configured.
 */
export async function startConnect(
  ctx: CommandContext,
  { redirectUri, realNow = () => new Date() }: ConnectParts,
): Promise<{ authorizeUrl: string }> {
  authorize(ctx, "connect.self");
  const userId = ownUserId(ctx);
  const { server } = await pinnedAccount(ctx);
  const authorization = ctx.authorizationFor(server);
  if (authorization === null) {
    throw new CommandRefused("invalid", { message: "Connecting by sign-in is not configured here." });
  }
  const { verifier, challenge } = await authorization.createPkce();
  const state = freshState();
  const now = realNow();
  await withTenant(ctx.scope, async (db) => {
    await db
      .delete(connectAttempt)
      .where(
        and(eq(connectAttempt.tenantId, ctx.scope.tenantId), lt(connectAttempt.expiresAt, now.toISOString())),
      );
    const id = crypto.randomUUID();
    await db.insert(connectAttempt).values({
      tenantId: ctx.scope.tenantId,
      id,
      userId,
      sessionId: ctx.actor.kind === "user" ? ctx.actor.sessionId : "",
      server,
      stateHash: await hashOfState(state),
      sealedVerifier: await seal(db, ctx.scope, verifierPlace(id), verifier),
      expiresAt: new Date(now.getTime() + ATTEMPT_MINUTES * 60_000).toISOString(),
    });
  });
  return { authorizeUrl: authorization.authorizeUrl({ redirectUri, state, challenge }) };
}
