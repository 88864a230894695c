import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { assetOf, assetTypeOf, fieldOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const state = () => api.emulator.state;
const typeId = (name: string) => assetTypeOf(state(), "northwind", name).id;
const fieldId = (type: string, name: string) => fieldOf(state(), "northwind", type, name).id;
const premiumId = () =>
  assetOf(state(), "northwind", "RK Fabrics", "Microsoft 365", "Microsoft 365 Business Premium").id;

const traitsOf = async (id: string) =>
  (await api.call("GET", `/flexible_assets/${id}`)).json.data.attributes.traits;

describe("fields", () => {
  const field = (attributes: Record<string, unknown>) => ({
    data: { type: "flexible_asset_fields", attributes },
  });
  const fieldPath = (type: string, name: string) =>
    `/flexible_asset_types/${typeId(type)}/relationships/flexible_asset_fields/${fieldId(type, name)}`;

  it("cannot change kind once an asset has a value", async () => {
    const used = await api.call("PATCH", fieldPath("Microsoft 365", "Seats"), field({ kind: "Text" }));
    expect(used.status).toBe(422);
    expect(used.json.errors[0].source.pointer).toBe("/data/attributes/kind");
    const unused = await api.call(
      "PATCH",
      fieldPath("Cloud Apps", "Application URL "),
      field({ kind: "Textbox" }),
    );
    expect([unused.status, unused.json.data.attributes.kind]).toEqual([200, "Textbox"]);
  });

  it("keep their key when renamed, unless switched", async () => {
    const rename = () => api.call("PATCH", fieldPath("Microsoft 365", "Seats"), field({ name: "Seats" }));
    await api.call("PATCH", fieldPath("Microsoft 365", "Used"), field({ name: "In Use (now)" }));
    expect(fieldOf(state(), "northwind", "Microsoft 365", "In Use (now)").nameKey).toBe("used");
    await api.control({ action: "switches", set: { renameChangesKey: true } });
    await api.call("PATCH", fieldPath("Microsoft 365", "In Use (now)"), field({ name: "Seats used" }));
    expect(fieldOf(state(), "northwind", "Microsoft 365", "Seats used").nameKey).toBe("seats-used");
    expect((await rename()).json.data.attributes["name-key"]).toBe("seats");
  });

  it("get keys as IT Glue makes them", async () => {
    const path = `/flexible_asset_types/${typeId("Microsoft 365")}/relationships/flexible_asset_fields`;
    const keys: string[] = [];
    for (const name of ["Domain(s)", "Upload Speed (Mbps)", "Größe", "Seats?"]) {
      const { json } = await api.call("POST", path, field({ name, kind: "Number" }));
      keys.push(json.data.attributes["name-key"]);
    }
    expect(keys).toEqual(["domain-s", "upload-speed-mbps", "grosse", "seats-2"]);
  });

  it("are never required or a title where their kind forbids it", async () => {
    const path = `/flexible_asset_types/${typeId("Microsoft 365")}/relationships/flexible_asset_fields`;
    const body = field({ name: "Notes", kind: "Header", required: true, "use-for-title": true });
    const { json } = await api.call("POST", path, body);
    expect(json.data.attributes).toMatchObject({ required: false, "use-for-title": false });
  });

  it("take their data with them when deleted", async () => {
    const id = premiumId();
    const gone = await api.call("DELETE", fieldPath("Microsoft 365", "Used"));
    expect(gone.status).toBe(204);
    expect(await traitsOf(id)).toEqual({ license: "Microsoft 365 Business Premium", seats: 6 });
  });

  it("keep one that is shown in the list", async () => {
    const path = `/flexible_asset_types/${typeId("Microsoft 365")}/relationships/flexible_asset_fields`;
    const hide = (name: string) =>
      api.call("PATCH", `${path}/${fieldId("Microsoft 365", name)}`, field({ "show-in-list": false }));
    expect([(await hide("Seats")).status, (await hide("Used")).status]).toEqual([200, 200]);
    expect((await hide("License")).status).toBe(422);
    expect((await api.call("DELETE", `${path}/${fieldId("Microsoft 365", "License")}`)).status).toBe(422);
  });

  it.each([
    [{ name: "Seats", kind: "Text" }, "has already been taken"],
    [{ name: "New", kind: "Text", order: 2 }, "has already been taken"],
    [{ name: "New", kind: "Slider" }, "is not included in the list"],
    [{ name: "New" }, "can't be blank"],
  ])("are refused as %j", async (attributes, detail) => {
    const path = `/flexible_asset_types/${typeId("Microsoft 365")}/relationships/flexible_asset_fields`;
    const answer = await api.call("POST", path, field(attributes));
    expect([answer.status, answer.json.errors[0].detail]).toEqual([422, detail]);
  });

  it("of kind Number need no decimals", async () => {
    const path = `/flexible_asset_types/${typeId("Microsoft 365")}/relationships/flexible_asset_fields`;
    const { status, json } = await api.call("POST", path, field({ name: "Spare", kind: "Number" }));
    expect([status, json.data.attributes.decimals]).toEqual([201, 0]);
  });

  it("of a type made by an integration are locked", async () => {
    expect((await api.call("DELETE", fieldPath("Microsoft Licenses", "Active"))).status).toBe(422);
  });
});

describe("types", () => {
  const shownField = {
    type: "flexible_asset_fields",
    attributes: { name: "Seats", kind: "Number", "show-in-list": true },
  };
  const type = (attributes: object, fields: object[]) => ({
    data: {
      type: "flexible_asset_types",
      attributes,
      relationships: { flexible_asset_fields: { data: fields } },
    },
  });

  it("are created with their fields, and need one that is shown", async () => {
    const created = await api.call("POST", "/flexible_asset_types", type({ name: "Backup" }, [shownField]));
    expect([created.status, created.json.data.attributes.enabled]).toEqual([201, true]);
    const hidden = { ...shownField, attributes: { name: "Seats", kind: "Number" } };
    expect((await api.call("POST", "/flexible_asset_types", type({ name: "Backup" }, [hidden]))).status).toBe(
      422,
    );
    expect((await api.call("POST", "/flexible_asset_types", type({ name: "Backup" }, []))).status).toBe(422);
  });

  it("break the server with inline fields, as documented ones do", async () => {
    const inline = type({ name: "Backup", fields: [] }, [shownField]);
    expect((await api.call("POST", "/flexible_asset_types", inline)).status).toBe(500);
  });

  it("are disabled by PATCH, have no DELETE, and refuse relationships in a PATCH", async () => {
    const path = `/flexible_asset_types/${typeId("Office 365")}`;
    const disable = { data: { type: "flexible_asset_types", attributes: { enabled: false } } };
    expect((await api.call("PATCH", path, disable)).json.data.attributes.enabled).toBe(false);
    expect(await api.names("/flexible_asset_types?filter[enabled]=false")).toEqual(["Office 365"]);
    expect((await api.call("DELETE", path)).status).toBe(404);
    expect((await api.call("PATCH", path, type({ name: "X" }, [shownField]))).status).toBe(422);
  });
});
