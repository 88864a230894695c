import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fieldOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { assetsOfType, type Bench, collect, pagesFrom, startBench } from "./gateway-fixture";

/** What no public source settles (itglue-api.md 10 and 14): the gateway reads either answer. */
let bench: Bench;
beforeAll(async () => {
  // Its rate limit counts by the clock that the gateway's own waits move.
  bench = await startBench({ now: () => new Date(bench?.nowMs() ?? Date.parse("2026-03-01T00:00:00Z")) });
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const microsoft365 = (organizationName: string) => ({
  assetTypeId: bench.typeId("Microsoft 365"),
  organizationId: bench.organizationId(organizationName),
});
const fieldId = (name: string) => fieldOf(bench.emulator.state, "northwind", "Microsoft 365", name).id;

describe("the other sides of open questions", () => {
  it("takes numbers as strings", async () => {
    await bench.control({ action: "switches", set: { numbersAsStrings: true } });
    const rows = await collect(bench.gateway().assets(microsoft365("RK Fabrics")));
    expect(rows.map(({ traits }) => traits.seats)).toEqual(["6", "4", "3", "9", undefined]);
  });

  it.each([
    ["no links", { noLinks: true }],
    ["no total", { nullTotalCount: true }],
    ["neither", { noLinks: true, nullTotalCount: true }],
  ])("reads whole lists with %s", async (_, set) => {
    await bench.control({ action: "switches", set });
    const rows = await collect(bench.gateway({ pageSize: 9 }).organizations());
    expect(new Set(rows.map(({ id }) => id)).size).toBe(28);
    expect(rows).toHaveLength(28);
    expect(await collect(bench.gateway().assets(microsoft365("Brightwave Distribution")))).toEqual([]);
  });

  it.each([
    ["parents are numbers and lists", { numericParentIds: true }],
    ["answers are plain JSON", { plainContentType: true }],
    ["no page may be over 1000", { maxPageSize422: true }],
    ["ids of included fields are numbers", { numericIncludedIds: true }],
    ["answers take a while", { latencyMs: 5 }],
  ])("reads the same where %s", async (_, set) => {
    const read = async () => [
      await collect(bench.gateway().organizations()),
      await bench.gateway().organizationKinds(),
      await bench.gateway().assetTypes(),
      await assetsOfType(bench, "Microsoft 365", 5000),
    ];
    const expected = await read();
    await bench.control({ action: "switches", set });
    expect(await read()).toEqual(expected);
  });

  it.each([
    ["none", 1, 500],
    ["seconds", 300, 300_000],
    ["date", 300, 300_000],
  ] as const)("waits out a limit that says when it ends by: %s", async (retryAfter, perSeconds, leastMs) => {
    await bench.control({ action: "switches", set: { rateLimit: { requests: 2, perSeconds, retryAfter } } });
    const gateway = bench.gateway({ pageSize: 10, timeouts: { waitMs: 600_000, readMs: 900_000 } });
    const startedAt = performance.now();
    expect(await collect(gateway.organizations())).toHaveLength(28);
    // The limit counts from the first request: what the requests themselves took need not be waited for.
    const tookMs = retryAfter === "none" ? 0 : performance.now() - startedAt;
    expect(bench.sleeps[0]).toBeGreaterThanOrEqual(leastMs - tookMs);
    expect(bench.sleeps[0]).toBeLessThan(leastMs + 2000);
    expect(gateway.requests).toBe(3 + bench.sleeps.length);
  });
});

describe("what changes in mid-read", () => {
  const request = () => ({ assetTypeId: bench.typeId("Microsoft 365"), pageSize: 30 });
  const afterFirstPage = async (change: Parameters<Bench["control"]>[0]) => {
    const first = await bench.gateway().assetPage(request());
    await bench.control(change);
    const rest = await pagesFrom(() => bench.gateway(), { ...request(), at: first.next });
    return { first: first.records, rest: rest.flatMap(({ records }) => records), total: rest.at(-1)?.total };
  };
  const seatsOf = (rows: { traits: Record<string, unknown> }[], key = "seats") =>
    rows.filter(({ traits }) => traits[key] !== undefined).length;

  it("gives each record the key its field had when it was read", async () => {
    const { first, rest } = await afterFirstPage({
      action: "rename-field",
      fieldId: fieldId("Seats"),
      name: "Licensed seats",
      changeKey: true,
    });
    expect(seatsOf(first)).toBeGreaterThan(0);
    expect(seatsOf(rest)).toBe(0);
    expect(seatsOf(rest, "licensed-seats")).toBeGreaterThan(0);
    const fields = (await bench.gateway().assetTypes()).find(
      ({ id }) => id === request().assetTypeId,
    )?.fields;
    expect(fields?.map(({ nameKey }) => nameKey)).toContain("licensed-seats");
  });

  it("gives no value of a field that was deleted", async () => {
    const { rest } = await afterFirstPage({ action: "delete-field", fieldId: fieldId("Seats") });
    expect(rest.length).toBeGreaterThan(0);
    expect(seatsOf(rest)).toBe(0);
  });

  it("tells the kind a field has by then", async () => {
    await afterFirstPage({ action: "change-field-kind", fieldId: fieldId("Seats"), kind: "Text" });
    const types = await bench.gateway().assetTypes();
    const fields = types.find(({ id }) => id === request().assetTypeId)?.fields;
    expect(fields?.find(({ nameKey }) => nameKey === "seats")?.kind).toBe("Text");
  });

  it("names another total where an organization went with its assets", async () => {
    const whole = await assetsOfType(bench, "Microsoft 365");
    const organizationId = bench.organizationId("RK Fabrics");
    const { rest, total } = await afterFirstPage({ action: "delete-organization", organizationId });
    expect(total).toBe(whole.length - 5);
    expect(rest.filter((record) => record.organizationId === organizationId)).toEqual([]);
  });

  it("makes up no asset of a type that went", async () => {
    const asked = request();
    const first = await bench.gateway().assetPage(asked);
    await bench.control({ action: "delete-asset-type", assetTypeId: asked.assetTypeId });
    const rest = await pagesFrom(() => bench.gateway(), { ...asked, at: first.next });
    expect(rest).toEqual([{ records: [], next: null, total: 0 }]);
    expect((await bench.gateway().assetTypes()).map(({ id }) => id)).not.toContain(asked.assetTypeId);
  });

  it("drops an asset that moved away from the organization read, and reads the rest again", async () => {
    const filter = microsoft365("RK Fabrics");
    const rows = await collect(bench.gateway().assets(filter));
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: {
        action: "move-asset",
        assetId: rows.at(-1)?.id ?? "",
        organizationId: bench.organizationId("Hollis Engineering"),
      },
    });
    await bench.control({ action: "clear-requests" });
    const left = await collect(bench.gateway({ pageSize: 2 }).assets(filter));
    expect(left.map(({ id }) => id)).toEqual(rows.slice(0, -1).map(({ id }) => id));
    expect(await bench.calls()).toHaveLength(4);
  });
});
