import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { accountOf, assetOf, assetTypeOf, organizationOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const state = () => api.emulator.state;
const organizationId = (name: string) => organizationOf(state(), "northwind", name).id;
const typeId = (name: string) => assetTypeOf(state(), "northwind", name).id;
const assetId = (name: string) => assetOf(state(), "northwind", "RK Fabrics", "Microsoft 365", name).id;
const premiumId = () => assetId("Microsoft 365 Business Premium");

const asset = (traits: unknown, attributes: Record<string, unknown> = {}) => ({
  data: {
    type: "flexible-assets",
    attributes: {
      "organization-id": Number(organizationId("RK Fabrics")),
      "flexible-asset-type-id": Number(typeId("Microsoft 365")),
      traits,
      ...attributes,
    },
  },
});
const traitsOf = async (id: string) =>
  (await api.call("GET", `/flexible_assets/${id}`)).json.data.attributes.traits;

describe("assets", () => {
  it("are created with 201, named by their title field, numbers taken as text too", async () => {
    const answer = await api.call(
      "POST",
      "/flexible_assets",
      asset({ license: "Teams Rooms", seats: "2.5" }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json.data.attributes).toMatchObject({
      name: "Teams Rooms",
      traits: { license: "Teams Rooms", seats: 2.5 },
      archived: false,
    });
  });

  it("take snake_case attributes and types as well", async () => {
    const body = {
      data: {
        type: "flexible_assets",
        attributes: {
          organization_id: organizationId("RK Fabrics"),
          flexible_asset_type_id: typeId("Microsoft 365"),
          traits: { license: "Teams Rooms" },
        },
      },
    };
    expect((await api.call("POST", "/flexible_assets", body)).status).toBe(201);
  });

  it("lose every trait that a PATCH leaves out, or sends as null", async () => {
    const id = premiumId();
    const traits = { license: "Microsoft 365 Business Premium", seats: 8, used: null };
    const answer = await api.call("PATCH", `/flexible_assets/${id}`, asset(traits));
    expect(answer.status).toBe(200);
    expect(await traitsOf(id)).toEqual({ license: "Microsoft 365 Business Premium", seats: 8 });
  });

  it("keep their traits where a PATCH has none", async () => {
    const id = premiumId();
    const body = { data: { type: "flexible-assets", attributes: { archived: true } } };
    const { json } = await api.call("PATCH", `/flexible_assets/${id}`, body);
    expect(json.data.attributes.archived).toBe(true);
    expect(await traitsOf(id)).toMatchObject({ seats: 6, used: 5 });
  });

  it("are changed in bulk by ids in the attributes", async () => {
    const id = premiumId();
    const body = {
      data: [{ type: "flexible-assets", attributes: { id, traits: { license: "New", seats: 1 } } }],
    };
    const answer = await api.call("PATCH", "/flexible_assets", body);
    expect(answer.json.data).toHaveLength(1);
    expect(await traitsOf(id)).toEqual({ license: "New", seats: 1 });
  });

  it("are changed in bulk all or none", async () => {
    const id = premiumId();
    const changes = [
      { id, traits: { license: "New", seats: 1 } },
      { id: assetId("Microsoft 365 Business Standard"), traits: { seats: 1 } },
    ];
    const body = { data: changes.map((attributes) => ({ type: "flexible-assets", attributes })) };
    expect((await api.call("PATCH", "/flexible_assets", body)).status).toBe(422);
    expect(await traitsOf(id)).toMatchObject({ license: "Microsoft 365 Business Premium", seats: 6 });
  });

  it("have their tags written as ids and read as records", async () => {
    const [ana, ben] = accountOf(state(), "northwind").tagTargets.filter(
      ({ tagType }) => tagType === "Contacts",
    );
    const attributes = { "flexible-asset-type-id": typeId("Cloud Apps") };
    const write = (users: unknown) =>
      api.call("POST", "/flexible_assets", asset({ "licensed-users": users }, attributes));
    const { json } = await write([Number(ana?.id), Number(ben?.id)]);
    expect(json.data.attributes.traits["licensed-users"]).toEqual({
      type: "Contacts",
      values: [
        { id: Number(ana?.id), name: ana?.name },
        { id: Number(ben?.id), name: ben?.name },
      ],
    });
    expect((await write(Number(ana?.id))).json.data.attributes.traits["licensed-users"].values).toHaveLength(
      1,
    );
    const refused = await write(569);
    expect([refused.status, refused.text]).toEqual([
      401,
      '{"errors":[{"status":401,"title":"Unauthorized","detail":"Unauthorized resource access","source":{"pointer":"id"}}]}',
    ]);
  });

  it("are created many at a time below their organization only", async () => {
    const body = { data: [asset({ license: "A" }).data, asset({ license: "B" }).data] };
    const nested = `/organizations/${organizationId("Elm City Bakery")}/relationships/flexible_assets`;
    const answer = await api.call("POST", nested, body);
    expect(answer.status).toBe(201);
    expect(answer.json.data.map((one: { attributes: { name: string } }) => one.attributes.name)).toEqual([
      "A",
      "B",
    ]);
    const refused = await api.call("POST", "/flexible_assets", body);
    expect([refused.status, refused.text]).toEqual([
      422,
      '{"errors":[{"status":"unprocessable_entity","title":"bulk action not allowed for Flexible Asset using this route","source":{"pointer":"data"}}]}',
    ]);
  });

  it("are deleted with 204, in bulk with 200 and the objects, by filter with organization and type", async () => {
    const gone = await api.call("DELETE", `/flexible_assets/${premiumId()}`);
    expect([gone.status, gone.text]).toEqual([204, ""]);
    const body = {
      data: [{ type: "flexible-assets", attributes: { id: assetId("Microsoft 365 Business Standard") } }],
    };
    const bulk = await api.call("DELETE", "/flexible_assets", body);
    expect([bulk.status, bulk.json.data.length]).toEqual([200, 1]);
    const filter = `filter[organization_id]=${organizationId("RK Fabrics")}`;
    const type = `filter[flexible_asset_type_id]=${typeId("Microsoft 365")}`;
    expect((await api.call("DELETE", `/flexible_assets?${filter}`)).status).toBe(422);
    const filtered = await api.call("DELETE", `/flexible_assets?${filter}&${type}&filter[archived]=true`);
    expect(filtered.json.data).toHaveLength(1);
    expect(await api.names(`/flexible_assets?${filter}&${type}`)).toEqual([
      "Exchange Online (Plan 1)",
      "Visio Plan 2",
    ]);
  });
});

describe("refusals, word for word", () => {
  it("of a trait key no field has, a Header's among them", async () => {
    const body =
      '{"errors":[{"status":422,"title":"Unprocessable Entity","detail":"Request contains invalid trait keys","source":{"pointer":"data/attributes/traits"}}]}';
    const unknown = await api.call("POST", "/flexible_assets", asset({ license: "A", colour: "red" }));
    expect([unknown.status, unknown.text]).toEqual([422, body]);
    const attributes = { "flexible-asset-type-id": typeId("Cloud Apps") };
    const header = await api.call(
      "POST",
      "/flexible_assets",
      asset({ "important-contacts": "x" }, attributes),
    );
    expect(header.text).toBe(body);
  });

  it("of a required trait that is missing", async () => {
    const answer = await api.call("POST", "/flexible_assets", asset({ seats: 3 }));
    expect([answer.status, answer.text]).toEqual([
      422,
      `{"errors":[{"source":{"pointer":"/data/attributes/flexible-asset-traits.license"},"detail":["can't be blank"],"title":"Unprocessable Entity","status":422}]}`,
    ]);
  });

  it("of an organization that is not there", async () => {
    const answer = await api.call(
      "POST",
      "/flexible_assets",
      asset({ license: "A" }, { "organization-id": 1 }),
    );
    expect([answer.status, answer.text]).toEqual([
      422,
      '{"errors":[{"status":422,"title":"Valid organization_id is required","source":{"pointer":"data/attributes/organization_id"}}]}',
    ]);
  });

  it("of a type that is not there", async () => {
    const answer = await api.call(
      "POST",
      "/flexible_assets",
      asset({ license: "A" }, { "flexible-asset-type-id": 1 }),
    );
    expect([answer.status, answer.text]).toEqual([
      422,
      '{"errors":[{"source":{"pointer":"/data/attributes/flexible-asset-type"},"detail":"must exist","title":"Unprocessable Entity","status":422}]}',
    ]);
  });

  it.each([
    ["a text in a Number", { license: "A", seats: "many" }],
    ["a blank in a Number", { license: "A", seats: "  " }],
  ])("of %s", async (_, traits) => {
    expect((await api.call("POST", "/flexible_assets", asset(traits))).status).toBe(422);
  });

  it("of a Select value that is no option, only where strict", async () => {
    const attributes = { "flexible-asset-type-id": typeId("Cloud Apps") };
    const body = asset({ "application-name": "Abacus" }, attributes);
    expect((await api.call("POST", "/flexible_assets", body)).status).toBe(201);
    await api.control({ action: "switches", set: { strictSelect: true } });
    expect((await api.call("POST", "/flexible_assets", body)).status).toBe(422);
  });

  it.each([
    ["no data", "{}", 400],
    ["no JSON", "{", 400],
    ["JSON in a string", JSON.stringify('{"data":{}}'), 500],
  ])("of a body with %s", async (_, body, status) => {
    expect((await api.call("POST", "/flexible_assets", body)).status).toBe(status);
  });

  it("of a body that does not say it is JSON:API", async () => {
    const headers = { "content-type": "application/json" };
    const answer = await api.call("POST", "/flexible_assets", asset({ license: "A" }), headers);
    expect(answer.status).toBe(415);
    expect(Object.keys(answer.json)).toEqual(["message"]);
  });
});
