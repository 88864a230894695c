import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { assetsOfType, type Bench, collect, startBench } from "./gateway-fixture";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
});
afterAll(() => bench.emulator.close());

const microsoft365 = (organizationName: string) => ({
  assetTypeId: bench.typeId("Microsoft 365"),
  organizationId: bench.organizationId(organizationName),
});

describe("account and organizations", () => {
  it("proves the account by its primary organization with one call", async () => {
    const account = await bench.gateway().proveAccount();
    expect(account).toEqual({
      accountId: bench.organizationId("Northwind MSP"),
      accountName: "Northwind MSP",
    });
    expect(await bench.calls()).toHaveLength(1);
  });

  it("gives each account only its own organizations", async () => {
    const bluefin = bench.gateway({}, { kind: "api-key", key: DEMO_KEYS.bluefin }, "eu");
    const names = (await collect(bluefin.organizations())).map(({ name }) => name);
    expect(names).toEqual([
      "Bluefin IT",
      "RK Fabrics",
      "Camden Books",
      "Dublin Port Cafe",
      "Thames Rowing Club",
    ]);
  });

  it("reads all pages of organizations, each once", async () => {
    const pages: number[] = [];
    const ids = new Set<string>();
    for await (const page of bench.gateway({ pageSize: 10 }).organizations()) {
      pages.push(page.length);
      for (const { id } of page) ids.add(id);
    }
    expect(pages).toEqual([10, 10, 8]);
    expect(ids.size).toBe(28);
    expect(await bench.calls()).toHaveLength(3);
  });

  it("asks for 1000 records a page", async () => {
    await collect(bench.gateway().organizations());
    expect(await bench.calls()).toEqual([expect.stringContaining("page[size]=1000")]);
  });

  it("maps an organization under another", async () => {
    const rows = await collect(bench.gateway().organizations());
    expect(rows.find(({ name }) => name === "Harbor Dental Downtown")).toEqual({
      id: bench.organizationId("Harbor Dental Downtown"),
      name: "Harbor Dental Downtown",
      shortName: "HARBORDT",
      typeId: expect.stringMatching(/^\d{16}$/),
      typeName: "Customer",
      statusId: expect.stringMatching(/^\d{16}$/),
      statusName: "Active",
      parentId: bench.organizationId("Harbor Dental Group"),
      isPrimary: false,
      updatedAt: expect.stringMatching(/^2025-01-06T\d\d:\d\d:\d\d\.000Z$/),
    });
    expect(rows.filter(({ isPrimary }) => isPrimary).map(({ name }) => name)).toEqual(["Northwind MSP"]);
  });
});

describe("asset types", () => {
  it("reads every type with its fields in order, disabled types included", async () => {
    await bench.control({ action: "disable-asset-type", assetTypeId: bench.typeId("Office 365") });
    const types = await bench.gateway().assetTypes();
    expect(types).toHaveLength(8);
    expect(types.filter(({ isEnabled }) => !isEnabled).map(({ name }) => name)).toEqual(["Office 365"]);
    const fields = types.find(({ name }) => name === "Microsoft 365")?.fields;
    expect(fields?.map(({ name, nameKey, kind }) => [name, nameKey, kind])).toEqual([
      ["License", "license", "Text"],
      ["Seats", "seats", "Number"],
      ["Used", "used", "Number"],
    ]);
    expect(await bench.calls()).toHaveLength(1);
  });

  it("gives the options of a Select without separators and blank lines", async () => {
    const types = await bench.gateway().assetTypes();
    const fields = types.find(({ name }) => name === "Cloud Apps")?.fields;
    const options = fields?.find(({ name }) => name === "Application name")?.options;
    expect(options).toHaveLength(11);
    expect(options).not.toContainEqual(expect.stringMatching(/^-+$/));
    expect(fields?.find(({ name }) => name === "Licensed Users")).toMatchObject({
      tagType: "Contacts",
      options: [],
    });
  });

  it("takes numeric ids of included fields", async () => {
    const expected = await bench.gateway().assetTypes();
    await bench.control({ action: "switches", set: { numericIncludedIds: true } });
    expect(await bench.gateway().assetTypes()).toEqual(expected);
  });

  it("asks for a type's fields where they did not come along", async () => {
    const expected = await bench.gateway().assetTypes();
    const withoutInclude: typeof fetch = (input, init) => {
      const url = new URL(String(input));
      url.searchParams.delete("include");
      return fetch(url, init);
    };
    expect(await bench.gateway({ fetch: withoutInclude }).assetTypes()).toEqual(expected);
    expect((await bench.calls()).filter((path) => path.includes("/relationships/"))).toHaveLength(8);
  });
});

