/** What changes between two pages of one read, by `schedule`: after so many calls have been answered. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBench, type Resource, startApi } from "./api-fixture";
import type { ControlInput } from "./control-actions";
import { DEMO_KEYS } from "./demo-data";
import { assetTypeOf, fieldOf, organizationOf } from "./demo-lookup";

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control({ action: "reset" });
});
afterAll(() => api.emulator.close());

const state = () => api.emulator.state;
const typeId = () => assetTypeOf(state(), "northwind", "Microsoft 365").id;
const page = async (number: number, query = "") => {
  const list = `/flexible_assets?filter[flexible_asset_type_id]=${typeId()}&page[size]=20${query}`;
  return api.call("GET", `${list}&page[number]=${number}`);
};
const rows = async (number: number, query = ""): Promise<Resource[]> => (await page(number, query)).json.data;
const ids = (resources: Resource[]) => resources.map(({ id }) => id);
const afterFirstPage = (action: Extract<ControlInput, { action: "schedule" }>["do"]) =>
  api.control({ action: "schedule", afterRequests: 1, match: "page[number]=1", do: action });

describe("between two pages", () => {
  it("an asset that is written moves to where the reader has been", async () => {
    const oldest = "&sort=updated_at";
    const before = ids([...(await rows(1, oldest)), ...(await rows(2, oldest))]);
    const [moved] = before;
    await afterFirstPage({ action: "set-traits", assetId: moved ?? "", traits: { seats: 99 } });
    const read = ids([...(await rows(1, oldest)), ...(await rows(2, oldest))]);
    expect(read.slice(0, 20)).toEqual(before.slice(0, 20));
    // Everything moved up by one: the 21st has been skipped.
    expect(read).not.toContain(before[20]);
  });

  it("a new asset makes the reader see one twice", async () => {
    const newest = "&sort=-updated_at";
    const organizationId = organizationOf(state(), "northwind", "Elm City Bakery").id;
    await afterFirstPage({
      action: "add-asset",
      organizationId,
      assetTypeId: typeId(),
      traits: { license: "New" },
    });
    const first = ids(await rows(1, newest));
    expect(ids(await rows(2, newest))[0]).toBe(first[19]);
  });

  it("an asset moves to another organization", async () => {
    const organizationId = organizationOf(state(), "northwind", "Kestrel Aviation").id;
    const assetId = ids(await rows(2))[0] ?? "";
    await afterFirstPage({ action: "move-asset", assetId, organizationId });
    await page(1);
    expect((await rows(2))[0]?.attributes["organization-name"]).toBe("Kestrel Aviation");
  });

  it("an organization is deleted with its assets, and the total shrinks", async () => {
    const organizationId = organizationOf(state(), "northwind", "RK Fabrics").id;
    await afterFirstPage({ action: "delete-organization", organizationId });
    const total = (await page(1)).json.meta["total-count"];
    expect((await page(2)).json.meta["total-count"]).toBe(total - 5);
  });

  it("a field is renamed with its key", async () => {
    const fieldId = fieldOf(state(), "northwind", "Microsoft 365", "Seats").id;
    await afterFirstPage({ action: "rename-field", fieldId, name: "Licenses", changeKey: true });
    expect((await rows(1))[0]?.attributes.traits).toHaveProperty("seats");
    const [next] = await rows(2);
    expect(next?.attributes.traits).toHaveProperty("licenses");
    expect(next?.attributes.traits).not.toHaveProperty("seats");
  });

  it("a field is deleted with its values", async () => {
    const fieldId = fieldOf(state(), "northwind", "Microsoft 365", "Seats").id;
    await afterFirstPage({ action: "delete-field", fieldId });
    expect((await rows(1))[0]?.attributes.traits).toHaveProperty("seats");
    for (const { attributes } of await rows(2)) expect(attributes.traits).not.toHaveProperty("seats");
  });

  it("a field becomes another kind", async () => {
    const fieldId = fieldOf(state(), "northwind", "Microsoft 365", "Seats").id;
    await afterFirstPage({ action: "change-field-kind", fieldId, kind: "Text" });
    await page(1);
    const { json } = await api.call("GET", `/flexible_asset_fields/${fieldId}`);
    expect(json.data.attributes.kind).toBe("Text");
  });

  it("the key is revoked", async () => {
    await afterFirstPage({ action: "revoke-key", key: DEMO_KEYS.northwind });
    expect((await page(1)).status).toBe(200);
    const refused = await page(2);
    expect([refused.status, refused.text]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it("it is all the same whether the caller escapes its brackets", async () => {
    await afterFirstPage({ action: "revoke-key", key: DEMO_KEYS.northwind });
    const query = new URLSearchParams({ "filter[flexible_asset_type_id]": typeId(), "page[number]": "1" });
    expect((await api.call("GET", `/flexible_assets?${query}`)).status).toBe(200);
    expect((await page(2)).status).toBe(403);
  });

  it("pages begin to time out", async () => {
    await afterFirstPage({ action: "switches", set: { timeoutOverRows: 10 } });
    expect([(await page(1)).status, (await page(2)).status]).toEqual([200, 504]);
  });

  it("a fault strikes after as many calls", async () => {
    await api.control({
      action: "fault",
      kind: "502-html",
      match: "flexible_assets",
      afterRequests: 1,
      times: 1,
    });
    expect([(await page(1)).status, (await page(2)).status, (await page(2)).status]).toEqual([200, 502, 200]);
  });
});
