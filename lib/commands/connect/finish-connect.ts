import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { connectAttempt } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { openSealed } from "@/lib/auth/sealing";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { AuthorizationFailed, type ConnectParts } from "./authorization-port";
import { hashOfState, verifierPlace } from "./connect-state";
import { endQuietly } from "./end-quietly";
import { keepConnection } from "./keep-connection";
import { pinnedAccount } from "./pinned-account";
import { ownUserId } from "./user-secrets";

/** What the browser brought back from IT Glue: untrusted, each part may be missing. */
export type ConnectAnswer = { state: string | null; code: string | null; error: string | null };

/**
 * Ends a Connect. The attempt is consumed first, whatever the answer is; only the session that began it may end it; and
 * a token of any other IT Glue account than the tenant's own is revoked and refused. Nothing is stored on a refusal.
 * @throws CommandRefused "connect-state-mismatch", "connect-expired", "connect-denied", "changed-meanwhile",
 * "it-glue-disabled", "it-glue-not-set-up", "it-glue-unreachable", "it-glue-other-account".
 */
export async function finishConnect(
  ctx: CommandContext,
  answer: ConnectAnswer,
  { redirectUri, realNow = () => new Date() }: ConnectParts,
): Promise<{ accountName: string }> {
  authorize(ctx, "connect.self");
  const userId = ownUserId(ctx);
  const attempt = await consumeAttempt(ctx, answer.state);
  const isOwn =
    attempt?.userId === userId && ctx.actor.kind === "user" && attempt.sessionId === ctx.actor.sessionId;
  if (!attempt || !isOwn) throw new CommandRefused("connect-state-mismatch");
  if (Date.parse(attempt.expiresAt) <= realNow().getTime()) throw new CommandRefused("connect-expired");
  if (answer.error === "access_denied") throw new CommandRefused("connect-denied");
  if (answer.error !== null) throw new CommandRefused("it-glue-unreachable", { reason: "authorization" });
  if (answer.code === null) throw new CommandRefused("connect-state-mismatch");

  const pinned = await pinnedAccount(ctx);
  const authorization = ctx.authorizationFor(attempt.server);
  if (pinned.server !== attempt.server || authorization === null)
    throw new CommandRefused("changed-meanwhile", { what: "IT Glue connection" });
  const grant = { code: answer.code, verifier: attempt.verifier, redirectUri };
  const tokens = await authorization.exchangeCode(grant).catch(refuseFailure);
  try {
    const gateway = ctx.itGlue({
      server: attempt.server,
      credential: { kind: "bearer", token: tokens.accessToken },
    });
    const found = await gateway.proveAccount();
    if (found.accountId !== pinned.accountId) {
      const names = { expected: pinned.accountName, found: found.accountName };
      throw new CommandRefused("it-glue-other-account", names);
    }
    const replaced = await keepConnection(ctx, userId, pinned.connectionId, "oauth", tokens, realNow());
    if (replaced?.kind === "oauth") await endQuietly(authorization, replaced.refresh ?? replaced.access);
    return { accountName: found.accountName };
  } catch (error) {
    await endQuietly(authorization, tokens.refreshToken ?? tokens.accessToken);
    throw error instanceof ItGlueError
      ? new CommandRefused("it-glue-unreachable", { reason: error.code })
      : error;
  }
}

/** Consumes the attempt in a transaction that always commits: no answer can be tried twice. */
async function consumeAttempt(ctx: CommandContext, state: string | null) {
  if (state === null || state === "") return null;
  const stateHash = await hashOfState(state);
  return withTenant(ctx.scope, async (db) => {
    const [attempt] = await db
      .delete(connectAttempt)
      .where(and(eq(connectAttempt.tenantId, ctx.scope.tenantId), eq(connectAttempt.stateHash, stateHash)))
      .returning();
    if (!attempt) return null;
    const verifier = await openSealed(db, ctx.scope, verifierPlace(attempt.id), attempt.sealedVerifier);
    return { ...attempt, verifier };
  });
}

function refuseFailure(error: unknown): never {
  if (!(error instanceof AuthorizationFailed)) throw error;
  throw error.code === "refused"
    ? new CommandRefused("connect-state-mismatch")
    : new CommandRefused("it-glue-unreachable", { reason: "authorization" });
}