describe("assets", () => {
  it("reads what RK Fabrics has, archived and blank ones included", async () => {
    const rows = await collect(bench.gateway().assets(microsoft365("RK Fabrics")));
    expect(rows.map(({ name, traits, isArchived }) => [name, traits.seats, traits.used, isArchived])).toEqual(
      [
        ["Microsoft 365 Business Premium", 6, 5, false],
        ["Microsoft 365 Business Standard", 4, 4, false],
        ["Exchange Online (Plan 1)", 3, undefined, false],
        ["Microsoft 365 Business Premium", 9, undefined, true],
        ["Visio Plan 2", undefined, undefined, false],
      ],
    );
    expect(rows[0]?.organizationId).toBe(bench.organizationId("RK Fabrics"));
  });

  it("gives no page for an organization without assets of the type", async () => {
    const pages = bench.gateway().assets(microsoft365("Brightwave Distribution"));
    expect(await collect(pages)).toEqual([]);
  });

  it("keeps commas in names, trailing blanks, decimals, text numbers and tags as they are", async () => {
    const hollis = await collect(bench.gateway().assets(microsoft365("Hollis Engineering")));
    expect(hollis.map(({ name }) => name)).toContain("Dynamics 365 Sales, Enterprise");
    const elm = await collect(bench.gateway().assets(microsoft365("Elm City Bakery")));
    expect(elm.map(({ traits }) => traits.license)).toContain("microsoft 365 business premium ");
    const cascade = await collect(bench.gateway().assets(microsoft365("Cascade Outfitters")));
    expect(cascade.map(({ traits }) => traits.seats)).toContain("14");
    const licensing = await assetsOfType(bench, "Licensing");
    expect(licensing.map(({ traits }) => traits.seats)).toContain(2.5);
    const [app] = await assetsOfType(bench, "Cloud Apps");
    expect(app?.traits["licensed-users"]).toMatchObject({
      type: "Contacts",
      values: [{ name: "Ana Abbott" }, { name: "Ben Foster" }],
    });
  });

  it("gives an empty name where the type has no title field", async () => {
    const rows = await assetsOfType(bench, "Webroot clone");
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set([""]));
  });
});

describe("ids beyond what a JavaScript number holds", () => {
  it("keeps 16 and 18 digits, as id, as foreign id and inside tags", async () => {
    const account = bench.emulator.state.accounts.find(({ id }) => id === "northwind");
    const model = account?.organizations.find(({ name }) => name === "RK Fabrics");
    const asset = account?.assets.find(({ organizationId }) => organizationId === model?.id);
    if (!account || !model || !asset) throw new Error("The demo data has changed");
    account.organizations.push({ ...model, id: "900719925474099317", name: "Long Id" });
    account.assets.push({ ...asset, id: "900719925474099319", organizationId: "900719925474099317" });

    const organizations = await collect(bench.gateway().organizations());
    expect(organizations.find(({ name }) => name === "Long Id")?.id).toBe("900719925474099317");
    const filter = { assetTypeId: asset.typeId, organizationId: "900719925474099317" };
    const [found] = await collect(bench.gateway().assets(filter));
    expect(found).toMatchObject({ id: "900719925474099319", organizationId: "900719925474099317" });
    expect(model.id).toMatch(/^\d{16}$/);
  });
});
