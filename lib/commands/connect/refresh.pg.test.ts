import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { userConnection } from "@/db/schema/it-glue";
import { auditOf, connect, connectionOf } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import type { TestTenant } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import type { CommandContext } from "../context";
import type { Authorization } from "./authorization-port";
import { disconnect } from "./disconnect";
import { releaseRefreshLease, takeRefreshLease } from "./refresh-lease";
import { userCredential } from "./user-credential";

let server: PostgresServer;
let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  await connect(ctx);
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(async () => {
  await bench?.stop();
  await closeDatabase();
  await server?.stop();
});

/** The access token of the demo ends after an hour. */
const LATER_MS = 2 * 3600_000;
const later = { realNow: () => new Date(Date.now() + LATER_MS) };
const tokens = () => bench.emulator.state.tokens;
const own = async () => (await connectionOf(tenant))!;

/** The same context, with the refreshes it asks for counted, and `around` done about each of them. */
function watched(
  around: (refresh: () => ReturnType<Authorization["refreshTokens"]>) => unknown = (go) => go(),
) {
  let refreshes = 0;
  const authorizationFor: CommandContext["authorizationFor"] = (of) => {
    const real = ctx.authorizationFor(of)!;
    return {
      ...real,
      refreshTokens: async (token) => {
        refreshes += 1;
        return (await around(() => real.refreshTokens(token))) as ReturnType<Authorization["refreshTokens"]>;
      },
    };
  };
  return { ctx: { ...ctx, authorizationFor }, refreshes: () => refreshes };
}

