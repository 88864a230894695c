import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createItGlueGateway } from "@/lib/itglue/http";
import { contextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { screenOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { proveKey } from "./prove-key";

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
});

/** What the network answers, through the real gateway; nothing leaves the process. */
function proving(answer: () => Promise<Response>) {
  const hosts: string[] = [];
  const itGlue = createItGlueGateway({
    fetch: async (input) => {
      hosts.push(new URL(`${input}`).host);
      return answer();
    },
    sleep: async () => undefined,
    attempts: 1,
  });
  return { hosts, proof: proveKey(contextFor(tenant, { itGlue }), "eu", "ITG.key") };
}

const answering = (status: number, body: unknown) =>
  proving(async () => new Response(JSON.stringify(body), { status }));
const failing = (code: string) =>
  proving(() =>
    Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) })),
  );

describe("a refused key", () => {
  it("is answered alike for key and server, and goes to the chosen server only", async () => {
    const { hosts, proof } = answering(403, { message: "Forbidden" });
    expect(await proof).toMatchObject({
      ok: false,
      reason: "refused",
      failure: "forbidden",
      message: "IT Glue's EU server refused this API key (403).",
      fields: [{ path: "apiKey" }, { path: "server", message: expect.stringContaining("choose US") }],
    });
    expect(hosts).toEqual(["api.eu.itglue.com"]);
    expect((await screenOf(tenant)).health.requestsLately).toBe(1);
  });

  it.each([
    [402, { message: "Payment Required" }],
    [403, { errors: [{ title: "Your plan does not include API access" }] }],
    [401, { message: "Upgrade to Enterprise" }],
  ])("of a plan without the API is told by %i and its words", async (status, body) => {
    const proof = await answering(status, body).proof;
    expect(proof).toMatchObject({
      ok: false,
      reason: "no-plan",
      fields: [{ path: "apiKey", message: expect.stringContaining("Enterprise plan: ask IT Glue") }],
    });
  });
});

describe("no usable answer", () => {
  it.each([
    ["ENOTFOUND", "The name api.eu.itglue.com was not found (DNS)"],
    ["EAI_AGAIN", "The name api.eu.itglue.com was not found (DNS)"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "could not prove who it is (certificate)"],
    ["ECONNREFUSED", "check that the machine Flexbill runs on may call api.eu.itglue.com"],
  ])("with the network's %s says what is wrong", async (code, words) => {
    expect(await failing(code).proof).toMatchObject({
      ok: false,
      reason: "unreachable",
      failure: "network",
      fields: [{ path: "server", message: expect.stringContaining(words) }],
    });
  });

  it("of a server that is down is no fault of the key", async () => {
    expect(await answering(503, {}).proof).toMatchObject({
      reason: "unreachable",
      message: "IT Glue's EU server is out of service at the moment. Try again in a few minutes.",
    });
  });

  it("that names a pause says how long", async () => {
    const { proof } = proving(
      async () => new Response("{}", { status: 429, headers: { "retry-after": "90" } }),
    );
    expect(await proof).toMatchObject({
      reason: "unreachable",
      retryAfterSeconds: 90,
      message: expect.stringContaining("Try again in 90 seconds"),
    });
  });
});
