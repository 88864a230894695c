import { and, eq, gte, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueConnection, itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { tenantDataKey } from "@/db/schema/tenant";
import { isKeyOf } from "@/lib/auth/sealing-data-keys";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { ItGlueServer } from "@/lib/domain/regions";
import {
  digestOfCredential,
  type ItGlueAccount,
  type ItGlueCredential,
  ItGlueError,
  type ItGlueErrorCode,
  type ItGlueGateway,
  type ReadOptions,
} from "@/lib/itglue/port";
import {
  type CountingIdentity,
  countingCredential,
  countingCredentialRefused,
  countingUser,
} from "../connect/counting-identity";
import type { UserCredentialOptions } from "../connect/user-credential";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type TakenTurns, takeTurns, tenantRequestBudget } from "./request-budget";
import { openApiKeyUnder } from "./sealed-api-key";

/** The way to IT Glue under the one identity that counts: the tenant's key, or the chosen user's connection (design.md 3). */
export type TenantGateway = {
  gateway: ItGlueGateway;
  /** Mirror rows and links of this tenant hang on it. */
  connectionId: string;
  /** The pinned IT Glue account: id and name of its `primary` organization, and the server it is on. */
  accountId: string;
  accountName: string;
  server: ItGlueServer;
  /** Who counts. */
  identity: CountingIdentity;
  /** Last change of key, server, account or identity (ISO instant); null when none was ever changed. */
  identityChangedAt: string | null;
  /**
   * Told that IT Glue refused the credential: renews a user's token for the next read, or notes that they must connect
   * again. @throws CommandRefused "it-glue-identity-reconnect", "it-glue-unreachable".
   */
  onRefused: () => Promise<void>;
};

/**
 * Opens the way to IT Glue with the saved settings; a user's token that is about to end is renewed first. Call it outside
 * transactions, and prove the account (`proveTenantAccount`) before anything read is used.
 * @throws CommandRefused "it-glue-disabled" when an Administrator turned the integration off, "it-glue-not-set-up"
 * when no key was ever proved, "it-glue-identity-reconnect" where the counting user's connection no longer holds,
 * "it-glue-unreachable" where their token could not be renewed now.
 */
export async function openTenantGateway(
  ctx: CommandContext,
  options: UserCredentialOptions = {},
): Promise<TenantGateway> {
  return (
    await openTenantGatewayKnowing(
      ctx,
      async () => null,
      () => 0,
      options,
    )
  ).opened;
}

/**
 * `openTenantGateway`, with what `read` finds in the transaction that reads the settings, asked for together with them: a
 * person waits for both. `read` is handed the id of the connection as a query of its own, null where nothing is set up yet.
 * `requestsAtOnce`: how many requests will follow at once; a key's turns under the rate limit are taken in that transaction.
 */
export async function openTenantGatewayKnowing<Known>(
  ctx: CommandContext,
  read: (db: Db, connectionId: SQL<string | null>) => Promise<Known>,
  requestsAtOnce: (known: Known) => number,
  options: UserCredentialOptions = {},
): Promise<{ opened: TenantGateway; known: Known }> {
  const { identity, known, turns } = await withTenant(ctx.scope, async (db) => {
    const reading = read(db, ownConnectionId(ctx.scope));
    // Told after what is wrong with the settings.
    reading.catch(() => undefined);
    const { opening, ...identity } = await storedIdentity(db, ctx);
    const known = await reading;
    const key = await opening;
    const atOnce = requestsAtOnce(known);
    const taken = key !== null && atOnce > 0 ? await takeTurnsOfKey(db, ctx, key, atOnce) : null;
    return { identity: { ...identity, key }, known, turns: { atOnce: Math.max(1, atOnce), taken } };
  });
  return { opened: await gatewayOf(ctx, identity, turns, options), known };
}

async function takeTurnsOfKey(db: Db, ctx: CommandContext, key: string, wanted: number) {
  return takeTurns(db, ctx.scope, await digestOfCredential({ kind: "api-key", key }), wanted);
}

type StoredIdentity = Omit<Awaited<ReturnType<typeof storedIdentity>>, "opening"> & { key: string | null };

async function gatewayOf(
  ctx: CommandContext,
  { connection, identityChangedAt, key, user }: StoredIdentity,
  turns: { atOnce: number; taken: TakenTurns | null },
  options: UserCredentialOptions,
): Promise<TenantGateway> {
  const used = key === null ? await notingFailure(ctx, () => countingCredential(ctx, user, options)) : null;
  const credential: ItGlueCredential = used ? used.credential : { kind: "api-key", key: key ?? "" };
  return {
    gateway: ctx.itGlue({
      server: connection.server,
      credential,
      budget: tenantRequestBudget(ctx.scope, undefined, turns),
    }),
    connectionId: connection.id,
    accountId: connection.accountId,
    accountName: connection.accountName,
    server: connection.server,
    identity: user && used ? { kind: "user", userId: user.userId, name: user.name } : { kind: "api-key" },
    identityChangedAt,
    onRefused: async () => {
      if (user && used) await notingFailure(ctx, () => countingCredentialRefused(ctx, user, used, options));
    },
  };
}