describe("refreshing tokens on a real server", () => {
  it("gives forty askers at once one new pair, by one refresh", async () => {
    const [former] = tokens();
    const many = watched();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => userCredential(many.ctx, tenant.admin.id, later)),
    );
    expect(many.refreshes()).toBe(1);
    expect(tokens()).toHaveLength(1);
    expect(tokens()[0]?.refreshToken).not.toBe(former?.refreshToken);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        state: "connected",
        credential: { kind: "bearer", token: tokens()[0]?.accessToken },
      });
    }
    expect(await own()).toMatchObject({ status: "connected", tokenVersion: 2, refreshLeaseId: null });
    expect(await auditOf(tenant, "it-glue-connect.refused")).toEqual([]);
  });

  it("leaves a token alone that holds for more than a minute", async () => {
    const quiet = watched();
    const answer = await userCredential(quiet.ctx, tenant.admin.id);
    expect(answer).toMatchObject({ credential: { token: tokens()[0]?.accessToken }, isRenewed: false });
    expect(quiet.refreshes()).toBe(0);
  });

  it("holds no database lock while the authorization server thinks", async () => {
    const slow = watched(async (go) => {
      await withTenant(tenant.scope, (db) =>
        db.update(userConnection).set({ lastUsedAt: "2026-06-01T00:00:00.000Z" }),
      );
      return go();
    });
    expect(await userCredential(slow.ctx, tenant.admin.id, later)).toMatchObject({ state: "connected" });
  });

  it("goes on after a crash under the lease: the next one waits for its end, then refreshes", async () => {
    let now = Date.now() + LATER_MS;
    const clock = {
      realNow: () => new Date(now),
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    await takeRefreshLease(ctx, await own(), clock.realNow());
    const begunAt = now;
    const next = watched();
    expect(await userCredential(next.ctx, tenant.admin.id, clock)).toMatchObject({ state: "connected" });
    expect(next.refreshes()).toBe(1);
    expect(now - begunAt).toBeGreaterThanOrEqual(30_000);
  });

  it("asks to connect again where whoever crashed had used the refresh token up", async () => {
    const crashed = watched(async (go) => {
      await go();
      throw new Error("The process ended here.");
    });
    await expect(userCredential(crashed.ctx, tenant.admin.id, later)).rejects.toThrow("ended here");
    const afterLease = { realNow: () => new Date(Date.now() + LATER_MS + 60_000) };
    expect(await userCredential(ctx, tenant.admin.id, afterLease)).toEqual({ state: "reconnect" });
    expect(await own()).toMatchObject({ status: "reconnect", refreshLeaseId: null });
    expect(await auditOf(tenant, "it-glue-connect.refused")).toHaveLength(1);
    await connect(ctx);
    expect(await userCredential(ctx, tenant.admin.id)).toMatchObject({ state: "connected" });
  });

  it("keeps the good pair of a slow holder although another lost with the used-up token meanwhile", async () => {
    const slow = watched(async (go) => {
      const pair = await go();
      const overtaken = { realNow: () => new Date(Date.now() + LATER_MS + 60_000) };
      expect(await userCredential(ctx, tenant.admin.id, overtaken)).toEqual({ state: "reconnect" });
      return pair;
    });
    expect(await userCredential(slow.ctx, tenant.admin.id, later)).toMatchObject({ state: "connected" });
    expect(await own()).toMatchObject({ status: "connected", tokenVersion: 2 });
    expect(await userCredential(ctx, tenant.admin.id)).toMatchObject({
      credential: { token: tokens()[0]?.accessToken },
    });
  });

  it("stays connected while the authorization server is down, lets go of the lease, and says so", async () => {
    const [former] = tokens();
    await bench.control({ action: "fault", kind: "503" });
    expect((await refusalOf(userCredential(ctx, tenant.admin.id, later))).code).toBe("it-glue-unreachable");
    expect(await own()).toMatchObject({ status: "connected", refreshLeaseId: null, tokenVersion: 1 });
    await bench.control({ action: "clear-faults" });
    expect(await userCredential(ctx, tenant.admin.id, later)).toMatchObject({ state: "connected" });
    expect(tokens()[0]?.refreshToken).not.toBe(former?.refreshToken);
  });

  it("does not bring back a connection that was ended or made anew during the refresh, and revokes the stray pair", async () => {
    const ended = watched(async (go) => {
      const pair = await go();
      await disconnect(ctx);
      return pair;
    });
    expect(await userCredential(ended.ctx, tenant.admin.id, later)).toEqual({ state: "not-connected" });
    expect(tokens()).toEqual([]);

    await connect(ctx);
    const anew = watched(async (go) => {
      const pair = await go();
      await disconnect(ctx);
      await connect(ctx);
      return pair;
    });
    const expiredFirst = {
      realNow: () => new Date(anew.refreshes() === 0 ? Date.now() + LATER_MS : Date.now()),
    };
    expect(await userCredential(anew.ctx, tenant.admin.id, expiredFirst)).toMatchObject({
      state: "connected",
    });
    expect(tokens()).toHaveLength(1);
    expect(await userCredential(ctx, tenant.admin.id)).toMatchObject({
      credential: { token: tokens()[0]?.accessToken },
    });
  });

  it("gives the lease to one of many", async () => {
    const row = await own();
    const now = new Date();
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeRefreshLease(ctx, row, now)));
    const leases = taken.filter((lease) => lease !== null);
    expect(leases).toHaveLength(1);
    await releaseRefreshLease(ctx, row, "00000000-0000-4000-8000-00000000000f");
    expect(await takeRefreshLease(ctx, row, now)).toBeNull();
    await releaseRefreshLease(ctx, row, leases[0]!);
    expect(await takeRefreshLease(ctx, row, now)).not.toBeNull();
  });

  it("asks to connect again where a token ended that nothing can renew", async () => {
    await withTenant(tenant.scope, (db) =>
      db
        .update(userConnection)
        .set({ sealedRefresh: null })
        .where(eq(userConnection.userId, tenant.admin.id)),
    );
    const almost = new Date(Date.parse((await own()).accessExpiresAt!) - 1000);
    expect(await userCredential(ctx, tenant.admin.id, { realNow: () => almost })).toMatchObject({
      state: "connected",
    });
    expect(await userCredential(ctx, tenant.admin.id, later)).toEqual({ state: "reconnect" });
  });
});
