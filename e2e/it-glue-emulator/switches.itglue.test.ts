import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import type { ControlInput } from "./control-actions";
import { assetOf, assetTypeOf, organizationOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const state = () => api.emulator.state;
const set = (switches: Extract<ControlInput, { action: "switches" }>["set"]) =>
  api.control({ action: "switches", set: switches });
const premiumId = () =>
  assetOf(state(), "northwind", "RK Fabrics", "Microsoft 365", "Microsoft 365 Business Premium").id;

describe("a switch", () => {
  it("numbersAsStrings prints numbers as text, in traits only", async () => {
    await set({ numbersAsStrings: true });
    const { attributes } = (await api.call("GET", `/flexible_assets/${premiumId()}`)).json.data;
    expect(attributes.traits).toMatchObject({ seats: "6", used: "5" });
    expect(attributes["organization-id"]).toEqual(expect.any(Number));
  });

  it("noLinks leaves links out; nullTotalCount has no total", async () => {
    await set({ noLinks: true, nullTotalCount: true });
    const { json } = await api.call("GET", "/organizations?page[size]=10");
    expect(json).not.toHaveProperty("links");
    expect(json.meta).toMatchObject({ "total-count": null, "next-page": 2, "total-pages": 3 });
  });

  it("maxPageSize422 refuses pages over 1000 that are clamped otherwise", async () => {
    expect((await api.call("GET", "/organizations?page[size]=1001")).status).toBe(200);
    await set({ maxPageSize422: true });
    expect((await api.call("GET", "/organizations?page[size]=1001")).status).toBe(422);
    expect((await api.call("GET", "/organizations?page[size]=1000")).status).toBe(200);
  });

  it("numericIncludedIds prints the ids of included fields as numbers", async () => {
    const path = "/flexible_asset_types?filter[name]=Microsoft 365&include=flexible_asset_fields";
    expect(typeof (await api.call("GET", path)).json.included[0].id).toBe("string");
    await set({ numericIncludedIds: true });
    expect(typeof (await api.call("GET", path)).json.included[0].id).toBe("number");
  });

  it("numericParentIds prints parent and ancestors as numbers, where the reference has strings", async () => {
    const path = `/organizations/${organizationOf(state(), "northwind", "Harbor Dental Downtown").id}`;
    const parentId = organizationOf(state(), "northwind", "Harbor Dental Group").id;
    const parents = async () => {
      const { attributes } = (await api.call("GET", path)).json.data;
      return [attributes["parent-id"], attributes["ancestor-ids"]];
    };
    expect(await parents()).toEqual([parentId, `[${parentId}]`]);
    await set({ numericParentIds: true });
    expect(await parents()).toEqual([Number(parentId), [Number(parentId)]]);
  });

  it("plainContentType says application/json", async () => {
    await set({ plainContentType: true });
    const { headers, json } = await api.call("GET", "/organizations?page[size]=1");
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(json.data).toHaveLength(1);
  });

  it("timeoutOverRows answers 504 to larger pages only", async () => {
    await set({ timeoutOverRows: 10 });
    const large = await api.call("GET", "/organizations?page[size]=11");
    expect([large.status, large.text]).toEqual([504, '{"message":"Endpoint request timed out"}']);
    expect((await api.call("GET", "/organizations?page[size]=10")).json.data).toHaveLength(10);
  });

  it("latencyMs lets every answer of the API wait", async () => {
    await set({ latencyMs: 60_000 });
    const answer = fetch(`${api.emulator.url}/us/organizations`, { signal: AbortSignal.timeout(200) });
    await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
    await set({ latencyMs: 0 });
    expect((await api.call("GET", "/organizations?page[size]=1")).status).toBe(200);
  });

  it("linkOrigin leads links to another origin", async () => {
    await set({ linkOrigin: "http://127.0.0.1:9" });
    const { json } = await api.call("GET", "/organizations?page[size]=10");
    expect(json.links.next).toMatch(/^http:\/\/127\.0\.0\.1:9\/us\/organizations\?/);
  });

  it("is off again after a reset", async () => {
    const before = (await api.control({ action: "switches", set: {} })).switches;
    await set({ noLinks: true, latencyMs: 5, rateLimit: { requests: 1 } });
    await api.control({ action: "reset" });
    expect((await api.control({ action: "switches", set: {} })).switches).toEqual(before);
  });
});

describe("what the reference does not offer", () => {
  it.each(["id", "archived", "updated_at"])("assets have no filter by %s", async (filter) => {
    const typeId = assetTypeOf(state(), "northwind", "Microsoft 365").id;
    const path = `/flexible_assets?filter[flexible_asset_type_id]=${typeId}&filter[${filter}]=1`;
    expect((await api.call("GET", path)).status).toBe(422);
  });

  it("assets of two types in one list", async () => {
    expect((await api.call("GET", "/flexible_assets?filter[flexible_asset_type_id]=1,2")).status).toBe(422);
  });

  it.each([
    ["GET", "/flexible_asset_fields"],
    ["DELETE", "/flexible_asset_types/1"],
    ["PUT", "/flexible_assets"],
    ["PUT", "/organizations"],
  ])("%s %s", async (method, path) => {
    const body = method === "PUT" ? { data: {} } : undefined;
    expect((await api.call(method, path, body)).status).toBe(404);
  });

  it("an include that is not of this one asset", async () => {
    expect((await api.call("GET", `/flexible_assets/${premiumId()}?include=recent_versions`)).status).toBe(
      200,
    );
    expect((await api.call("GET", `/flexible_assets/${premiumId()}?include=colour`)).status).toBe(422);
    const typeId = assetTypeOf(state(), "northwind", "Microsoft 365").id;
    const list = `/flexible_assets?filter[flexible_asset_type_id]=${typeId}&include=`;
    expect((await api.call("GET", `${list}attachments`)).status).toBe(200);
    expect((await api.call("GET", `${list}recent_versions`)).status).toBe(422);
  });
});
