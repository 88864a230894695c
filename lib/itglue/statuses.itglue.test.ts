import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type Bench, collect, errorOf, pagesFrom, resending, startBench } from "./gateway-fixture";
import type { ItGlueCredential, ItGlueGateway } from "./port";

/** Every status of itglue-api.md 8 over HTTP; calls that our gateway would never make are bent on their way. */
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const VALUES = { name: "Alder Works", shortName: null, typeId: null, statusId: null, parentId: null };
const created = (bend: Parameters<typeof resending>[0]) =>
  errorOf(bench.gateway({ fetch: resending(bend) }).createOrganization(VALUES));

describe("statuses of IT Glue", () => {
  it("200 and 201: the answer is read", async () => {
    await expect(bench.gateway().proveAccount()).resolves.toMatchObject({ accountName: "Northwind MSP" });
    await expect(bench.gateway().createOrganization(VALUES)).resolves.toMatchObject({ name: "Alder Works" });
  });

  it("204: an empty answer is none to a read, and to a write one that was lost", async () => {
    const empty: typeof fetch = async () => new Response(null, { status: 204 });
    const read = await errorOf(collect(bench.gateway({ fetch: empty }).organizations()));
    expect(read).toMatchObject({ code: "malformed", status: 204 });
    const write = await errorOf(bench.gateway({ fetch: empty }).createOrganization(VALUES));
    expect(write).toMatchObject({ code: "malformed", status: 204, isOutcomeUnknown: true });
  });

  it("400: a body without data, and one that is no JSON", async () => {
    const bodies = ["{}", "{"];
    for (const body of bodies) {
      const error = await created((_, init) => Object.assign(init, { body }));
      expect(error).toMatchObject({ code: "unprocessable", status: 400, isOutcomeUnknown: false });
      expect(error.message).toContain("Bad Request");
    }
  });

  it("401: a token that is no longer good", async () => {
    const error = await errorOf(bench.gateway({}, { kind: "bearer", token: "ended" }).organizationKinds());
    expect(error).toMatchObject({ code: "unauthorized", status: 401, retryAfterSeconds: null });
    expect(error.message).toBe("IT Glue answered 401: Unauthorized: Invalid or expired token");
  });

  it("403: a key of another server, to every method", async () => {
    const credential: ItGlueCredential = { kind: "api-key", key: DEMO_KEYS.bluefin };
    const calls: ((gateway: ItGlueGateway) => Promise<unknown>)[] = [
      (gateway) => gateway.proveAccount(),
      (gateway) => collect(gateway.organizations()),
      (gateway) => gateway.assetTypes(),
      (gateway) => collect(gateway.assets({ assetTypeId: "1", organizationId: "2" })),
      (gateway) => gateway.assetPage({ assetTypeId: "1" }),
      (gateway) => gateway.organizationKinds(),
      (gateway) => gateway.createOrganization(VALUES),
      (gateway) => gateway.updateOrganization("2", { name: "Mine" }),
    ];
    for (const call of calls) {
      const error = await errorOf(call(bench.gateway({}, credential)));
      expect(error).toMatchObject({
        code: "forbidden",
        status: 403,
        message: "IT Glue answered 403: Forbidden",
      });
    }
    expect(await bench.calls()).toHaveLength(calls.length);
  });

  it("404: an unknown id in JSON, an unknown route in HTML", async () => {
    const unknown = await errorOf(bench.gateway().updateOrganization("999", { name: "Nobody" }));
    expect(unknown).toMatchObject({ code: "not-found", status: 404, detail: "Organization not found" });
    const astray = resending((url) => {
      url.pathname = url.pathname.replace("organizations", "organisations");
    });
    const route = await errorOf(collect(bench.gateway({ fetch: astray }).organizations()));
    expect(route).toMatchObject({ code: "not-found", status: 404, detail: null, pointer: null });
    expect(route.message).toBe("IT Glue answered 404: The page you were looking for doesn't exist (404)");
  });

  it("415: a body that is not announced as JSON:API", async () => {
    const error = await created((_, init) => (init.headers as Headers).delete("content-type"));
    expect(error).toMatchObject({
      code: "unprocessable",
      status: 415,
      isOutcomeUnknown: false,
      refusal: null,
    });
    expect(error.message).toContain("Content-Type must be application/vnd.api+json");
  });

  it("422: no type, the same parameter twice, a filter that is none", async () => {
    const missing = await errorOf(bench.gateway().assetPage({ assetTypeId: "" }));
    expect(missing.message).toContain("without providing a flexible asset type ID filter");
    const twice = resending((url) => url.searchParams.append("sort", "name"));
    const duplicate = await errorOf(collect(bench.gateway({ fetch: twice }).organizations()));
    expect(duplicate.message).toBe("IT Glue answered 422: Duplicate Parameters Specified (data)");
    for (const error of [missing, duplicate]) {
      expect(error).toMatchObject({ code: "unprocessable", status: 422, refusal: null });
    }
  });

  it("500: a body that was encoded twice", async () => {
    const error = await created((_, init) => Object.assign(init, { body: JSON.stringify(init.body) }));
    expect(error).toMatchObject({ code: "unavailable", status: 500, isOutcomeUnknown: true });
    expect(error.message).toContain("something went wrong (500)");
  });

  it.each([
    ["502-html", 502, "unavailable"],
    ["503", 503, "unavailable"],
    ["504", 504, "timeout"],
    ["429", 429, "rate-limited"],
  ] as const)("%s: three tries, then the error", async (kind, status, code) => {
    await bench.control({ action: "fault", kind });
    const error = await errorOf(bench.gateway({ pageSize: 1 }).proveAccount());
    expect(error).toMatchObject({ code, status });
    expect(await bench.calls()).toHaveLength(3);
  });
});