function ownConnectionId({ tenantId }: TenantScope): SQL<string | null> {
  return sql<
    string | null
  >`(SELECT ${itGlueSettings.connectionId} FROM ${itGlueSettings} WHERE ${eq(itGlueSettings.tenantId, tenantId)})`;
}

/** `opening`: the key in clear, on its way while more is read; null where a user counts. */
async function storedIdentity(db: Db, ctx: CommandContext) {
  const [row] = await db
    .select({
      settings: {
        isEnabled: itGlueSettings.isEnabled,
        sealedApiKey: itGlueSettings.sealedApiKey,
        countingIdentity: itGlueSettings.countingIdentity,
        countingUserId: itGlueSettings.countingUserId,
        connectionId: itGlueSettings.connectionId,
        identityChangedAt: itGlueSettings.identityChangedAt,
      },
      connection: itGlueConnection,
      dataKey: tenantDataKey,
    })
    .from(itGlueSettings)
    .leftJoin(
      itGlueConnection,
      and(
        eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
        eq(itGlueConnection.id, itGlueSettings.connectionId),
      ),
    )
    .leftJoin(tenantDataKey, isKeyOf(itGlueSettings.sealedApiKey, itGlueSettings.tenantId))
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  const sealed = row?.settings.sealedApiKey ?? null;
  const isUser = row?.settings.countingIdentity === "user";
  if (!row?.connection || (!isUser && sealed === null)) throw new CommandRefused("it-glue-not-set-up");
  if (!row.settings.isEnabled) throw new CommandRefused("it-glue-disabled");
  const opening =
    isUser || sealed === null ? Promise.resolve(null) : openApiKeyUnder(row.dataKey, ctx.scope, sealed);
  // Waited for later; what fails before is what is told then.
  opening.catch(() => undefined);
  return {
    connection: row.connection,
    identityChangedAt: row.settings.identityChangedAt,
    user: isUser ? await countingUser(db, ctx, row.settings) : null,
    opening,
  };
}

/** The health panel shows, too, that nobody can count. */
async function notingFailure<Answer>(ctx: CommandContext, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandRefused)
      await noteItGlueError(ctx, error.code === "it-glue-unreachable" ? "network" : "identity-reconnect");
    throw error;
  }
}

/** `found` is the account that answered in place of the pinned one. */
export type TenantAccountProof = { ok: true } | { ok: false; reason: "other-account"; found: ItGlueAccount };

/**
 * Proves by one call that the credential still opens the pinned IT Glue account. On any other account nothing read may be
 * used: the pass is `unreachable` (design.md 4).
 * @throws ItGlueError when the call itself fails; CommandRefused "it-glue-identity-reconnect" where IT Glue no longer
 * accepts the counting user.
 */
export async function proveTenantAccount(
  tenantGateway: Pick<TenantGateway, "gateway" | "accountId"> & Partial<Pick<TenantGateway, "onRefused">>,
  options?: ReadOptions,
): Promise<TenantAccountProof> {
  const found = await tenantGateway.gateway.proveAccount(options).catch(async (error: unknown) => {
    if (error instanceof ItGlueError && REFUSED.has(error.code)) await tenantGateway.onRefused?.();
    throw error;
  });
  if (found.accountId === tenantGateway.accountId) return { ok: true };
  return { ok: false, reason: "other-account", found };
}

const REFUSED: ReadonlySet<ItGlueErrorCode> = new Set(["forbidden", "unauthorized"]);

/** What the health panel keeps of a failed pass. */
export type ItGlueFailure = ItGlueErrorCode | "other-account" | "identity-reconnect";

/**
 * Notes for the health panel that IT Glue answered in full just now, and that the key or the connection that counts was
 * used: keys nobody uses for 90 days die. Opens its own transaction. An error of this very
 * instant is forgotten: where a simulation's clock stands still, it would seem to be the later of the two.
 */
export async function noteItGlueSuccess(ctx: CommandContext): Promise<void> {
  const now = ctx.now().toString({ smallestUnit: "millisecond" });
  await withTenant(ctx.scope, async (db) => {
    const own = eq(itGlueSettings.tenantId, ctx.scope.tenantId);
    const [identity] = await db
      .update(itGlueSettings)
      .set({
        lastSuccessAt: now,
        apiKeyUsedAt: sql`CASE WHEN ${itGlueSettings.countingIdentity} = 'api-key' THEN ${now}::timestamptz ELSE ${itGlueSettings.apiKeyUsedAt} END`,
      })
      .where(own)
      .returning({
        countingIdentity: itGlueSettings.countingIdentity,
        userId: itGlueSettings.countingUserId,
      });
    if (identity?.countingIdentity === "user" && identity.userId !== null) {
      await db
        .update(userConnection)
        .set({ lastUsedAt: now })
        .where(
          and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, identity.userId)),
        );
    }
    await db
      .update(itGlueSettings)
      .set({ lastErrorAt: null, lastErrorCode: null })
      .where(and(own, gte(itGlueSettings.lastErrorAt, now)));
  });
}

/** Notes for the health panel why IT Glue could not be read just now. Opens its own transaction. */
export async function noteItGlueError(ctx: CommandContext, failure: ItGlueFailure): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db
      .update(itGlueSettings)
      .set({
        lastErrorAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        lastErrorCode: failure,
      })
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId)),
  );
}
