import type { ItGlueCredential } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type Authorization, AuthorizationFailed } from "./authorization-port";
import { endQuietly } from "./end-quietly";
import { type OwnConnection, ownConnection } from "./own-connection";
import { noteReconnect, releaseRefreshLease, storeRefreshed, takeRefreshLease } from "./refresh-lease";

/** A token that ends within this time is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;
/** Longer than a lease: whoever waits for one that crashed gets its turn. */
const LONGEST_WAIT_MS = 35_000;
const POLL_MS = 200;

export type UserCredential =
  /** `tokenVersion` names the pair of tokens; `isRenewed`: it was fetched just now. */
  | { state: "connected"; credential: ItGlueCredential; tokenVersion: number; isRenewed: boolean }
  | { state: "reconnect" }
  | { state: "not-connected" };

export type UserCredentialOptions = {
  /** The version of a pair whose access token IT Glue refused: it is renewed although it has not ended. */
  refusedVersion?: number;
  /** Tries a connection that is noted as "reconnect" once more. */
  evenInReconnect?: boolean;
  /** Real time, unless a test says otherwise. */
  realNow?: () => Date;
  sleep?: (milliseconds: number) => Promise<void>;
};

/**
 * What a user's own Connect calls IT Glue with: their key, or an access token that holds for at least a minute. A token
 * about to end is renewed by whoever takes the lease; all others wait for that one's new pair, so that a refresh token is
 * used once. Call it outside transactions.
 * @throws CommandRefused "it-glue-unreachable" where the authorization server does not answer; the connection stays as it
 * was.
 */
export async function userCredential(
  ctx: CommandContext,
  userId: string,
  options: UserCredentialOptions = {},
): Promise<UserCredential> {
  const { realNow = () => new Date(), sleep = sleepOnTimer, refusedVersion, evenInReconnect } = options;
  let waitedMs = 0;
  let begunWith: number | null = null;
  for (;;) {
    const own = await ownConnection(ctx, userId);
    if (own === null) return { state: "not-connected" };
    if (own.row.status === "reconnect" && !evenInReconnect) return { state: "reconnect" };
    if (own.row.kind === "api-key") return credentialOf(own, false);
    const isReplaced = begunWith !== null && own.row.tokenVersion !== begunWith;
    if (isReplaced || !mustRenew(own, realNow(), refusedVersion)) return credentialOf(own, isReplaced);
    begunWith = own.row.tokenVersion;

    const authorization = ctx.authorizationFor(own.server);
    if (own.refresh === null || authorization === null) {
      if (!hasEnded(own, realNow()) && own.row.tokenVersion !== refusedVersion)
        return credentialOf(own, false);
      if (await noteReconnect(ctx, own.row, null)) return { state: "reconnect" };
      continue;
    }
    const leaseId = await takeRefreshLease(ctx, own.row, realNow());
    if (leaseId !== null) {
      const renewed = await renew(ctx, { ...own, refresh: own.refresh }, authorization, leaseId, realNow);
      if (renewed !== "again") return renewed;
    }
    if (waitedMs >= LONGEST_WAIT_MS)
      throw new CommandRefused("it-glue-unreachable", { reason: "authorization" });
    await sleep(POLL_MS);
    waitedMs += POLL_MS;
  }
}

/** Asks for a new pair, as the holder of the lease. "again": somebody else was here meanwhile, look anew. */
async function renew(
  ctx: CommandContext,
  own: OwnConnection & { refresh: string },
  authorization: Authorization,
  leaseId: string,
  realNow: () => Date,
): Promise<UserCredential | "again"> {
  try {
    const answered = await authorization.refreshTokens(own.refresh);
    const tokens = { ...answered, refreshToken: answered.refreshToken ?? own.refresh };
    if (await storeRefreshed(ctx, own.row, leaseId, tokens, realNow())) {
      return {
        state: "connected",
        credential: { kind: "bearer", token: tokens.accessToken },
        tokenVersion: own.row.tokenVersion + 1,
        isRenewed: true,
      };
    }
    // The person disconnected or connected anew: this pair belongs to nobody.
    await endQuietly(authorization, tokens.refreshToken);
    return "again";
  } catch (error) {
    if (!(error instanceof AuthorizationFailed)) throw error;
    if (error.code === "refused")
      return (await noteReconnect(ctx, own.row, leaseId)) ? { state: "reconnect" } : "again";
    await releaseRefreshLease(ctx, own.row, leaseId);
    throw new CommandRefused("it-glue-unreachable", { reason: "authorization" });
  }
}

function credentialOf({ row, access }: OwnConnection, isRenewed: boolean): UserCredential {
  const credential: ItGlueCredential =
    row.kind === "api-key" ? { kind: "api-key", key: access } : { kind: "bearer", token: access };
  return { state: "connected", credential, tokenVersion: row.tokenVersion, isRenewed };
}

function mustRenew({ row }: OwnConnection, now: Date, refusedVersion: number | undefined): boolean {
  return row.tokenVersion === refusedVersion || endsWithin(row, now, RENEW_BEFORE_MS);
}

const hasEnded = ({ row }: OwnConnection, now: Date) => endsWithin(row, now, 0);

function endsWithin({ accessExpiresAt }: OwnConnection["row"], now: Date, milliseconds: number): boolean {
  return accessExpiresAt !== null && Date.parse(accessExpiresAt) - milliseconds <= now.getTime();
}

function sleepOnTimer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
