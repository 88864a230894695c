import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { accountOf, assetTypeOf, organizationOf } from "./demo-lookup";

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
const pathOf = (name: string) => `/organizations/${organizationId(name)}`;
const organization = (attributes: Record<string, unknown>) => ({
  data: { type: "organizations", attributes },
});
const many = (records: Record<string, unknown>[]) => ({
  data: records.map((attributes) => ({ type: "organizations", attributes })),
});
const attributesOf = async (name: string) => (await api.call("GET", pathOf(name))).json.data.attributes;

describe("organizations", () => {
  it("are created, changed and deleted in bulk", async () => {
    const customer = accountOf(state(), "northwind").organizationTypes.find(
      ({ name }) => name === "Customer",
    );
    const sent = { name: "New Customer", "organization-type-id": Number(customer?.id), quick_notes: "Hi" };
    const created = await api.call("POST", "/organizations", organization(sent));
    expect(created.status).toBe(201);
    expect(created.json.data.attributes).toMatchObject({
      name: "New Customer",
      "organization-type-id": Number(customer?.id),
      "organization-type-name": "Customer",
      "quick-notes": "Hi",
      primary: false,
    });
    const id = created.json.data.id;
    const changed = await api.call("PATCH", `/organizations/${id}`, organization({ short_name: "NEW" }));
    expect([changed.status, changed.json.data.attributes["short-name"]]).toEqual([200, "NEW"]);
    expect(changed.json.data.attributes).toMatchObject({ name: "New Customer", "quick-notes": "Hi" });
    const gone = await api.call("DELETE", "/organizations", many([{ id }]));
    expect([gone.status, gone.json.data[0].id]).toEqual([200, id]);
    expect((await api.call("GET", `/organizations/${id}`)).status).toBe(404);
    expect((await api.call("DELETE", `/organizations/${organizationId("RK Fabrics")}`)).status).toBe(404);
  });

  it("are changed many at a time by the ids in their attributes, all or none", async () => {
    const rk = { id: organizationId("RK Fabrics"), alert: "Pays late" };
    const elm = { id: organizationId("Elm City Bakery"), alert: "Call first" };
    const answer = await api.call("PATCH", "/organizations", many([rk, elm]));
    expect([answer.status, answer.json.data.length]).toEqual([200, 2]);
    expect((await attributesOf("Elm City Bakery")).alert).toBe("Call first");
    const before = await attributesOf("RK Fabrics");
    const bad = many([
      { ...rk, alert: "Lost" },
      { ...elm, name: "RK Fabrics" },
    ]);
    expect((await api.call("PATCH", "/organizations", bad)).status).toBe(422);
    expect(await attributesOf("RK Fabrics")).toEqual(before);
  });

  it("are created one at a time", async () => {
    const answer = await api.call("POST", "/organizations", many([{ name: "A" }, { name: "B" }]));
    expect([answer.status, answer.text]).toEqual([
      422,
      '{"errors":[{"status":"unprocessable_entity","title":"bulk action not allowed for Organization using this route","source":{"pointer":"data"}}]}',
    ]);
  });

  it("take their assets with them", async () => {
    const id = organizationId("RK Fabrics");
    await api.call("DELETE", "/organizations", many([{ id }]));
    const filter = `filter[flexible_asset_type_id]=${typeId("Microsoft 365")}&filter[organization_id]=${id}`;
    expect(await api.names(`/flexible_assets?${filter}`)).toEqual([]);
  });

  it.each([
    [{ name: "" }, "name", "can't be blank"],
    [{}, "name", "can't be blank"],
    [{ name: "RK Fabrics" }, "name", "has already been taken"],
    [{ name: "New", "organization-type-id": 1 }, "organization-type", "must exist"],
    [{ name: "New", organization_status_id: 1 }, "organization-status", "must exist"],
    [{ name: "New", "parent-id": 1 }, "parent", "must exist"],
  ])("are refused as %j", async (attributes, pointer, detail) => {
    const answer = await api.call("POST", "/organizations", organization(attributes));
    expect([answer.status, answer.text]).toEqual([
      422,
      `{"errors":[{"source":{"pointer":"/data/attributes/${pointer}"},"detail":"${detail}","title":"Unprocessable Entity","status":422}]}`,
    ]);
  });

  it("cannot take another's name by PATCH, and may keep their own", async () => {
    const taken = await api.call("PATCH", pathOf("RK Fabrics"), organization({ name: "Elm City Bakery" }));
    expect([taken.status, taken.json.errors[0].detail]).toEqual([422, "has already been taken"]);
    const same = await api.call("PATCH", pathOf("RK Fabrics"), organization({ name: "RK Fabrics" }));
    expect(same.status).toBe(200);
  });

  it("show 250 characters of their quick notes in lists, and all of them alone", async () => {
    const notes = "n".repeat(300);
    await api.call("PATCH", pathOf("RK Fabrics"), organization({ "quick-notes": notes }));
    const { json } = await api.call("GET", "/organizations?filter[name]=RK Fabrics");
    expect(json.data[0].attributes["quick-notes"]).toHaveLength(250);
    expect((await attributesOf("RK Fabrics"))["quick-notes"]).toBe(notes);
  });

  it("know the other filters of the reference", async () => {
    const id = organizationId("RK Fabrics");
    const rows = accountOf(state(), "northwind").organizations;
    for (const row of rows) if (row.id === id) row.myGlueAccountId = "42";
    expect(await api.names("/organizations?filter[my_glue_account_id]=42")).toEqual(["RK Fabrics"]);
    expect(await api.names("/organizations?filter[range][my_glue_account_id]=40,*")).toEqual(["RK Fabrics"]);
    expect(await api.names("/organizations?filter[range][my_glue_account_id]=*,41")).toEqual([]);
    expect(await api.names("/organizations?filter[group_id]=1")).toEqual([]);
    const excluded = `filter[exclude][organization_type_id]=${organizationOf(state(), "northwind", "RK Fabrics").typeId}`;
    expect(await api.names(`/organizations?${excluded}&sort=name`)).toEqual([
      "Brightwave Distribution",
      "Northwind MSP",
      "Vantage Coffee Roasters",
    ]);
  });
});

