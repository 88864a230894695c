import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { assetOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { type Bench, collect, errorOf, rewriting, startBench } from "./gateway-fixture";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const rkFabrics = () => ({
  assetTypeId: bench.typeId("Microsoft 365"),
  organizationId: bench.organizationId("RK Fabrics"),
});
const idOf = (name: string) =>
  assetOf(bench.emulator.state, "northwind", "RK Fabrics", "Microsoft 365", name).id;

describe("records that move while a list is read", () => {
  it("reads again when a deletion pushed an unread record onto a page already read", async () => {
    const gone = idOf("Microsoft 365 Business Premium");
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "delete-asset", assetId: gone },
    });
    const rows = await collect(bench.gateway({ pageSize: 2 }).assets(rkFabrics()));
    expect(rows.map(({ name }) => name)).toEqual([
      "Microsoft 365 Business Standard",
      "Exchange Online (Plan 1)",
      "Microsoft 365 Business Premium",
      "Visio Plan 2",
    ]);
    // Two pages named totals 5 and 4, although as many records came as the last one said; two more agreed.
    expect(await bench.calls()).toHaveLength(4);
  });

  it("reads again when a record was added in between", async () => {
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: {
        action: "add-asset",
        ...rkFabrics(),
        traits: { license: "Teams Rooms Pro", seats: 2 },
      },
    });
    const rows = await collect(bench.gateway({ pageSize: 2 }).assets(rkFabrics()));
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(6);
    expect(await bench.calls()).toHaveLength(6);
  });

  it("is not misled where as many records were added as were deleted, one after the other", async () => {
    const gone = bench.organizationId("RK Fabrics");
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "delete-organization", organizationId: gone },
    });
    await bench.control({
      action: "schedule",
      afterRequests: 2,
      do: { action: "add-organization", accountId: "northwind", name: "Newcomer" },
    });
    const rows = await collect(bench.gateway({ pageSize: 10 }).organizations());
    const ids = bench.emulator.state.accounts[0]?.organizations.map(({ id }) => id) ?? [];
    expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it("drops an organization deleted in the middle of the read", async () => {
    const gone = bench.organizationId("RK Fabrics");
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "delete-organization", organizationId: gone },
    });
    const rows = await collect(bench.gateway({ pageSize: 10 }).organizations());
    expect(rows).toHaveLength(27);
    expect(rows.map(({ id }) => id)).not.toContain(gone);
  });

  it("gives up after three passes that do not add up, and hands out nothing", async () => {
    const oneMore = rewriting(({ meta }) => {
      meta["total-count"] = Number(meta["total-count"]) + 1;
    });
    const pages: unknown[] = [];
    const read = async () => {
      for await (const page of bench.gateway({ fetch: oneMore }).assets(rkFabrics())) pages.push(page);
    };
    const error = await errorOf(read());
    expect(error).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("5 different records"),
    });
    expect(pages).toEqual([]);
    expect(await bench.calls()).toHaveLength(3);
  });

  it("refuses a list that leads back to itself", async () => {
    const circle = rewriting(({ links }) => {
      links.next = links.self ?? "";
    });
    const error = await errorOf(collect(bench.gateway({ fetch: circle }).assets(rkFabrics())));
    expect(error.code).toBe("malformed");
  });
});

describe("lists whose next page is elsewhere", () => {
  it("never sends the key to another origin", async () => {
    const stranger = await startBench();
    await bench.control({ action: "switches", set: { linkOrigin: stranger.url } });
    const error = await errorOf(collect(bench.gateway({ pageSize: 2 }).assets(rkFabrics())));
    expect(error.code).toBe("malformed");
    expect(await stranger.calls()).toEqual([]);
    await stranger.emulator.close();
  });

  it("never leaves the API's path", async () => {
    const elsewhere = rewriting(({ links }) => {
      links.next = `${bench.url}/eu/organizations?page[number]=2`;
    });
    const error = await errorOf(collect(bench.gateway({ fetch: elsewhere }).organizations()));
    expect(error.code).toBe("malformed");
    expect(await bench.calls()).toHaveLength(1);
  });
});

describe("pages too large to answer in time", () => {
  it("asks for half as many until they come", async () => {
    await bench.control({ action: "switches", set: { timeoutOverRows: 10 } });
    const rows = await collect(bench.gateway({ pageSize: 40 }).organizations());
    expect(new Set(rows.map(({ id }) => id)).size).toBe(28);
    const sizes = (await bench.calls()).map((path) => /page\[size\]=(\d+)/.exec(path)?.[1]);
    expect(sizes).toEqual(["40", "20", "10", "10", "10"]);
  });

  it("goes on at the same record when it halves in the middle of a list", async () => {
    const expected = await collect(bench.gateway().organizations());
    await bench.control({
      action: "schedule",
      afterRequests: 1,
      do: { action: "switches", set: { timeoutOverRows: 4 } },
    });
    expect(await collect(bench.gateway({ pageSize: 8 }).organizations())).toEqual(expected);
    const pages = (await bench.calls()).map((path) =>
      /page\[number\]=(\d+)&page\[size\]=(\d+)/.exec(path)?.slice(1),
    );
    expect(pages.slice(1, 5)).toEqual([
      ["1", "8"],
      ["2", "8"],
      ["3", "4"],
      ["4", "4"],
    ]);
    expect(pages).toHaveLength(1 + 2 + Math.ceil((expected.length - 8) / 4));
  });

  it("takes the words of a time-out as one, whatever their status", async () => {
    await bench.control({ action: "fault", kind: "took-too-long", times: 1 });
    const rows = await collect(bench.gateway({ pageSize: 40 }).organizations());
    expect(rows).toHaveLength(28);
    expect(await bench.calls()).toEqual([
      expect.stringContaining("page[size]=40"),
      expect.stringContaining("page[size]=20"),
      expect.stringContaining("page[size]=20"),
    ]);
  });

  it("gives up where even the smallest page is too large", async () => {
    await bench.control({ action: "fault", kind: "504" });
    const error = await errorOf(collect(bench.gateway({ pageSize: 4 }).organizations()));
    expect(error).toMatchObject({ code: "timeout", status: 504 });
    // 4, 2, then three attempts at 1.
    expect(await bench.calls()).toHaveLength(5);
  });
});
