import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { outcomeInWords } from "@/app/(bms)/my-settings/integrations/_components/connect-words";
import { connectParts } from "@/lib/actions/connect-parts";
import { getSession, type Session } from "@/lib/auth/session";
import { startConnect } from "@/lib/commands/connect/start-connect";
import type { CommandContext } from "@/lib/commands/context";
import { integrations } from "@/lib/queries/integrations";
import { type Bench, connectedTenant, startBench } from "@/lib/testing/connected-tenant";
import { sessionFor, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { GET } from "./route";

vi.mock("@/lib/auth/session", async (original) => ({
  ...(await original<typeof import("@/lib/auth/session")>()),
  getSession: vi.fn(),
}));

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("ITGLUE_BASE_URL", bench.emulator.url);
  vi.stubEnv("ITGLUE_OAUTH_CLIENT_ID", "flexbill");
  vi.stubEnv("AUTH_URL", "http://127.0.0.1:3000");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bench.stop();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  ({ tenant, ctx } = await connectedTenant(bench));
  signIn(sessionFor(tenant));
});

const signIn = (session: Session | null) => vi.mocked(getSession).mockResolvedValue(session);
const statusOf = async () => (await integrations(tenant.scope, tenant.admin.id)).status;

/** Calls the route as a browser would that claims another host; answers where it is sent. */
async function returnWith(query: string): Promise<string | null> {
  const request = new Request(`http://evil.example/api/it-glue/callback?${query}`, {
    headers: { host: "evil.example", "x-forwarded-host": "evil.example" },
  });
  const response = await GET(request);
  expect(response.status).toBe(303);
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  return response.headers.get("location");
}

const landing = (outcome: string) => `/my-settings/integrations?connect=${outcome}`;

/** Approves or denies on the consent page; answers the query the browser is sent back with. */
async function decide(authorizeUrl: string, decision: "approve" | "deny"): Promise<URL> {
  const page = new URL(authorizeUrl);
  const body = new URLSearchParams(page.searchParams);
  body.set("decision", decision);
  body.set("user_id", "northwind-user-1");
  const answer = await fetch(`${page.origin}${page.pathname}`, { method: "POST", body, redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "");
}

describe("the way back from IT Glue", () => {
  it("goes to the configured origin and connects, whatever Host is claimed", async () => {
    const { authorizeUrl } = await startConnect(ctx, connectParts());
    const back = await decide(authorizeUrl, "approve");
    expect(`${back.origin}${back.pathname}`).toBe("http://127.0.0.1:3000/api/it-glue/callback");
    expect(await returnWith(back.search.slice(1))).toBe(landing("connected"));
    expect(await statusOf()).toBe("connected");
  });

  it("lands with a denial on words that are no error", async () => {
    const { authorizeUrl } = await startConnect(ctx, connectParts());
    const back = await decide(authorizeUrl, "deny");
    expect(await returnWith(back.search.slice(1))).toBe(landing("connect-denied"));
    expect(await statusOf()).toBe("not-connected");
    expect(outcomeInWords("connect-denied", { account: null, status: "not-connected" })?.tone).toBe("info");
  });

  it.each([
    ["a forged state", "state=forged&code=any", "connect-state-mismatch"],
    ["no state", "code=any", "connect-state-mismatch"],
    ["nothing at all", "", "connect-state-mismatch"],
  ])("lands with %s on a refusal that has words, and stores nothing", async (_, query, outcome) => {
    expect(await returnWith(query)).toBe(landing(outcome));
    expect(await statusOf()).toBe("not-connected");
    expect(outcomeInWords(outcome, { account: null, status: "not-connected" })?.tone).toBe("bad");
  });

  it("asks a visitor whose session ended to begin anew", async () => {
    signIn(null);
    expect(await returnWith("state=any&code=any")).toBe(landing("signed-out"));
  });

  it("tells nothing of a failure of its own", async () => {
    vi.mocked(getSession).mockRejectedValue(new Error("secret detail"));
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await returnWith("state=any&code=any")).toBe(landing("unexpected"));
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});

describe("words of an outcome", () => {
  it("claim no connection that is not there: the address can be typed", () => {
    expect(outcomeInWords("connected", { account: null, status: "not-connected" })).toBeNull();
    expect(outcomeInWords("<script>", { account: null, status: "connected" })).toBeNull();
  });
});
