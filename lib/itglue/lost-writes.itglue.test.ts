import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, errorOf, startBench } from "./gateway-fixture";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const ALDER = { name: "Alder & Co, Inc.", shortName: null, typeId: null, statusId: null, parentId: null };
const made = () =>
  accountOf(bench.emulator.state, "northwind").organizations.filter(({ name }) => name === ALDER.name);
const rkFabrics = () => bench.organizationId("RK Fabrics");

describe("a create whose answer is lost", () => {
  it.each(["reset", "truncated", "drip"] as const)("is made once and never sent again: %s", async (kind) => {
    await bench.control({ action: "fault", kind });
    const gateway = bench.gateway({ timeouts: { requestMs: 300 } });
    const error = await errorOf(gateway.createOrganization(ALDER));
    expect(error).toMatchObject({ isOutcomeUnknown: true });
    expect(error.message).toContain("whether it was carried out is not known");
    expect(made()).toHaveLength(1);
    expect(gateway.requests).toBe(1);
    expect(bench.sleeps).toEqual([]);
  });

  it("is made once where the answer is no organization", async () => {
    const other: typeof fetch = async (input, init) => {
      await fetch(input, init);
      return Response.json({ data: { id: "5", attributes: {} } }, { status: 201 });
    };
    const error = await errorOf(bench.gateway({ fetch: other }).createOrganization(ALDER));
    expect(error).toMatchObject({ code: "malformed", isOutcomeUnknown: true });
    expect(made()).toHaveLength(1);
  });

  it.each([
    ["500", "unavailable"],
    ["502-html", "unavailable"],
    ["503", "unavailable"],
    ["504", "timeout"],
    ["took-too-long", "timeout"],
  ] as const)("is not sent again after %s", async (kind, code) => {
    await bench.control({ action: "fault", kind });
    const error = await errorOf(bench.gateway().createOrganization(ALDER));
    expect(error).toMatchObject({ code, isOutcomeUnknown: true });
    expect(await bench.calls()).toHaveLength(1);
  });

  it("may have been made where it was cancelled on its way, not where it was cancelled before", async () => {
    const before = await errorOf(bench.gateway().createOrganization(ALDER, { signal: AbortSignal.abort() }));
    expect(before).toMatchObject({ code: "cancelled", isOutcomeUnknown: false });
    await bench.control({ action: "fault", kind: "slow" });
    const controller = new AbortController();
    const cancelling: typeof fetch = (input, init) => {
      queueMicrotask(() => controller.abort());
      return fetch(input, init);
    };
    const gateway = bench.gateway({ fetch: cancelling });
    const error = await errorOf(gateway.createOrganization(ALDER, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "cancelled", isOutcomeUnknown: true });
  });

  it("is not followed elsewhere with the key", async () => {
    const stranger = await startBench();
    await bench.control({ action: "fault", kind: "redirect", location: `${stranger.url}/us/organizations` });
    const error = await errorOf(bench.gateway().createOrganization(ALDER));
    expect(error).toMatchObject({ code: "malformed", status: 302, isOutcomeUnknown: true });
    expect(await stranger.calls()).toEqual([]);
    expect(await bench.calls()).toHaveLength(1);
    await stranger.emulator.close();
  });
});

describe("a create that surely was not made", () => {
  it("is sent again after 429, as Retry-After says", async () => {
    await bench.control({ action: "fault", kind: "429", times: 1, retryAfter: 7 });
    await expect(bench.gateway().createOrganization(ALDER)).resolves.toMatchObject({ name: ALDER.name });
    expect(made()).toHaveLength(1);
    expect(bench.sleeps).toEqual([7000]);
  });

  it("is sent again where nobody listened, and then says so", async () => {
    const away = await startBench();
    await away.emulator.close();
    const gateway = away.gateway();
    const error = await errorOf(gateway.createOrganization(ALDER));
    expect(error).toMatchObject({ code: "network", isOutcomeUnknown: false });
    expect(gateway.requests).toBe(3);
  });

  it("is refused for good to a revoked key", async () => {
    await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
    const error = await errorOf(bench.gateway().createOrganization(ALDER));
    expect(error).toMatchObject({ code: "forbidden", isOutcomeUnknown: false });
    expect(made()).toEqual([]);
  });
});

describe("a change whose answer is lost", () => {
  it.each(["503", "504", "reset", "502-html", "429"] as const)("is sent again after %s", async (kind) => {
    await bench.control({ action: "fault", kind, times: 1 });
    const update = bench.gateway().updateOrganization(rkFabrics(), { shortName: "RKF" });
    await expect(update).resolves.toMatchObject({ shortName: "RKF" });
    expect(await bench.calls()).toHaveLength(2);
  });

  it("may have worked, even where the last try was refused", async () => {
    await bench.control({ action: "fault", kind: "reset", times: 1 });
    const gateway = bench.gateway({
      sleep: async () => {
        await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
      },
    });
    const error = await errorOf(gateway.updateOrganization(rkFabrics(), { shortName: "RKF" }));
    expect(error).toMatchObject({ code: "forbidden", status: 403, isOutcomeUnknown: true });
    expect(await bench.calls()).toHaveLength(2);
  });

  it("may have worked where it was cancelled while it waited for another try", async () => {
    await bench.control({ action: "fault", kind: "503" });
    const controller = new AbortController();
    const gateway = bench.gateway({ sleep: async () => controller.abort() });
    const update = gateway.updateOrganization(rkFabrics(), { shortName: "X" }, { signal: controller.signal });
    expect(await errorOf(update)).toMatchObject({ code: "cancelled", isOutcomeUnknown: true });
  });

  it("is given up after three tries", async () => {
    await bench.control({ action: "fault", kind: "reset" });
    const error = await errorOf(bench.gateway().updateOrganization(rkFabrics(), { shortName: "RKF" }));
    expect(error).toMatchObject({ code: "network", isOutcomeUnknown: true });
    expect(await bench.calls()).toHaveLength(3);
  });
});
