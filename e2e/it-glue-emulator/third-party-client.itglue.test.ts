/** The emulator driven by node-itglue, a client written by others for the real API. */
import ITGlue from "node-itglue";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { controlEmulator } from "./control-client";
import { DEMO_KEYS } from "./demo-data";
import { assetOf, assetTypeOf, organizationOf } from "./demo-lookup";
import { type Emulator, startEmulator } from "./start-emulator";

let emulator: Emulator;
let client: ITGlue;
beforeAll(async () => {
  emulator = await startEmulator();
  client = clientWith(DEMO_KEYS.northwind);
});
beforeEach(() => controlEmulator(emulator.url, { action: "reset" }));
afterAll(() => emulator.close());

function clientWith(apikey: string): ITGlue {
  const made = new ITGlue({ apikey });
  made.config.baseURL = `${emulator.url}/us`;
  return made;
}

const organizationId = (name: string) => organizationOf(emulator.state, "northwind", name).id;
const typeId = (name: string) => assetTypeOf(emulator.state, "northwind", name).id;
const namesOf = (answer: { data: { attributes: { name: string } }[] }) =>
  answer.data.map(({ attributes }) => attributes.name);
const asset = (traits: object) => ({
  data: {
    type: "flexible-assets",
    attributes: {
      "organization-id": organizationId("RK Fabrics"),
      "flexible-asset-type-id": typeId("Microsoft 365"),
      traits,
    },
  },
});

describe("lists", () => {
  it("come page by page until meta names no next one", async () => {
    const names: string[] = [];
    for (let page: number | null = 1; page !== null; ) {
      const params = { "page[size]": 10, "page[number]": page, sort: "name" };
      const answer = await client.get({ path: "/organizations", params });
      names.push(...namesOf(answer));
      page = answer.meta["next-page"];
    }
    expect(names).toHaveLength(28);
    expect(names).toEqual(names.toSorted());
  });

  it.each(["filter[flexible_asset_type_id]", "filter[flexible-asset-type-id]"])("take %s", async (filter) => {
    const answer = await client.get({
      path: "/flexible_assets",
      params: { [filter]: typeId("Office 365"), "page[size]": 1, sort: "-updated_at" },
    });
    expect(namesOf(answer)).toEqual(["Pinecrest Hotels"]);
    expect(answer.meta).toMatchObject({ "total-count": 2, "total-pages": 2, "next-page": 2 });
    expect(answer.links.next).toContain(`${emulator.url}/us/flexible_assets?`);
  });

  it("bring a type with its fields", async () => {
    const { data, included } = await client.get({
      path: "/flexible_asset_types",
      params: { "filter[name]": "Microsoft 365", include: "flexible_asset_fields" },
    });
    expect(data).toHaveLength(1);
    expect(included.map((field: { attributes: object }) => field.attributes)).toMatchObject([
      { "name-key": "license", kind: "Text" },
      { "name-key": "seats", kind: "Number" },
      { "name-key": "used", kind: "Number" },
    ]);
  });
});

describe("errors", () => {
  it("carry status and data: no type filter", async () => {
    await expect(client.get({ path: "/flexible_assets" })).rejects.toMatchObject({
      status: 422,
      data: {
        errors: [
          {
            status: 422,
            title: "Cannot index flexible assets without providing a flexible asset type ID filter",
            source: { pointer: null },
          },
        ],
      },
    });
  });

  it("carry status and data: a wrong key, an id that is not there, a route that is not there", async () => {
    await expect(clientWith("ITG.wrong").get({ path: "/organizations" })).rejects.toMatchObject({
      status: 403,
      data: { message: "Forbidden" },
    });
    await expect(client.get({ path: "/organizations/1" })).rejects.toMatchObject({
      status: 404,
      data: { errors: [{ status: 404, title: "Not Found", source: { pointer: "id" } }] },
    });
    await expect(client.get({ path: "/flexible_widgets" })).rejects.toMatchObject({
      status: 404,
      data: expect.stringContaining("The page you were looking for doesn't exist"),
    });
  });
});

describe("writes", () => {
  it("create, replace all traits, and delete an asset", async () => {
    const created = await client.post({
      path: "/flexible_assets",
      body: asset({ license: "Teams Rooms Pro", seats: 3, used: 2 }),
    });
    const path = `/flexible_assets/${created.data.id}`;
    const replaced = await client.patch({ path, body: asset({ license: "Teams Rooms Pro", seats: 5 }) });
    expect(replaced.data.attributes.traits).toEqual({ license: "Teams Rooms Pro", seats: 5 });
    expect((await client.get({ path })).data.attributes.traits).toEqual({
      license: "Teams Rooms Pro",
      seats: 5,
    });
    expect(await client.delete({ path })).toMatchObject({ status: 204 });
    await expect(client.get({ path })).rejects.toMatchObject({ status: 404 });
  });

  it("are refused in IT Glue's words", async () => {
    const { id } = assetOf(
      emulator.state,
      "northwind",
      "RK Fabrics",
      "Microsoft 365",
      "Microsoft 365 Business Premium",
    );
    const body = asset({ license: "Microsoft 365 Business Premium", chairs: 3 });
    await expect(client.patch({ path: `/flexible_assets/${id}`, body })).rejects.toMatchObject({
      status: 422,
      data: { errors: [{ detail: "Request contains invalid trait keys" }] },
    });
  });

  it("delete assets by filter, and create many below an organization", async () => {
    const params = {
      "filter[organization_id]": organizationId("RK Fabrics"),
      "filter[flexible_asset_type_id]": typeId("Microsoft 365"),
    };
    expect((await client.delete({ path: "/flexible_assets", params })).data).toHaveLength(5);
    await client.post({
      path: `/organizations/${organizationId("RK Fabrics")}/relationships/flexible_assets`,
      body: { data: ["A", "B"].map((license) => asset({ license }).data) },
    });
    expect(namesOf(await client.get({ path: "/flexible_assets", params }))).toEqual(["A", "B"]);
  });

  it("create and change an organization", async () => {
    const body = (attributes: object) => ({ data: { type: "organizations", attributes } });
    const { data } = await client.post({ path: "/organizations", body: body({ name: "Newcomer, Inc." }) });
    const path = `/organizations/${data.id}`;
    const changed = await client.patch({ path, body: body({ alert: "Call first" }) });
    expect(changed.data.attributes).toMatchObject({ name: "Newcomer, Inc.", alert: "Call first" });
    const found = await client.get({
      path: "/organizations",
      params: { "filter[name]": "Newcomer\\, Inc." },
    });
    expect(namesOf(found)).toEqual(["Newcomer, Inc."]);
  });
});
