import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, startApi } from "./api-fixture";
import { emulatorRequests, emulatorState } from "./control-client";
import { accountOf, assetOf, assetTypeOf, fieldOf, organizationOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const state = () => api.emulator.state;
const premium = () =>
  assetOf(state(), "northwind", "RK Fabrics", "Microsoft 365", "Microsoft 365 Business Premium");
const seatsId = () => fieldOf(state(), "northwind", "Microsoft 365", "Seats").id;
const rkFabricsId = () => organizationOf(state(), "northwind", "RK Fabrics").id;
const attributesOf = async (id: string) =>
  (await api.call("GET", `/flexible_assets/${id}`)).json.data.attributes;

describe("control", () => {
  it("merges traits, raw, and stamps the asset", async () => {
    const { id, updatedAt } = premium();
    await api.control({ action: "set-traits", assetId: id, traits: { seats: "lots", used: null } });
    const attributes = await attributesOf(id);
    expect(attributes.traits).toEqual({ license: "Microsoft 365 Business Premium", seats: "lots" });
    expect(attributes["updated-at"]).not.toBe(updatedAt);
  });

  it("adds, moves, archives and deletes assets", async () => {
    const elm = organizationOf(state(), "northwind", "Elm City Bakery").id;
    const assetTypeId = assetTypeOf(state(), "northwind", "Microsoft 365").id;
    const traits = { license: "Teams Rooms Pro", seats: 2 };
    const { id } = await api.control({
      action: "add-asset",
      organizationId: rkFabricsId(),
      assetTypeId,
      traits,
    });
    const assetId = String(id);
    expect(await attributesOf(assetId)).toMatchObject({ name: "Teams Rooms Pro", archived: false, traits });
    await api.control({ action: "move-asset", assetId, organizationId: elm });
    await api.control({ action: "archive-asset", assetId });
    expect(await attributesOf(assetId)).toMatchObject({
      "organization-name": "Elm City Bakery",
      archived: true,
    });
    await api.control({ action: "unarchive-asset", assetId });
    expect(await attributesOf(assetId)).toMatchObject({ archived: false });
    await api.control({ action: "delete-asset", assetId });
    expect((await api.call("GET", `/flexible_assets/${assetId}`)).status).toBe(404);
  });

  it("renames fields with and without their key, changes kinds, adds and deletes fields", async () => {
    const { id } = premium();
    expect(await api.control({ action: "rename-field", fieldId: seatsId(), name: "Seats" })).toMatchObject({
      nameKey: "seats",
    });
    const fieldId = seatsId();
    await api.control({ action: "rename-field", fieldId, name: "Seat count", changeKey: true });
    expect((await attributesOf(id)).traits).toMatchObject({ "seat-count": 6 });
    await api.control({ action: "change-field-kind", fieldId, kind: "Text" });
    expect(fieldOf(state(), "northwind", "Microsoft 365", "Seat count").kind).toBe("Text");
    const assetTypeId = assetTypeOf(state(), "northwind", "Microsoft 365").id;
    const attributes = { name: "Reserved", kind: "Number" };
    expect(await api.control({ action: "add-field", assetTypeId, attributes })).toMatchObject({
      nameKey: "reserved",
    });
    await api.control({ action: "delete-field", fieldId });
    expect((await attributesOf(id)).traits).not.toHaveProperty("seat-count");
  });

  it("disables, enables and deletes types with their assets", async () => {
    const { id, typeId: assetTypeId } = premium();
    await api.control({ action: "disable-asset-type", assetTypeId });
    expect(await api.names("/flexible_asset_types?filter[enabled]=false")).toEqual(["Microsoft 365"]);
    await api.control({ action: "enable-asset-type", assetTypeId });
    expect(await api.names("/flexible_asset_types?filter[enabled]=false")).toEqual([]);
    await api.control({ action: "delete-asset-type", assetTypeId });
    expect((await api.call("GET", `/flexible_assets/${id}`)).status).toBe(404);
  });

  it("adds, renames, retypes and deletes organizations", async () => {
    const { organizationTypes, organizationStatuses } = accountOf(state(), "northwind");
    const vendor = organizationTypes.find(({ name }) => name === "Vendor")?.id ?? "";
    const inactive = organizationStatuses.find(({ name }) => name === "Inactive")?.id ?? "";
    const made = await api.control({ action: "add-organization", accountId: "northwind", name: "Newcomer" });
    const organizationId = String(made.id);
    await api.control({ action: "rename-organization", organizationId, name: "Settled" });
    await api.control({ action: "retype-organization", organizationId, organizationTypeId: vendor });
    await api.control({ action: "set-organization-status", organizationId, organizationStatusId: inactive });
    const { json } = await api.call("GET", `/organizations/${organizationId}`);
    expect(json.data.attributes).toMatchObject({
      name: "Settled",
      "organization-type-name": "Vendor",
      "organization-status-name": "Inactive",
    });
    await api.control({ action: "delete-organization", organizationId });
    expect((await api.call("GET", `/organizations/${organizationId}`)).status).toBe(404);
  });

  it("revokes and restores keys", async () => {
    const key = accountOf(state(), "northwind").apiKeys[0]?.key ?? "";
    await api.control({ action: "revoke-key", key });
    expect((await api.call("GET", "/organizations")).status).toBe(403);
    await api.control({ action: "restore-key", key });
    expect((await api.call("GET", "/organizations")).status).toBe(200);
  });

  it("strikes with a fault where it matches, as often as asked, after as many calls", async () => {
    await api.control({
      action: "fault",
      kind: "429",
      match: "organization_types",
      times: 2,
      afterRequests: 1,
    });
    const statuses: number[] = [];
    for (const path of ["organizations", ...Array<string>(5).fill("organization_types")]) {
      statuses.push((await api.call("GET", `/${path}`)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 429, 200, 200]);
  });

  it("ends faults when they are cleared", async () => {
    await api.control({ action: "fault", kind: "503" });
    expect((await api.call("GET", "/organizations")).status).toBe(503);
    await api.control({ action: "clear-faults" });
    expect((await api.call("GET", "/organizations")).status).toBe(200);
  });

  it("lists the calls made, and its state, and forgets both on reset", async () => {
    await api.call("GET", "/organizations?page[size]=1");
    await api.call("GET", "/nothing");
    const requests = await emulatorRequests(api.emulator.url);
    expect(requests.map(({ server, method, path, status }) => [server, method, path, status])).toEqual([
      ["us", "GET", "/us/organizations?page[size]=1", 200],
      ["us", "GET", "/us/nothing", 404],
    ]);
    await api.control({ action: "delete-asset", assetId: premium().id });
    expect((await emulatorState(api.emulator.url)).accounts).toEqual(state().accounts);
    await api.control({ action: "reset" });
    expect(await emulatorRequests(api.emulator.url)).toEqual([]);
    expect(premium().values[seatsId()]).toBe(6);
  });

  it.each([
    { action: "set-traits", assetId: "1", traits: {} },
    { action: "fault", kind: "418" },
    { action: "switches", set: { unheardOf: true } },
    { action: "dance" },
  ])("refuses %j", async (action) => {
    const response = await fetch(`${api.emulator.url}/control`, {
      method: "POST",
      body: JSON.stringify(action),
    });
    expect(response.status).toBe(400);
  });

  it("obeys no page of another site", async () => {
    const response = await fetch(`${api.emulator.url}/control`, {
      method: "POST",
      headers: { origin: "http://evil.example" },
      body: '{"action":"reset"}',
    });
    expect(response.status).toBe(403);
  });
});

describe("the pages for people", () => {
  const open = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(`${api.emulator.url}${path}`, {
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    return { status: response.status, text: await response.text() };
  };

  it("lead from the accounts to an asset's form", async () => {
    const home = await open("/");
    expect(home.text).toContain("IT Glue emulator - not IT Glue");
    expect(home.text).toContain('href="/ui/northwind"');
    expect((await open("/ui/northwind")).text).toContain("Keller &amp; Sons, Inc.");
    const organization = await open(`/ui/northwind/organizations/${rkFabricsId()}`);
    expect(organization.text).toContain(`href="/ui/northwind/assets/${premium().id}"`);
    const form = await open(`/ui/northwind/assets/${premium().id}`);
    expect(form.text).toMatch(/<label for="(field-\d+)">Seats<\/label>\s*<input id="\1"[^>]* value="6">/);
  });

  it("change a seat count", async () => {
    const { id, values } = premium();
    const form = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, String(value)]));
    const saved = await open(`/ui/northwind/assets/${id}`, { ...form, do: "save", [seatsId()]: "12" });
    expect(saved.text).toContain("The asset has been saved.");
    expect((await attributesOf(id)).traits).toEqual({
      license: "Microsoft 365 Business Premium",
      seats: 12,
      used: 5,
    });
  });

  it("say what is wrong, and keep what was typed", async () => {
    const { id } = premium();
    const licenseId = fieldOf(state(), "northwind", "Microsoft 365", "License").id;
    const form = { do: "save", [licenseId]: "Premium", [seatsId()]: "a dozen" };
    const answer = await open(`/ui/northwind/assets/${id}`, form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Seats must be a number.");
    expect(answer.text).toMatch(/value="a dozen" aria-invalid="true"/);
    expect((await attributesOf(id)).traits.seats).toBe(6);
  });

  it("archive, delete and add", async () => {
    const { id, typeId } = premium();
    await open(`/ui/northwind/assets/${id}`, { do: "archive" });
    expect((await attributesOf(id)).archived).toBe(true);
    await open(`/ui/northwind/assets/${id}`, { do: "delete" });
    expect((await api.call("GET", `/flexible_assets/${id}`)).status).toBe(404);
    const licenseId = fieldOf(state(), "northwind", "Microsoft 365", "License").id;
    const added = await open(`/ui/northwind/organizations/${rkFabricsId()}/new?type=${typeId}`, {
      [licenseId]: '<b>"Bold" & co</b>',
      [seatsId()]: "3",
    });
    expect(added.text).toContain("&lt;b&gt;&quot;Bold&quot; &amp; co&lt;/b&gt;");
    expect(added.text).not.toContain("<b>");
  });

  it("switch the servers' health", async () => {
    await open("/ui/health", { health: "503" });
    expect((await api.call("GET", "/organizations")).status).toBe(503);
    await open("/ui/health", { health: "healthy" });
    expect((await api.call("GET", "/organizations")).status).toBe(200);
  });
});