it.each<ItGlueCredential>([
  { kind: "api-key", key: "ITG.3f.quoted" },
  { kind: "bearer", token: "t0ken.quoted" },
])("an answer that quotes the credential is not quoted: %j", async (credential) => {
  const quoting: typeof fetch = async (_, init) => {
    const headers = new Headers(init?.headers);
    const sent = headers.get("x-api-key") ?? headers.get("authorization");
    return Response.json({ errors: [{ title: `${sent} is wrong`, detail: `${sent}!` }] }, { status: 403 });
  };
  const error = await errorOf(bench.gateway({ fetch: quoting }, credential).proveAccount());
  expect(error.message).toContain("[credential] is wrong");
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain("quoted");
});

describe("429 in the middle of a list", () => {
  it.each([
    ["with Retry-After in seconds", 9, 9000],
    ["with a date in Retry-After", "Sun, 01 Mar 2026 00:00:12 GMT", 12_000],
    ["with words in Retry-After", "soon", 500],
    ["without Retry-After", null, 500],
  ] as const)("is waited out %s, and nothing is lost", async (_, retryAfter, waitMs) => {
    await bench.control({ action: "fault", kind: "429", afterRequests: 2, times: 1, retryAfter });
    const fixed = Date.parse("2026-03-01T00:00:00Z");
    const rows = await collect(bench.gateway({ pageSize: 5, now: () => fixed }).organizations());
    expect(new Set(rows.map(({ id }) => id)).size).toBe(28);
    expect(bench.sleeps).toEqual([waitMs]);
    expect(await bench.calls()).toHaveLength(7);
  });

  it("is waited out between two pages of assets", async () => {
    const request = { assetTypeId: bench.typeId("Microsoft 365"), pageSize: 30 };
    const expected = await pagesFrom(() => bench.gateway(), request);
    await bench.control({ action: "fault", kind: "429", afterRequests: 1, times: 2, retryAfter: 3 });
    expect(await pagesFrom(() => bench.gateway(), request)).toEqual(expected);
    expect(bench.sleeps).toEqual([3000, 3000]);
  });
});
