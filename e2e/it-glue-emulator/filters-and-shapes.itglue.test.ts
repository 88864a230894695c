import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
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

describe("filters and sort", () => {
  it("match exactly, with commas for OR and an escaped comma inside a name", async () => {
    expect(await api.names("/organizations?filter[name]=RK")).toEqual([]);
    expect(await api.names("/organizations?filter[name]=RK Fabrics,Elm City Bakery&sort=name")).toEqual([
      "Elm City Bakery",
      "RK Fabrics",
    ]);
    const keller = encodeURIComponent("Keller & Sons\\, Inc.");
    expect(await api.names(`/organizations?filter[name]=${keller}`)).toEqual(["Keller & Sons, Inc."]);
    const naive = encodeURIComponent("Keller & Sons, Inc.");
    expect(await api.names(`/organizations?filter[name]=${naive}`)).toEqual([]);
  });

  it("take both spellings, raw and encoded brackets, both bases and slashes at the end", async () => {
    const id = typeId("Office 365");
    const expected = ["RK Fabrics", "Pinecrest Hotels"];
    for (const path of [
      `/flexible_assets?filter[flexible-asset-type-id]=${id}`,
      `/flexible_assets?filter%5Bflexible_asset_type_id%5D=${id}`,
      `/api/flexible_assets/?filter[flexible_asset_type_id]=${id}`,
      `/flexible-assets?filter[flexible_asset_type_id]=${id}`,
    ]) {
      expect(await api.names(path)).toEqual(expected);
    }
  });

  it("narrow assets by organization and name", async () => {
    const filter = `filter[flexible_asset_type_id]=${typeId("Microsoft 365")}&filter[organization_id]=${organizationId("RK Fabrics")}`;
    expect(await api.names(`/flexible_assets?${filter}`)).toHaveLength(5);
    expect(await api.names(`/flexible_assets?${filter}&filter[name]=Visio Plan 2`)).toEqual(["Visio Plan 2"]);
  });

  it("find the primary organization, PSA identities and time ranges", async () => {
    expect(await api.names("/organizations?filter[primary]=true")).toEqual(["Northwind MSP"]);
    const psa = "/organizations?filter[psa_id]=2042&filter[psa_integration_type]=kaseya-bms";
    expect(await api.names(psa)).toEqual(["Kestrel Aviation"]);
    expect((await api.call("GET", "/organizations?filter[psa_id]=2042")).status).toBe(422);
    await api.control({
      action: "rename-organization",
      organizationId: organizationId("RK Fabrics"),
      name: "RK Textiles",
    });
    expect(await api.names("/organizations?filter[updated_at]=2026-01-01T00:00:00Z,*")).toEqual([
      "RK Textiles",
    ]);
    expect(await api.names("/organizations?filter[exclude][id]=1&filter[name]=RK Textiles")).toEqual([
      "RK Textiles",
    ]);
  });

  it("sort both ways", async () => {
    const names = await api.names("/organizations?sort=name");
    expect(names).toEqual(names.toSorted());
    expect(await api.names("/organizations?sort=-name")).toEqual(names.toReversed());
  });
});

describe("types and their fields", () => {
  it("have no relationships without include, and full fields with it", async () => {
    const path = `/flexible_asset_types?filter[name]=Microsoft 365`;
    const bare = await api.call("GET", path);
    expect(bare.json.data[0].relationships).toEqual({});
    expect(bare.json).not.toHaveProperty("included");
    const { json } = await api.call("GET", `${path}&include=flexible_asset_fields`);
    const ids = json.data[0].relationships["flexible-asset-fields"].data.map(({ id }: { id: string }) => id);
    expect(json.included.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(Object.keys(json.included[1].attributes)).toEqual([
      "order",
      "name",
      "kind",
      "hint",
      "decimals",
      "tag-type",
      "required",
      "use-for-title",
      "expiration",
      "show-in-list",
      "name-key",
      "created-at",
      "updated-at",
      "flexible-asset-type-id",
      "default-value",
    ]);
  });

  it("list fields below their type only", async () => {
    const nested = `/flexible_asset_types/${typeId("Licensing")}/relationships/flexible_asset_fields`;
    const { json } = await api.call("GET", nested);
    const keys = json.data.map(
      ({ attributes }: { attributes: Record<string, string> }) => attributes["name-key"],
    );
    expect(keys).toEqual(expect.arrayContaining(["license-product-serial-key", "assigned-user-s", "seats"]));
    expect((await api.call("GET", "/flexible_asset_fields")).status).toBe(404);
    expect((await api.call("GET", `/flexible_asset_fields/${json.data[0].id}`)).json.data).toEqual(
      json.data[0],
    );
  });
});

describe("assets", () => {
  it("show traits by key, leave empty ones out and archived ones in", async () => {
    const { json } = await api.call(
      "GET",
      `/flexible_assets?filter[flexible_asset_type_id]=${typeId("Microsoft 365")}&filter[organization_id]=${organizationId("RK Fabrics")}`,
    );
    const [premium, , , archived, visio] = json.data;
    expect(Object.keys(premium.attributes)).toEqual([
      "organization-id",
      "organization-name",
      "resource-url",
      "restricted",
      "my-glue",
      "flexible-asset-type-id",
      "flexible-asset-type-name",
      "name",
      "traits",
      "archived",
      "created-at",
      "updated-at",
    ]);
    expect(premium.attributes.traits).toEqual({
      license: "Microsoft 365 Business Premium",
      seats: 6,
      used: 5,
    });
    expect(archived.attributes).toMatchObject({ archived: true, traits: { seats: 9 } });
    expect(visio.attributes.traits).toEqual({ license: "Visio Plan 2" });
  });

  it("show tags with the names of their targets, without deleted ones", async () => {
    const filter = `filter[flexible_asset_type_id]=${typeId("Antivirus")}&page[size]=1`;
    const read = async () => {
      const { json } = await api.call("GET", `/flexible_assets?${filter}`);
      return json.data[0].attributes.traits["configurations-with-webroot"];
    };
    expect(await read()).toEqual({
      type: "Configurations",
      values: ["01", "02", "03"].map((number) => ({
        id: expect.any(Number),
        name: `ALDER-WS-${number}`,
        "organization-name": "Alder Ridge Veterinary",
        hostname: `ALDER-WS-${number}`,
        "configuration-type-name": "Workstation",
      })),
    });
    const account = api.emulator.state.accounts[0];
    if (account) account.tagTargets = account.tagTargets.filter(({ name }) => name !== "ALDER-WS-02");
    expect((await read()).values).toHaveLength(2);
  });
});
