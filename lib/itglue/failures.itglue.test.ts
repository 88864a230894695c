import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type Bench, collect, errorOf, NORTHWIND, startBench } from "./gateway-fixture";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

describe("credentials", () => {
  it.each([
    ["a wrong key", "ITG.demo.wrong", "us"],
    ["a right key at the wrong server", DEMO_KEYS.northwind, "eu"],
  ] as const)("is refused %s once, without another try", async (_, key, server) => {
    const error = await errorOf(bench.gateway({}, { kind: "api-key", key }, server).proveAccount());
    expect(error).toMatchObject({
      name: "ItGlueError",
      code: "forbidden",
      status: 403,
      message: "IT Glue answered 403: Forbidden",
    });
    expect(await bench.calls()).toHaveLength(1);
    expect(bench.sleeps).toEqual([]);
  });

  it("ends when the key is revoked between two pages", async () => {
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "revoke-key", key: DEMO_KEYS.northwind },
    });
    const error = await errorOf(collect(bench.gateway({ pageSize: 10 }).organizations()));
    expect(error.code).toBe("forbidden");
    expect(await bench.calls()).toHaveLength(2);
  });

  it("does not send a key that cannot be a header, nor quote it", async () => {
    const key = "ITG.secret\nwith a line";
    const error = await errorOf(bench.gateway({}, { kind: "api-key", key }).proveAccount());
    expect(error.code).toBe("forbidden");
    expect(error.message).not.toContain("secret");
    expect(await bench.calls()).toEqual([]);
  });

  it("is refused a token nobody gave", async () => {
    const error = await errorOf(bench.gateway({}, { kind: "bearer", token: "made-up" }).proveAccount());
    expect(error).toMatchObject({ code: "unauthorized", status: 401 });
  });
});

describe("what IT Glue refuses", () => {
  it("keeps the words of a missing type filter", async () => {
    const error = await errorOf(bench.gateway().assetPage({ assetTypeId: "" }));
    expect(error).toMatchObject({
      code: "unprocessable",
      status: 422,
      message:
        "IT Glue answered 422: Cannot index flexible assets without providing a flexible asset type ID filter",
    });
  });
});

describe("busy and down", () => {
  it("waits as long as Retry-After says, in seconds", async () => {
    await bench.control({ action: "fault", kind: "429", times: 1, retryAfter: 7 });
    await expect(bench.gateway().proveAccount()).resolves.toMatchObject({ accountName: "Northwind MSP" });
    expect(bench.sleeps).toEqual([7000]);
  });

  it("waits until the date in Retry-After", async () => {
    await bench.control({
      action: "fault",
      kind: "429",
      times: 1,
      retryAfter: "Sun, 01 Mar 2026 00:00:30 GMT",
    });
    const fixed = Date.parse("2026-03-01T00:00:10Z");
    await bench.gateway({ now: () => fixed }).proveAccount();
    expect(bench.sleeps).toEqual([20_000]);
  });

  it("backs off by itself without Retry-After, then says rate-limited", async () => {
    await bench.control({ action: "fault", kind: "429" });
    const error = await errorOf(bench.gateway({ random: () => 0.5 }).proveAccount());
    expect(error).toMatchObject({ code: "rate-limited", status: 429, retryAfterSeconds: null });
    expect(error.message).toContain("Too Many Requests");
    expect(bench.sleeps).toEqual([750, 1500]);
    expect(await bench.calls()).toHaveLength(3);
  });

  it("does not wait longer than it may", async () => {
    await bench.control({ action: "fault", kind: "429", retryAfter: 3600 });
    const error = await errorOf(bench.gateway().proveAccount());
    expect(error).toMatchObject({ code: "rate-limited", retryAfterSeconds: 3600 });
    expect(bench.sleeps).toEqual([]);
  });

  it("bounds all waiting of a read together", async () => {
    await bench.control({ action: "fault", kind: "503", retryAfter: 25 });
    const error = await errorOf(bench.gateway({ attempts: 10 }).proveAccount());
    expect(error).toMatchObject({ code: "unavailable", status: 503 });
    expect(bench.sleeps).toEqual([25_000, 25_000]);
  });

  it("ends at the deadline of the whole read, however many attempts are left", async () => {
    await bench.control({ action: "fault", kind: "503", retryAfter: 4 });
    const gateway = bench.gateway({ attempts: 10, timeouts: { readMs: 10_000 } });
    expect(await errorOf(gateway.proveAccount())).toMatchObject({ code: "unavailable" });
    expect(bench.sleeps).toEqual([4000, 4000]);
  });

  it("comes through a short outage in the middle of a list", async () => {
    await bench.control({ action: "fault", kind: "503", afterRequests: 1, times: 2 });
    expect(await collect(bench.gateway({ pageSize: 10 }).organizations())).toHaveLength(28);
    expect(bench.sleeps).toHaveLength(2);
  });

  it("does not repeat a plain 500", async () => {
    await bench.control({ action: "fault", kind: "500" });
    expect(await errorOf(bench.gateway().proveAccount())).toMatchObject({ code: "unavailable", status: 500 });
    expect(await bench.calls()).toHaveLength(1);
  });

  it("repeats a 502 that is HTML and keeps its title", async () => {
    await bench.control({ action: "fault", kind: "502-html" });
    const error = await errorOf(bench.gateway().proveAccount());
    expect(error).toMatchObject({ code: "unavailable", message: "IT Glue answered 502: 502 Bad Gateway" });
    expect(await bench.calls()).toHaveLength(3);
  });
});

