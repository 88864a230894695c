import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeLine, makeService, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type ServiceFilter, serviceForm, serviceList } from "./services";

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
});

const servicesBy = (values: Partial<ServiceFilter> = {}): ServiceFilter => ({
  query: "",
  categories: [],
  subCategories: [],
  unitsOfMeasure: [],
  incomeAccounts: [],
  expenseAccounts: [],
  statuses: [],
  taxable: [],
  sort: { by: "name", direction: "asc" },
  pageIndex: 0,
  pageSize: 50,
  ...values,
});

describe("the list of services", () => {
  const names = async (values: Partial<ServiceFilter> = {}) =>
    (await serviceList(tenant.scope, servicesBy(values))).rows.map(({ name }) => name);

  beforeEach(async () => {
    await makeService(tenant, {
      name: "backup",
      description: "Nightly, offsite",
      category: "Cloud",
      subCategory: "Storage",
      unitOfMeasure: "Device",
      incomeAccount: "4000 Sales, cloud",
      expenseAccount: "5000 Licences",
      unitPrice: "9",
      isTaxable: false,
    });
    await makeService(tenant, {
      name: "Antivirus 100%",
      category: "Security",
      subCategory: "Endpoint",
      unitOfMeasure: "Device",
      incomeAccount: "4100 Security",
      unitPrice: "10",
    });
    const seat = await makeService(tenant, { name: "Seat", unitPrice: "2.5", isActive: false });
    await makeLine(tenant, { serviceId: seat.id });
    await makeService(await makeTenant(), { name: "Theirs" });
  });

  it("is sorted by words and by exact price, whatever case and size", async () => {
    expect(await names()).toEqual(["Antivirus 100%", "backup", "Seat"]);
    expect(await names({ sort: { by: "unitPrice", direction: "desc" } })).toEqual([
      "Antivirus 100%",
      "backup",
      "Seat",
    ]);
  });

  it.each<[Partial<ServiceFilter>, string[]]>([
    [{ query: "100%" }, ["Antivirus 100%"]],
    [{ query: "%" }, ["Antivirus 100%"]],
    [{ categories: ["Cloud"] }, ["backup"]],
    [{ statuses: ["inactive"] }, ["Seat"]],
    [{ taxable: ["no"] }, ["backup"]],
    [{ query: "offsite" }, ["backup"]],
    [{ categories: ["Cloud", "Security"] }, ["Antivirus 100%", "backup"]],
    [{ subCategories: ["Storage"] }, ["backup"]],
    [{ unitsOfMeasure: ["Device"] }, ["Antivirus 100%", "backup"]],
    [{ incomeAccounts: ["4000 Sales, cloud"] }, ["backup"]],
    [{ expenseAccounts: ["5000 Licences"] }, ["backup"]],
    [{ unitsOfMeasure: ["Device"], incomeAccounts: ["4100 Security"] }, ["Antivirus 100%"]],
    [{ unitsOfMeasure: ["Device"], subCategories: ["Storage"], categories: ["Security"] }, []],
    [{ query: "nothing" }, []],
  ])("passes %o", async (filter, found) => {
    expect(await names(filter)).toEqual(found);
  });

  it("is paged, with the count of all that pass and of the lines that use each", async () => {
    const page = await serviceList(tenant.scope, servicesBy({ pageSize: 2, pageIndex: 1 }));
    expect(page).toMatchObject({ rowCount: 3, words: { categories: ["Cloud", "Security"] } });
    expect(page.rows).toMatchObject([{ name: "Seat", lines: 1, unitPrice: "2.50" }]);
  });

  it("tells the words in use, each once, in order and never a blank one", async () => {
    await makeService(tenant, { name: "Restore", unitOfMeasure: "Device", category: "Cloud" });
    expect((await serviceForm(tenant.scope, null)).words).toEqual({
      categories: ["Cloud", "Security"],
      subCategories: ["Endpoint", "Storage"],
      unitsOfMeasure: ["Device"],
      incomeAccounts: ["4000 Sales, cloud", "4100 Security"],
      expenseAccounts: ["5000 Licences"],
    });
    expect((await serviceForm((await makeTenant()).scope, null)).words.categories).toEqual([]);
  });

  it("opens no service of another company", async () => {
    const theirs = await makeService(await makeTenant());
    expect((await serviceForm(tenant.scope, theirs.id)).service).toBeNull();
  });
});
