import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { DEMO_KEYS } from "./demo-data";
import { assetTypeOf, organizationOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const organizationId = (name: string) => organizationOf(api.emulator.state, "northwind", name).id;
const typeId = (name: string) => assetTypeOf(api.emulator.state, "northwind", name).id;

describe("the envelope of a list", () => {
  it("has data, meta as captured, and absolute links without next on the last page", async () => {
    const { json, headers } = await api.call("GET", "/organizations?page[size]=10&page[number]=3&sort=id");
    expect(headers.get("content-type")).toBe("application/vnd.api+json");
    expect(Object.keys(json)).toEqual(["data", "meta", "links"]);
    expect(json.data).toHaveLength(8);
    expect(json.meta).toEqual({
      "current-page": 3,
      "next-page": null,
      "prev-page": 2,
      "total-pages": 3,
      "total-count": 28,
      filters: {},
    });
    expect(Object.keys(json.links)).toEqual(["self", "first", "prev", "last"]);
    expect(json.links.prev).toContain(`${api.emulator.url}/us/organizations?`);
    expect(json.links.prev).toContain("page%5Bnumber%5D=2");
    expect(json.links.prev).toContain("sort=id");
  });

  it("has no prev on the first page, and its next leads on", async () => {
    const { json } = await api.call("GET", "/organizations?page[size]=20");
    expect(json.meta).toMatchObject({ "next-page": 2, "prev-page": null });
    expect(json.links).not.toHaveProperty("prev");
    const response = await fetch(json.links.next, { headers: { "x-api-key": DEMO_KEYS.northwind } });
    expect((await response.json()).data).toHaveLength(8);
  });

  it("gives 50 records a page, 1000 at most, and none past the end", async () => {
    const assets = `/flexible_assets?filter[flexible_asset_type_id]=${typeId("Microsoft 365")}`;
    const { json } = await api.call("GET", assets);
    expect(json.data).toHaveLength(50);
    const clamped = await api.call("GET", "/organizations?page[size]=5000");
    expect(clamped.json.links.self).toContain("page%5Bsize%5D=1000");
    const past = await api.call("GET", "/organizations?page[number]=9");
    expect([past.status, past.json.data]).toEqual([200, []]);
    await api.control({ action: "switches", set: { maxPageSize422: true } });
    expect((await api.call("GET", "/organizations?page[size]=1001")).status).toBe(422);
  });

  it("shows ids as strings of 16 digits beside numeric foreign ids and millisecond times", async () => {
    const { text, json } = await api.call("GET", `/organizations/${organizationId("RK Fabrics")}`);
    expect(Object.keys(json)).toEqual(["data"]);
    expect(text).toMatch(/"id":"\d{16}"/);
    expect(text).toMatch(/"organization-type-id":\d{16},/);
    expect(text).toMatch(/"updated-at":"2025-01-06T\d\d:\d\d:\d\d\.\d{3}Z"/);
    expect(json.data).toMatchObject({ type: "organizations", relationships: {} });
  });

  it("prints foreign ids of 18 digits without harm", async () => {
    const account = api.emulator.state.accounts[0];
    const [model] = account?.assets ?? [];
    if (!account || !model) throw new Error("The demo data has changed");
    account.assets.push({ ...model, id: "900719925474099319", organizationId: "900719925474099317" });
    const { text } = await api.call("GET", "/flexible_assets/900719925474099319");
    expect(text).toContain('"organization-id":900719925474099317,');
  });
});

describe("who may call", () => {
  it.each([
    ["no key", "us", {}],
    ["a wrong key", "us", { "x-api-key": "ITG.wrong" }],
    ["the key of another server", "eu", { "x-api-key": DEMO_KEYS.northwind }],
  ])("answers %s with 403", async (_, server, headers) => {
    const response = await fetch(`${api.emulator.url}/${server}/organizations`, { headers });
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it("shows an account nothing of another", async () => {
    const response = await fetch(`${api.emulator.url}/eu/organizations/${organizationId("RK Fabrics")}`, {
      headers: { "x-api-key": DEMO_KEYS.bluefin },
    });
    expect(response.status).toBe(404);
  });
});

describe("refusals, word for word", () => {
  it.each([
    [
      "/flexible_assets",
      422,
      '{"errors":[{"status":422,"title":"Cannot index flexible assets without providing a flexible asset type ID filter","source":{"pointer":null}}]}',
    ],
    [
      "/organizations?sort=name&sort=id",
      422,
      '{"errors":[{"status":"unprocessable_entity","title":"Duplicate Parameters Specified","source":{"pointer":"data"}}]}',
    ],
    [
      "/organizations?filter[organization_type_id]=1&filter[organization-type-id]=1",
      422,
      '{"errors":[{"status":"unprocessable_entity","title":"Duplicate Parameters Specified","source":{"pointer":"data"}}]}',
    ],
  ])("answers GET %s", async (path, status, body) => {
    const answer = await api.call("GET", path);
    expect([answer.status, answer.text]).toEqual([status, body]);
  });

  it("answers an unknown route with a page", async () => {
    const answer = await api.call("GET", "/flexible_widgets");
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toContain("The page you were looking for doesn't exist");
  });

  it.each([
    "/organizations?filter[colour]=red",
    "/organizations?sort=colour",
    "/organizations?include=colour",
    "/organizations?colour=red",
  ])("refuses %s, which no reference knows", async (path) => {
    expect((await api.call("GET", path)).status).toBe(422);
  });

  it("has an errors array for an id that is not there", async () => {
    const answer = await api.call("GET", "/organizations/1");
    expect(answer.status).toBe(404);
    expect(answer.json.errors[0]).toMatchObject({
      status: 404,
      title: "Not Found",
      source: { pointer: "id" },
    });
  });
});
