import { describe, expect, it } from "vitest";
import { demoState } from "./demo-data";
import { accountOf, assetTypeOf, organizationOf } from "./demo-lookup";
import type { Asset } from "./state";
import { assetName } from "./traits";

const state = demoState();
const northwind = accountOf(state, "northwind");

/** Assets of a type with their values by name-key. */
function documented(typeName: string, organizationName?: string) {
  const type = assetTypeOf(state, "northwind", typeName);
  const organization = organizationName && organizationOf(state, "northwind", organizationName);
  const rows = northwind.assets.filter(
    (asset) => asset.typeId === type.id && (!organization || asset.organizationId === organization.id),
  );
  const valueAt = (asset: Asset, nameKey: string) =>
    asset.values[type.fields.find((field) => field.nameKey === nameKey)?.id ?? ""];
  return rows.map((asset) => ({
    name: assetName(type, asset),
    archived: asset.archived,
    value: (nameKey: string) => valueAt(asset, nameKey),
  }));
}

describe("the demo world", () => {
  it("is the same each time it is made", () => {
    expect(demoState()).toEqual(state);
  });

  it("has three accounts on three servers with people and keys of their own", () => {
    expect(state.accounts.map(({ server, name }) => [server, name])).toEqual([
      ["us", "Northwind MSP"],
      ["eu", "Bluefin IT"],
      ["au", "Coral Bay Tech"],
    ]);
    expect(new Set(state.accounts.flatMap(({ apiKeys }) => apiKeys.map(({ key }) => key))).size).toBe(3);
    for (const { users } of state.accounts) expect(users.length).toBeGreaterThanOrEqual(2);
  });

  it("gives every record of every account an id of 16 digits of its own", () => {
    const ids = state.accounts.flatMap((account) => [
      ...account.organizations.map(({ id }) => id),
      ...account.assetTypes.flatMap((type) => [type.id, ...type.fields.map(({ id }) => id)]),
      ...account.assets.map(({ id }) => id),
      ...account.tagTargets.map(({ id }) => id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^\d{16}$/.test(id))).toEqual([]);
  });

  it("has 25 customers and one owner at Northwind, and a few hundred assets of all eight types", () => {
    const named = (name: string) => northwind.organizationTypes.find((type) => type.name === name)?.id;
    const ofType = (name: string) => northwind.organizations.filter(({ typeId }) => typeId === named(name));
    expect(ofType("Customer")).toHaveLength(25);
    expect(ofType("Owner").map(({ primary }) => primary)).toEqual([true]);
    expect(northwind.assets.length).toBeGreaterThan(200);
    for (const { name } of northwind.assetTypes) expect(documented(name)).not.toEqual([]);
    expect(northwind.assetTypes).toHaveLength(8);
  });

  it("counts 10 Business seats at RK Fabrics", () => {
    const business = documented("Microsoft 365", "RK Fabrics").filter(
      ({ name, archived }) => /^Microsoft 365 Business (Premium|Standard)$/.test(name) && !archived,
    );
    expect(business.map(({ value }) => value("seats"))).toEqual([6, 4]);
  });
});

describe("the traps", () => {
  it.each<[string, () => unknown]>([
    [
      "a suspended subscription",
      () =>
        documented("Microsoft Licenses").find(
          ({ value }) => value("active") === 0 && value("consumed") === 12,
        ),
    ],
    ["decimals", () => documented("Licensing").find(({ value }) => value("seats") === 2.5)],
    ["a number as text", () => documented("Microsoft 365").find(({ value }) => value("seats") === "14")],
    [
      "a missing trait",
      () =>
        documented("Microsoft 365").find(
          ({ name, value }) => name === "Visio Plan 2" && value("seats") === undefined,
        ),
    ],
    ["an archived asset", () => documented("Microsoft 365", "RK Fabrics").find(({ archived }) => archived)],
    [
      "two assets of one licence",
      () =>
        documented("Microsoft 365", "Harbor Dental Group").filter(({ name }) => name.endsWith("Premium"))[1],
    ],
    [
      "an asset under a sub-organization",
      () =>
        organizationOf(state, "northwind", "Harbor Dental Downtown").parentId ===
          organizationOf(state, "northwind", "Harbor Dental Group").id &&
        documented("Microsoft 365", "Harbor Dental Downtown")[0],
    ],
    [
      "a Select value with a trailing space",
      () => documented("Antivirus").find(({ value }) => value("type") === "Webroot DNS Protection "),
    ],
    [
      "a Select value with CRLF",
      () => documented("Antivirus").find(({ value }) => value("type") === "Webroot Endpoint Protection\r\n"),
    ],
    ["an asset name with a comma", () => documented("Microsoft 365").find(({ name }) => name.includes(","))],
    [
      "an HTML table",
      () =>
        documented("Office 365", "RK Fabrics").find(({ value }) =>
          String(value("licenses")).startsWith("<table>"),
        ),
    ],
    ["an organization name with a comma", () => organizationOf(state, "northwind", "Keller & Sons, Inc.")],
    ["the same organization name in another account", () => organizationOf(state, "bluefin", "RK Fabrics")],
  ])("hold %s", (_, find) => {
    expect(find()).toBeTruthy();
  });
});
