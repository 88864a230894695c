import { and, eq, ne } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { userConnection } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { type ItGlueCredential, ItGlueError } from "@/lib/itglue/port";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { tenantRequestBudget } from "../it-glue-settings/request-budget";
import { CommandRefused } from "../refusal";
import { noteUsed } from "./note-used";
import { ownConnection } from "./own-connection";
import { type PinnedAccount, pinnedAccount } from "./pinned-account";
import { type UserCredentialOptions, userCredential } from "./user-credential";
import { ownUserId } from "./user-secrets";

type Status = "connected" | "reconnect";

/**
 * Asks IT Glue whether a person's Connect still holds: renews a token that has ended or is refused, proves the account,
 * and notes "reconnect" when IT Glue refuses. An outage says nothing about a token and changes nothing.
 * @throws CommandRefused "not-connected", "it-glue-disabled", "it-glue-not-set-up", "it-glue-unreachable".
 */
export async function checkConnect(
  ctx: CommandContext,
  options: Pick<UserCredentialOptions, "realNow" | "sleep"> = {},
): Promise<{ status: Status }> {
  authorize(ctx, "connect.self");
  const userId = ownUserId(ctx);
  const pinned = await pinnedAccount(ctx);
  const own = await ownConnection(ctx, userId);
  if (own === null) throw new CommandRefused("not-connected");
  const holds =
    own.row.connectionId === pinned.connectionId && (await holdsNow(ctx, userId, pinned, options));
  const status = holds ? "connected" : "reconnect";
  await note(ctx, userId, status);
  if (holds) await noteUsed(ctx, userId);
  return { status };
}

async function holdsNow(
  ctx: CommandContext,
  userId: string,
  pinned: PinnedAccount,
  options: UserCredentialOptions,
): Promise<boolean> {
  const first = await userCredential(ctx, userId, { ...options, evenInReconnect: true });
  if (first.state !== "connected") return false;
  const proof = await proves(ctx, pinned, first.credential);
  if (proof !== "refused" || first.isRenewed || first.credential.kind === "api-key")
    return proof === "proved";
  const again = await userCredential(ctx, userId, {
    ...options,
    evenInReconnect: true,
    refusedVersion: first.tokenVersion,
  });
  return again.state === "connected" && (await proves(ctx, pinned, again.credential)) === "proved";
}

async function proves(
  ctx: CommandContext,
  pinned: PinnedAccount,
  credential: ItGlueCredential,
): Promise<"proved" | "other-account" | "refused"> {
  const budget = tenantRequestBudget(ctx.scope);
  try {
    const found = await ctx.itGlue({ server: pinned.server, credential, budget }).proveAccount();
    return found.accountId === pinned.accountId ? "proved" : "other-account";
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    if (error.code === "forbidden" || error.code === "unauthorized") return "refused";
    throw new CommandRefused("it-glue-unreachable", { reason: error.code });
  }
}

async function note(ctx: CommandContext, userId: string, status: Status): Promise<void> {
  await withTenant(ctx.scope, async (db) => {
    const changed = await db
      .update(userConnection)
      .set({ status })
      .where(
        and(
          eq(userConnection.tenantId, ctx.scope.tenantId),
          eq(userConnection.userId, userId),
          ne(userConnection.status, status),
        ),
      )
      .returning({ userId: userConnection.userId });
    if (changed.length === 0) return;
    await recordAudit(db, ctx, {
      action: "it-glue-connect.checked",
      subject: { kind: "user", id: userId },
      changes: { connection: { from: status === "connected" ? "reconnect" : "connected", to: status } },
    });
  });
}
