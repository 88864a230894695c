import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { assetTypeOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, errorOf, pagesFrom, rewriting, startBench } from "./gateway-fixture";
import type { AssetPage, AssetRecord } from "./port";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const assetTypeId = () => bench.typeId("Microsoft 365");
const pages = (pageSize: number, newestFirst = false) =>
  pagesFrom(() => bench.gateway(), { assetTypeId: assetTypeId(), pageSize, newestFirst });
const recordsOf = (read: AssetPage[]): AssetRecord[] => read.flatMap(({ records }) => records);
const idsOf = (read: AssetPage[]) => recordsOf(read).map(({ id }) => id);
const documented = () => {
  const type = assetTypeOf(bench.emulator.state, "northwind", "Microsoft 365");
  const { assets } = bench.emulator.state.accounts.find(({ id }) => id === "northwind") ?? { assets: [] };
  return assets.filter(({ typeId }) => typeId === type.id).map(({ id }) => id);
};
const sizesOf = async () => (await bench.calls()).map((path) => /page\[size\]=(\d+)/.exec(path)?.[1]);

describe("pages of assets", () => {
  it("bring the whole type, each record once, each page naming the total", async () => {
    const read = await pages(9);
    expect(read).toHaveLength(Math.ceil(documented().length / 9));
    expect(read.length).toBeGreaterThan(5);
    expect(idsOf(read).toSorted()).toEqual(documented().toSorted());
    expect(new Set(read.map(({ total }) => total))).toEqual(new Set([documented().length]));
  });

  it("ask for 1000 records at most, oldest first unless told otherwise", async () => {
    await bench.control({ action: "switches", set: { maxPageSize422: true } });
    await bench.gateway().assetPage({ assetTypeId: assetTypeId(), pageSize: 5000 });
    await bench.gateway().assetPage({ assetTypeId: assetTypeId(), newestFirst: true });
    const calls = await bench.calls();
    expect(calls[0]).toContain("page[size]=1000");
    expect(calls[0]).toContain("sort=created_at");
    expect(calls[1]).toContain("sort=-updated_at");
  });

  it("may be of one organization", async () => {
    const organizationId = bench.organizationId("RK Fabrics");
    const { records, next } = await bench.gateway().assetPage({ assetTypeId: assetTypeId(), organizationId });
    expect(records.map((record) => record.organizationId)).toEqual(Array(5).fill(organizationId));
    expect(next).toBeNull();
  });

  it("begin with the last change, newest first", async () => {
    const changed = documented().at(17) ?? "";
    await bench.control({ action: "set-traits", assetId: changed, traits: { seats: 77 } });
    const [first] = await pages(9, true);
    expect(first?.records[0]).toMatchObject({ id: changed, traits: { seats: 77 } });
    const times = recordsOf(await pages(9, true)).map(({ updatedAt }) => updatedAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it("go on without links, by the number of the next page", async () => {
    const expected = await pages(9);
    await bench.control({ action: "switches", set: { noLinks: true } });
    expect(recordsOf(await pages(9))).toEqual(recordsOf(expected));
  });

  it("say that no total was named", async () => {
    await bench.control({ action: "switches", set: { nullTotalCount: true } });
    const read = await pages(20);
    expect(new Set(read.map(({ total }) => total))).toEqual(new Set([null]));
    expect(idsOf(read)).toHaveLength(documented().length);
  });

  it("hold a record once that IT Glue repeats", async () => {
    const repeating = rewriting(({ data }) => data.push(data[0]));
    const page = await bench.gateway({ fetch: repeating }).assetPage({ assetTypeId: assetTypeId() });
    expect(page.records).toHaveLength(documented().length);
  });

  it("count every request, repeated ones too", async () => {
    const gateway = bench.gateway();
    expect(gateway.requests).toBe(0);
    await bench.control({ action: "fault", kind: "503", times: 2 });
    await gateway.assetPage({ assetTypeId: assetTypeId() });
    expect(gateway.requests).toBe(3);
    expect(await bench.calls()).toHaveLength(3);
  });
});

describe("what changes between two pages", () => {
  const next = async (first: AssetPage) =>
    pagesFrom(() => bench.gateway(), { assetTypeId: assetTypeId(), at: first.next });
  const firstPage = (newestFirst = false) =>
    bench.gateway().assetPage({ assetTypeId: assetTypeId(), pageSize: 9, newestFirst });

  it("moves nothing where an unread record is edited, oldest first", async () => {
    const first = await firstPage();
    await bench.control({ action: "set-traits", assetId: documented().at(-1) ?? "", traits: { seats: 1 } });
    expect([first, ...(await next(first))].flatMap(({ records }) => records)).toHaveLength(
      documented().length,
    );
  });

  it("shows in the count where a record moved to a page already read", async () => {
    const first = await firstPage(true);
    const unread = documented().find((id) => !first.records.some((record) => record.id === id)) ?? "";
    await bench.control({ action: "set-traits", assetId: unread, traits: { seats: 1 } });
    const read = [first, ...(await next(first))];
    expect(new Set(idsOf(read)).size).toBe(documented().length - 1);
    expect(idsOf(read)).toHaveLength(documented().length);
    expect(read.at(-1)?.total).toBe(documented().length);
  });

  it("shows in the totals where one was deleted, and another added", async () => {
    const first = await firstPage();
    const [gone = ""] = first.records.map(({ id }) => id);
    await bench.control({ action: "delete-asset", assetId: gone });
    const [second] = await next(first);
    expect(second?.total).toBe((first.total ?? 0) - 1);
    await bench.control({
      action: "add-asset",
      organizationId: bench.organizationId("RK Fabrics"),
      assetTypeId: assetTypeId(),
      traits: { license: "Teams Rooms Pro", seats: 2 },
    });
    const rest = await pagesFrom(() => bench.gateway(), {
      assetTypeId: assetTypeId(),
      at: second?.next ?? "",
    });
    expect(rest.at(-1)?.total).toBe(first.total);
    const read = [first, ...(second ? [second] : []), ...rest];
    // As many records as there are, but not the same: only the totals show it.
    expect(new Set(idsOf(read)).size).toBe(documented().length);
    expect(idsOf(read).toSorted()).not.toEqual(documented().toSorted());
  });

  it("leaves each record with its own organization where one moves to another", async () => {
    const first = await firstPage();
    const moved = documented().at(-1) ?? "";
    const organizationId = bench.organizationId("RK Fabrics");
    await bench.control({ action: "move-asset", assetId: moved, organizationId });
    const found = recordsOf(await next(first)).filter(({ id }) => id === moved);
    expect(found).toMatchObject([{ organizationId }]);
  });

  it("ends the read where the key is revoked", async () => {
    const first = await firstPage();
    await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
    expect(await errorOf(next(first))).toMatchObject({ code: "forbidden", status: 403 });
  });
});

describe("where a page may be", () => {
  it.each([
    "https://evil.example/us/flexible_assets?page[number]=2",
    "not an address",
    "//evil.example/us/flexible_assets",
  ])("is not at %s: nothing is sent", async (at) => {
    expect(await errorOf(bench.gateway().assetPage({ assetTypeId: assetTypeId(), at }))).toMatchObject({
      code: "malformed",
    });
    expect(await bench.calls()).toEqual([]);
  });

  it("is not on another server, nor named with a user, nor another host's with ours in it", async () => {
    const { host } = new URL(bench.url);
    for (const at of [`${bench.url}/eu/x`, `http://me@${host}/us/x`, `http://${host}.evil.example/us/x`]) {
      const call = bench.gateway().assetPage({ assetTypeId: assetTypeId(), at });
      expect((await errorOf(call)).code).toBe("malformed");
    }
    expect(await bench.calls()).toEqual([]);
  });

  it("is not where a link to another host leads", async () => {
    const stranger = await startBench();
    await bench.control({ action: "switches", set: { linkOrigin: stranger.url } });
    const error = await errorOf(pages(9));
    expect(error.code).toBe("malformed");
    expect(await stranger.calls()).toEqual([]);
    await stranger.emulator.close();
  });

  it("is not the page just read", async () => {
    const circle = rewriting(({ links }) => {
      links.next = links.self ?? "";
    });
    const request = { assetTypeId: assetTypeId(), pageSize: 9 };
    const error = await errorOf(bench.gateway({ fetch: circle }).assetPage(request));
    expect(error.code).toBe("malformed");
  });

  it("is not among assets of another type or organization", async () => {
    const other = bench.typeId("Licensing");
    const { next } = await bench.gateway().assetPage({ assetTypeId: other, pageSize: 2 });
    const error = await errorOf(bench.gateway().assetPage({ assetTypeId: assetTypeId(), at: next }));
    expect(error.code).toBe("malformed");
  });
});

describe("pages too large to answer in time", () => {
  it.each([false, true])("are halved, and the following ones with them (no links: %s)", async (noLinks) => {
    const expected = await pages(40);
    await bench.control({ action: "switches", set: { timeoutOverRows: 10, noLinks } });
    await bench.control({ action: "clear-requests" });
    const read = await pages(40);
    expect(recordsOf(read)).toEqual(recordsOf(expected));
    const sizes = await sizesOf();
    expect(sizes.slice(0, 3)).toEqual(["40", "20", "10"]);
    expect(new Set(sizes.slice(2))).toEqual(new Set(["10"]));
  });

  it("go on at the same record when it happens in the middle", async () => {
    const expected = await pages(16);
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "switches", set: { timeoutOverRows: 8 } },
    });
    expect(recordsOf(await pages(16))).toEqual(recordsOf(expected));
  });

  it("are one read each: none uses up the time of the next", async () => {
    await bench.control({ action: "fault", kind: "429", retryAfter: 40, afterRequests: 1, times: 1 });
    await bench.control({ action: "fault", kind: "429", retryAfter: 40, afterRequests: 3, times: 1 });
    expect(idsOf(await pages(20))).toHaveLength(documented().length);
    expect(bench.sleeps).toEqual([40_000, 40_000]);
  });
});
