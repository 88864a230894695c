import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiBench, type Resource, startApi } from "./api-fixture";
import { generatedAccount, generatedKey } from "./generated-data";
import type { Account, Asset } from "./state";

const PLAN = { organizations: 300, assets: 6000, types: 1, seed: 7 };
let api: ApiBench;
let account: Account;
beforeAll(async () => {
  api = await startApi(PLAN);
  const [first] = api.emulator.state.accounts;
  if (!first) throw new Error("Nothing was generated");
  account = first;
});
afterAll(() => api.emulator.close());

const headers = { "x-api-key": generatedKey(PLAN.seed) };
const typeId = () => account.assetTypes[0]?.id ?? "";
const page = async (query: string) => {
  const filter = `filter[flexible_asset_type_id]=${typeId()}`;
  return (await api.call("GET", `/flexible_assets?${filter}${query}`, undefined, headers)).json;
};
/** All pages in turn. */
async function pages(query: string, size = 1000): Promise<Resource[]> {
  const rows: Resource[] = [];
  for (let number = 1; ; number += 1) {
    const { data, meta } = await page(`${query}&page[size]=${size}&page[number]=${number}`);
    rows.push(...data);
    if (meta["next-page"] === null) return rows;
  }
}
const byId = (left: Asset, right: Asset) =>
  left.id.length - right.id.length || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
const newestFirst = (left: Asset, right: Asset) =>
  left.updatedAt === right.updatedAt ? byId(left, right) : left.updatedAt > right.updatedAt ? -1 : 1;
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
const seatsOf = ({ attributes }: Resource) => attributes.traits.seats;

describe("a generated account", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(generatedAccount(PLAN)).toEqual(generatedAccount(PLAN));
    expect(generatedAccount({ ...PLAN, seed: 8 }).assets).not.toEqual(generatedAccount(PLAN).assets);
  });

  it("has the size asked for, over the types asked for", () => {
    const made = generatedAccount({ organizations: 40, assets: 90, types: 3, seed: 1 });
    expect([made.organizations.length, made.assets.length, made.assetTypes.length]).toEqual([40, 90, 3]);
    for (const { id } of made.assetTypes) {
      expect(made.assets.filter((asset) => asset.typeId === id)).toHaveLength(30);
    }
    expect(made.organizations.filter(({ primary }) => primary)).toHaveLength(1);
  });

  it.each([
    [{ organizations: 1 }, "organizations must be a whole number from 2 to 100000"],
    [{ assets: 0.5 }, "assets must be a whole number from 0 to 1000000"],
    [{ types: 0 }, "types must be a whole number from 1 to 100"],
  ])("is refused as %j", (wrong, words) => {
    expect(() => generatedAccount({ ...PLAN, ...wrong })).toThrow(words);
  });

  it("has ids of few digits, of 16, and above 2^53, each once", async () => {
    const all = [...ids(account.organizations), ...ids(account.assets), ...ids(account.tagTargets)];
    expect(new Set(all).size).toBe(all.length);
    expect(all.some((id) => id.length < 9)).toBe(true);
    expect(all.some((id) => /^7\d{15}$/.test(id))).toBe(true);
    const large = account.organizations.find(({ id }) => BigInt(id) > 2n ** 53n);
    const { text } = await api.call(
      "GET",
      `/flexible_assets?filter[flexible_asset_type_id]=${typeId()}&filter[organization_id]=${large?.id}`,
      undefined,
      headers,
    );
    expect(text).toContain(`"organization-id":${large?.id},`);
  });

  it("documents what real accounts hold", async () => {
    const rows = await pages("");
    expect(rows).toHaveLength(6000);
    expect(rows.some((row) => Number.isInteger(seatsOf(row)))).toBe(true);
    expect(rows.some((row) => typeof seatsOf(row) === "number" && !Number.isInteger(seatsOf(row)))).toBe(
      true,
    );
    expect(rows.some((row) => typeof seatsOf(row) === "string")).toBe(true);
    expect(rows.some((row) => seatsOf(row) === undefined)).toBe(true);
    expect(rows.some((row) => seatsOf(row) === 0)).toBe(true);
    expect(rows.some(({ attributes }) => attributes.archived)).toBe(true);
    expect(rows.some(({ attributes }) => attributes.name.includes(","))).toBe(true);
    expect(
      rows.find(({ attributes }) => attributes.traits["assigned-to"])?.attributes.traits["assigned-to"],
    ).toEqual({
      type: "Contacts",
      values: [{ id: expect.any(Number), name: expect.stringMatching(/^Contact \d+$/) }],
    });
  });
});

describe("kept views", () => {
  it("page through everything once, in the order asked for", async () => {
    expect(ids(await pages(""))).toEqual(ids(account.assets.toSorted(byId)));
    expect(ids(await pages("&sort=-updated_at", 700))).toEqual(ids(account.assets.toSorted(newestFirst)));
    const names = (await pages("&sort=name")).map(({ attributes }) => attributes.name);
    expect(names).toEqual(names.toSorted());
  });

  it("follow every kind of write at once", async () => {
    const [first, second, third, fourth] = await pages("&sort=-updated_at", 1000);
    const write = (method: string, path: string, attributes: object) =>
      api.call(method, path, { data: { type: "flexible-assets", attributes } }, headers);
    const traits = { license: "AAA renamed", seats: 1 };
    await write("PATCH", `/flexible_assets/${fourth?.id}`, { traits });
    await api.control({ action: "delete-asset", assetId: first?.id ?? "" });
    await api.call("DELETE", `/flexible_assets/${second?.id}`, undefined, headers);
    await api.control({ action: "archive-asset", assetId: third?.id ?? "" });
    const organizationId = account.organizations[5]?.id ?? "";
    const place = { "organization-id": organizationId, "flexible-asset-type-id": typeId() };
    const added = await write("POST", "/flexible_assets", { ...place, traits });
    expect(added.status).toBe(201);
    const otherOrganization = account.organizations[9]?.id ?? "";
    await api.call(
      "DELETE",
      "/organizations",
      { data: [{ type: "organizations", attributes: { id: otherOrganization } }] },
      headers,
    );

    const newest = await pages("&sort=-updated_at");
    expect(ids(newest)).toEqual(ids(account.assets.toSorted(newestFirst)));
    expect(ids(newest.slice(0, 3)).toSorted()).toEqual(
      [added.json.data.id, third?.id, fourth?.id].toSorted(),
    );
    expect(ids(await pages(""))).toEqual(ids(account.assets.toSorted(byId)));
    expect(
      (await page("&sort=name&page[size]=2")).data.map(({ attributes }: Resource) => attributes.name),
    ).toEqual(["AAA renamed", "AAA renamed"]);
    expect(newest.some(({ attributes }) => String(attributes["organization-id"]) === otherOrganization)).toBe(
      false,
    );
  });

  it("are the seed's again after a reset", async () => {
    await api.control({ action: "reset" });
    const [first] = api.emulator.state.accounts;
    expect(first).toEqual(generatedAccount(PLAN));
    expect((await page("&page[size]=1")).meta["total-count"]).toBe(6000);
  });
});
