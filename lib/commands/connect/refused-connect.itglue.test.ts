import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { connectAttempt } from "@/db/schema/it-glue";
import { isConnected } from "@/lib/queries/integrations";
import { connectionOf, decide, parts } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, jobContextFor, makeTenant, makeUser, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { saveItGlueSettings } from "../it-glue-settings/save-it-glue-settings";
import { connectWithKey } from "./connect-with-key";
import { finishConnect } from "./finish-connect";
import { startConnect } from "./start-connect";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const tokens = () => bench.emulator.state.tokens;

const attempts = () => withTenant(tenant.scope, (db) => db.select().from(connectAttempt));

/** A refusal that must leave nothing behind: no connection, no attempt to answer again, no token alive. */
async function refusesWith(code: string, work: Promise<unknown>): Promise<void> {
  expect((await refusalOf(work)).code).toBe(code);
  expect(await connectionOf(tenant)).toBeUndefined();
  expect(tokens()).toEqual([]);
}

describe("a Connect that is refused", () => {
  it("refuses an answer whose state was never given out, or whose parts are missing", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    await refusesWith("connect-state-mismatch", finishConnect(ctx, { ...answer, state: "forged" }, parts));
    await refusesWith("connect-state-mismatch", finishConnect(ctx, { ...answer, state: null }, parts));
    await refusesWith("connect-state-mismatch", finishConnect(ctx, { ...answer, code: null }, parts));
  });

  it("takes an answer once", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    await finishConnect(ctx, answer, parts);
    expect((await refusalOf(finishConnect(ctx, answer, parts))).code).toBe("connect-state-mismatch");
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(true);
  });

  it("refuses an answer after ten minutes of real time, though a simulation's clock stands still", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    const late = { ...parts, realNow: () => new Date(Date.now() + 10 * 60_000 + 1000) };
    await refusesWith("connect-expired", finishConnect(ctx, answer, late));
  });

  it("is not ended by moving a simulation's clock by a month", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    tenant.clock.set("2026-07-05T13:00:00Z");
    await finishConnect(ctx, answer, parts);
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(true);
  });

  it("refuses where the person denied", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl, { decision: "deny" });
    await refusesWith("connect-denied", finishConnect(ctx, answer, parts));
    expect(await attempts()).toEqual([]);
  });

  it("refuses another session and another user, whose answer it then can never be", async () => {
    const strangers = [
      contextFor(tenant, {
        itGlue: bench.itGlue,
        authorizationFor: bench.authorizationFor,
        sessionId: "00000000-0000-4000-8000-00000000000f",
      }),
      contextFor(tenant, {
        itGlue: bench.itGlue,
        authorizationFor: bench.authorizationFor,
        user: await makeUser(tenant, { role: "Technician" }),
      }),
    ];
    for (const stranger of strangers) {
      const { authorizeUrl } = await startConnect(ctx, parts);
      const answer = await decide(authorizeUrl);
      await refusesWith("connect-state-mismatch", finishConnect(stranger, answer, parts));
      await refusesWith("connect-state-mismatch", finishConnect(ctx, answer, parts));
    }
  });

  it("refuses the answer to another tenant's attempt", async () => {
    const { ctx: other, tenant: ofOther } = await connectedTenant(bench);
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    await refusesWith("connect-state-mismatch", finishConnect(other, answer, parts));
    expect(await connectionOf(ofOther)).toBeUndefined();
    expect(await attempts()).toHaveLength(1);
  });

  it("revokes and refuses a token of another IT Glue account", async () => {
    const bluefin = bench.emulator.state.accounts.find(({ id }) => id === "bluefin")!;
    bluefin.server = "us";
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl, { userId: "bluefin-user-1" });
    await refusesWith("it-glue-other-account", finishConnect(ctx, answer, parts));
  });

  it("revokes and stores nothing when IT Glue fails after the token was given", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    await bench.control({ action: "fault", kind: "503", match: "/organizations" });
    await refusesWith("it-glue-unreachable", finishConnect(ctx, answer, parts));
  });

  it("refuses a code that is not the attempt's own", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const answer = await decide(authorizeUrl);
    await refusesWith(
      "connect-state-mismatch",
      finishConnect(ctx, { ...answer, code: "code_forged" }, parts),
    );
  });

  it("refuses while the integration is off or not set up, and for a job", async () => {
    const unset = contextFor(await makeTenant(), {
      itGlue: bench.itGlue,
      authorizationFor: bench.authorizationFor,
    });
    expect((await refusalOf(startConnect(unset, parts))).code).toBe("it-glue-not-set-up");
    const job = jobContextFor(tenant, { itGlue: bench.itGlue, authorizationFor: bench.authorizationFor });
    expect((await refusalOf(startConnect(job, parts))).code).toBe("not-allowed");
    await saveItGlueSettings(ctx, {
      isEnabled: false,
      subdomain: "northwind",
      server: "us",
      apiKey: "",
      isTwoWaySyncEnabled: true,
      version: 1,
    });
    expect((await refusalOf(startConnect(ctx, parts))).code).toBe("it-glue-disabled");
  });

  it("is not for an Auditor", async () => {
    const auditor = contextFor(tenant, { role: "Auditor", itGlue: bench.itGlue });
    expect((await refusalOf(startConnect(auditor, parts))).code).toBe("not-allowed");
    expect((await refusalOf(connectWithKey(auditor, { apiKey: "x" }))).code).toBe("not-allowed");
  });
});
