import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { callServeRoute, ServeRouteUnreachable } from "./local-runner/call-serve-route";
import { serveTestApp, type TestApp, testClient } from "./local-runner/test-app";

let app: TestApp;
let ran = 0;

beforeAll(async () => {
  const client = testClient();
  const pay = client.createFunction({ id: "pay", triggers: [{ event: "test/pay" }] }, async () => {
    ran += 1;
    return "paid";
  });
  app = await serveTestApp(client, [pay]);
});
afterAll(() => app.close());
beforeEach(() => {
  ran = 0;
});

const event = { name: "test/pay", data: {} };
const BODY = { version: 2, event, events: [event], steps: {}, ctx: { run_id: "r", attempt: 0 } };
const query = { fnId: "test-pay", stepId: "step" };

function post(signature: string | null, body: unknown = BODY): Promise<Response> {
  return fetch(`${app.route.origin}/api/inngest?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: signature === null ? {} : { "x-inngest-signature": signature },
    body: JSON.stringify(body),
  });
}

function signature(key: string, body: unknown = BODY, at = Date.now()): string {
  const seconds = Math.floor(at / 1000);
  return `t=${seconds}&s=${createHmac("sha256", key)
    .update(`${canonicalJson(body)}${seconds}`)
    .digest("hex")}`;
}

describe("the serve route", () => {
  it("runs a function for a call signed with the key, and signs its answer", async () => {
    const answer = await callServeRoute(app.route, { method: "POST", query, body: BODY });
    expect(answer).toMatchObject({ status: 200, body: "paid" });
    expect(ran).toBe(1);
    expect((await post(signature(app.route.signingKey))).status).toBe(200);
  });

  it.each([
    ["without a signature", () => null],
    ["with a signature that is none", () => "signed"],
    ["signed with another key", () => signature("bad0bad0")],
    [
      "signed for another body",
      () => signature("c0ffee", { ...BODY, steps: { a: { type: "data", data: 1 } } }),
    ],
    ["signed ten minutes ago", () => signature("c0ffee", BODY, Date.now() - 600_000)],
    ["signed for ten minutes from now", () => signature("c0ffee", BODY, Date.now() + 600_000)],
  ])("refuses a call %s, runs nothing, and says nothing of the app", async (_title, made) => {
    const answer = await post(made());
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ message: "Unauthorized" });
    expect(answer.headers.get("x-inngest-signature")).toBeNull();
    expect(ran).toBe(0);
  });

  it("refuses steps that were forged into a signed call", async () => {
    const sent = signature("c0ffee");
    const forged = { ...BODY, steps: { counted: { type: "data", data: 9_999 } } };
    expect((await post(sent, forged)).status).toBe(401);
    expect(ran).toBe(0);
  });

  it.each([
    ["GET", {}],
    ["PUT", {}],
    ["PUT", { "x-inngest-sync-kind": "in_band" }],
  ])("refuses an unsigned %s %o: what functions there are is nobody's business", async (method, headers) => {
    const url = `${app.route.origin}/api/inngest`;
    const body = method === "PUT" ? JSON.stringify({ url }) : undefined;
    const answer = await fetch(url, { method, headers: headers as Record<string, string>, body });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain("pay");
  });

  it("is not trusted by the runner where its answer is not signed with the runner's key", async () => {
    const stranger = { ...app.route, signingKey: "bad0bad0" };
    await expect(callServeRoute(stranger, { method: "POST", query, body: BODY })).rejects.toThrow(
      ServeRouteUnreachable,
    );
  });
});