describe("answers that are none", () => {
  it.each(["truncated", "malformed"] as const)("says malformed for %s JSON", async (kind) => {
    await bench.control({ action: "fault", kind, times: 1 });
    const error = await errorOf(collect(bench.gateway().organizations()));
    expect(error).toMatchObject({ code: "malformed" });
    expect(await bench.calls()).toHaveLength(1);
  });

  it("never takes a list without meta for an empty one", async () => {
    const bare: typeof fetch = async () => Response.json({ data: [] });
    const error = await errorOf(collect(bench.gateway({ fetch: bare }).organizations()));
    expect(error.code).toBe("malformed");
  });

  it("repeats a connection cut in the middle of the body, then says network", async () => {
    await bench.control({ action: "fault", kind: "reset" });
    expect(await errorOf(bench.gateway().proveAccount())).toMatchObject({ code: "network", status: null });
    expect(await bench.calls()).toHaveLength(3);
  });

  it("says network where nobody listens", async () => {
    const away = await startBench();
    await away.emulator.close();
    const error = await errorOf(away.gateway().proveAccount());
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("ECONNREFUSED") });
  });

  it("follows no redirect", async () => {
    const stranger = await startBench();
    await bench.control({ action: "fault", kind: "redirect", location: `${stranger.url}/us/organizations` });
    expect(await errorOf(bench.gateway().proveAccount())).toMatchObject({ code: "malformed", status: 302 });
    expect(await stranger.calls()).toEqual([]);
    await stranger.emulator.close();
  });

  it("passes on the complaint of a fetch that refuses to work", async () => {
    const refusing: typeof fetch = () => {
      throw new Error("No HTTP inside a transaction");
    };
    await expect(bench.gateway({ fetch: refusing }).proveAccount()).rejects.toThrow("inside a transaction");
  });
});

describe("slow answers and cancelling", () => {
  it.each(["slow", "drip"] as const)("gives a %s answer up", async (kind) => {
    await bench.control({ action: "fault", kind });
    const sizes: (string | null)[] = [];
    const noting: typeof fetch = (input, init) => {
      sizes.push(new URL(String(input)).searchParams.get("page[size]"));
      return fetch(input, init);
    };
    const gateway = bench.gateway({ fetch: noting, attempts: 2, timeouts: { requestMs: 40 } });
    expect(await errorOf(gateway.proveAccount())).toMatchObject({ code: "timeout" });
    expect(sizes).toEqual(["1000", "500", "250", "125", "125"]);
  });

  it("asks for nothing when it is cancelled already", async () => {
    const error = await errorOf(bench.gateway().proveAccount({ signal: AbortSignal.abort() }));
    expect(error.code).toBe("cancelled");
    expect(await bench.calls()).toEqual([]);
  });

  it("is cancelled while an answer is awaited", async () => {
    await bench.control({ action: "fault", kind: "slow" });
    const controller = new AbortController();
    const cancelling: typeof fetch = (input, init) => {
      queueMicrotask(() => controller.abort());
      return fetch(input, init);
    };
    const gateway = bench.gateway({ fetch: cancelling });
    const error = await errorOf(collect(gateway.organizations({ signal: controller.signal })));
    expect(error.code).toBe("cancelled");
    expect(bench.sleeps).toEqual([]);
  });

  it("is cancelled while it waits for another try", async () => {
    await bench.control({ action: "fault", kind: "503" });
    const controller = new AbortController();
    const gateway = bench.gateway({ sleep: async () => controller.abort() });
    const error = await errorOf(gateway.assetTypes({ signal: controller.signal }));
    expect(error.code).toBe("cancelled");
    expect(await bench.calls()).toHaveLength(1);
  });

  it("wakes its own timer when it is cancelled", async () => {
    await bench.control({ action: "fault", kind: "503", retryAfter: 50 });
    const controller = new AbortController();
    const answered: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      setTimeout(() => controller.abort());
      return response;
    };
    const gateway = bench.gateway({ fetch: answered, sleep: undefined });
    const error = await errorOf(gateway.proveAccount({ signal: controller.signal }));
    expect(error.code).toBe("cancelled");
  });
});

describe("headers", () => {
  it("sends the key in x-api-key and a token as Bearer, never both", async () => {
    const sent: Record<string, string>[] = [];
    const noting: typeof fetch = (input, init) => {
      sent.push(Object.fromEntries(new Headers(init?.headers)));
      return fetch(input, init);
    };
    await bench.gateway({ fetch: noting }).proveAccount();
    await errorOf(bench.gateway({ fetch: noting }, { kind: "bearer", token: "t0ken" }).proveAccount());
    expect(NORTHWIND).toMatchObject({ key: sent[0]?.["x-api-key"] });
    expect(sent[0]).not.toHaveProperty("authorization");
    expect(sent[1]).toMatchObject({ authorization: "Bearer t0ken" });
    expect(sent[1]).not.toHaveProperty("x-api-key");
  });
});