describe("organizations synced with a PSA", () => {
  const patch = (name: string, attributes: Record<string, unknown>) =>
    api.call("PATCH", pathOf(name), organization(attributes));

  it("change nothing but alert, description and quick notes by the API", async () => {
    const free = { alert: "A", description: "D", quick_notes: "Q" };
    for (const locked of [
      "name",
      "short-name",
      "organization-type-id",
      "organization-status-id",
      "parent-id",
    ]) {
      const refused = await patch("Kestrel Aviation", { ...free, [locked]: null });
      expect([refused.status, refused.json.errors[0].source.pointer]).toEqual([
        422,
        `/data/attributes/${locked}`,
      ]);
    }
    expect((await attributesOf("Kestrel Aviation")).alert).toBe(null);
    const noted = await patch("Kestrel Aviation", free);
    expect(noted.status).toBe(200);
    expect(noted.json.data.attributes).toMatchObject({ alert: "A", description: "D", "quick-notes": "Q" });
  });

  it("become so and cease to be so by control, which may also change them", async () => {
    const id = organizationId("RK Fabrics");
    await api.control({ action: "psa-sync-organization", organizationId: id, psaId: "77" });
    expect((await patch("RK Fabrics", { name: "RK" })).status).toBe(422);
    const found = "/organizations?filter[psa_id]=77&filter[psa_integration_type]=kaseya-bms";
    expect(await api.names(found)).toEqual(["RK Fabrics"]);
    const attributes = { "short-name": "RKF", alert: "Seen" };
    await api.control({ action: "set-organization", organizationId: id, attributes });
    expect(await attributesOf("RK Fabrics")).toMatchObject(attributes);
    await api.control({ action: "psa-unsync-organization", organizationId: id });
    expect((await patch("RK Fabrics", { name: "RK" })).status).toBe(200);
  });
});

describe("organization types and statuses", () => {
  const body = (name: string, type = "organization_types") => ({ data: { type, attributes: { name } } });

  it("are listed, created and renamed, not deleted", async () => {
    expect(await api.names("/organization_types?sort=name")).toEqual([
      "Customer",
      "Owner",
      "Prospect",
      "Vendor",
    ]);
    const created = await api.call("POST", "/organization_types", body("Partner"));
    expect([created.status, created.json.data.attributes]).toEqual([
      201,
      { name: "Partner", "created-at": expect.any(String), "updated-at": expect.any(String), synced: false },
    ]);
    const [inactive] = (await api.call("GET", "/organization_statuses?filter[name]=Inactive")).json.data;
    expect(inactive.type).toBe("organization-statuses");
    const path = `/organization_statuses/${inactive.id}`;
    const renamed = await api.call("PATCH", path, body("Former", "organization_statuses"));
    expect(renamed.json.data.attributes.name).toBe("Former");
    expect((await api.call("DELETE", path)).status).toBe(404);
  });

  it("kept by a PSA are shown as synced, and not renamed", async () => {
    const { id } = await api.control({
      action: "add-organization-kind",
      accountId: "northwind",
      of: "type",
      name: "BMS customer",
      synced: true,
    });
    const path = `/organization_types/${id}`;
    expect((await api.call("GET", path)).json.data.attributes.synced).toBe(true);
    expect((await api.call("PATCH", path, body("Mine"))).status).toBe(422);
    await api.control({ action: "set-organization-kind", id: String(id), synced: false });
    expect((await api.call("PATCH", path, body("Mine"))).json.data.attributes.name).toBe("Mine");
    await api.control({ action: "delete-organization-kind", id: String(id) });
    expect((await api.call("GET", path)).status).toBe(404);
    const customer = accountOf(state(), "northwind").organizationTypes.find(
      ({ name }) => name === "Customer",
    );
    const used = { action: "delete-organization-kind", id: customer?.id ?? "" } as const;
    await expect(api.control(used)).rejects.toThrow("Organizations still have the type or status");
  });
});
