import { describe, expect, it } from "vitest";
import { catalogueOf } from "./catalogue";
import { checkRow } from "./check-row";
import type { ColumnKey } from "./import-columns";
import { CATALOGUE, COUNTED, checked } from "./import-rows.fixture";
import { readImportFile } from "./read-import-file";

type Cells = Partial<Record<ColumnKey, string>>;

describe("a row in order", () => {
  it("is what its forms would send: defaults, names as ids, price and cost of the service", () => {
    const { faults, contract, line, names } = checked({});
    expect(faults).toEqual([]);
    expect(names).toEqual({ account: "Acme Corp", contract: "Managed services", line: "Seats" });
    expect(contract).toMatchObject({
      accountId: CATALOGUE.accounts[0]!.id,
      billingCycle: "monthly",
      alignment: "contract-start",
      anchorDay: null,
      issueInvoiceOn: "start",
      endOn: null,
      billedElsewhereThroughOn: null,
      currency: "USD",
    });
    expect(line!.input).toMatchObject({
      name: "Seats",
      description: "Per seat",
      unitPrice: "10.00",
      unitCost: "7.50",
      billBy: { by: "none", units: "12" },
      rounding: "none",
      prorateIncreases: "daily",
      prorateDecreases: "daily",
      reason: "Imported from contracts.csv, row 2",
    });
  });

  it("says everything that the forms can say, in their words or ours", () => {
    const { faults, contract, line } = checked({
      ...COUNTED,
      account: "",
      accountCode: "t2",
      billingCycle: "WEEKLY",
      periodsBeginOn: "friday",
      issueInvoiceOn: "End of billing cycle",
      contractEndOn: "2027-05-31",
      unitPrice: "12.5",
      condition1: "License=Business|E3\\|E5",
      condition3: "users=Ann\\=e",
      includeArchived: "yes",
      rounding: "Half up",
      minimumUnits: "5.0",
      maximumUnits: "10",
      prorateDecreases: "next-period",
      lineName: "Licenses",
    });
    expect(faults).toEqual([]);
    expect(contract).toMatchObject({
      billingCycle: "weekly",
      anchorDay: 5,
      issueInvoiceOn: "end",
      currency: "EUR",
    });
    expect(line!.input).toMatchObject({
      name: "Licenses",
      unitPrice: "12.50",
      unitCost: null,
      rounding: "half-up",
      minimumUnits: "5",
      prorateDecreases: "next-period",
      billBy: {
        by: "flexible-assets",
        readingId: null,
        rule: {
          assetTypeId: "77",
          billBy: { by: "field", fieldId: "2" },
          conditions: [
            { fieldId: "1", values: ["Business", "E3|E5"] },
            { fieldId: "3", values: ["Ann=e"] },
          ],
          includeArchived: true,
        },
      },
    });
    expect(line!.ruleInWords).toContain("Sum of Seats on Licensing assets");
  });

  it.each([
    ["Number of assets", { by: "assets" }],
    ["users", { by: "tags", fieldId: "3" }],
  ])("bills by %s", (billByValue, billBy) => {
    expect(checked({ ...COUNTED, billByValue }).line?.input.billBy).toMatchObject({ rule: { billBy } });
  });
});

describe("a faulty cell is named with what to do", () => {
  it.each<[Cells, string, string]>([
    [{ account: "Acme Crop" }, "Account", "There is no account “Acme Crop”; did you mean “Acme Corp”?"],
    [
      { account: "Twin" },
      "Account",
      "2 accounts are meant by this; give a name and an account code that only one has",
    ],
    [
      { accountCode: "T1" },
      "Account code",
      "The account code “T1” is not that of “Acme Corp”: correct one of them",
    ],
    [{ account: "", accountCode: "" }, "Account", "Enter the account's name or its account code"],
    [{ account: "closed ltd" }, "Account", "The account “Closed Ltd” is inactive: activate it first"],
    [{ contractName: "" }, "Contract name", "Enter a contract name"],
    [
      { billingCycle: "Fortnightly" },
      "Billing cycle",
      "“Fortnightly” is not known here; enter Weekly, Monthly, Quarterly or Yearly",
    ],
    [{ billingCycle: "" }, "Billing cycle", "Enter Weekly, Monthly, Quarterly or Yearly"],
    [
      { periodsBeginOn: "Friday" },
      "Periods begin on",
      "“Friday” is not a day of the month, 1 to 31; enter one, or leave it blank",
    ],
    [
      { contractStartOn: "01/06/2026" },
      "Contract start date",
      "“01/06/2026” is not a date; write it as year-month-day (YYYY-MM-DD), such as 2026-06-10",
    ],
    [
      { lineStartOn: "2026-02-30" },
      "Start date",
      "“2026-02-30” is not a date; write it as year-month-day (YYYY-MM-DD), such as 2026-06-10",
    ],
    [{ lineStartOn: "" }, "Start date", "Enter the start date"],
    [
      { contractEndOn: "2026-05-01" },
      "Contract end date",
      "The end date is before the start date, 2026-06-01; enter that day or a later one, or leave it empty",
    ],
    [{ currency: "Dollars" }, "Currency", "“DOLLARS” is not a currency; choose one such as USD"],
    [
      { service: "Seat" },
      "Service",
      "There is no service “Seat”; did you mean “Seats”? Services are added in Admin > Finance > Services",
    ],
    [{ service: "Fax" }, "Service", "The service “Fax” is inactive: activate it first"],
    [
      { unitPrice: "12,50" },
      "Unit price",
      "A price is a number such as 10.00, with a point before the decimals and nothing between thousands; “12,50” is not",
    ],
    [{ units: "" }, "Units", "Enter the units, such as 12; 0 is allowed"],
    [
      { units: "9".repeat(12), unitPrice: "9".repeat(12) },
      "Units",
      "Units times price is more than can be recorded: correct one of them",
    ],
    [
      { units: "1.23456" },
      "Units",
      "Units have at most 4 decimals; “1.23456” has more: leave the last ones out",
    ],
    [{ currency: "EUR" }, "Unit price", "Enter the unit price in EUR: the service's own price is in USD"],
    [
      { assetType: "Licensing" },
      "Asset type",
      "Leave Asset type blank: it is for Bill by Flexible assets, and this row bills by None",
    ],
    [
      { ...COUNTED, units: "12" },
      "Units",
      "Leave Units blank: flexible assets are counted, their units are never typed",
    ],
    [{ ...COUNTED, assetType: "Old type" }, "Asset type", "Old type is disabled in IT Glue"],
    [
      { ...COUNTED, billByValue: "" },
      "Bill by value",
      "Enter the field whose values are billed, or Number of assets",
    ],
    [
      { ...COUNTED, billByValue: "Seat" },
      "Bill by value",
      "Licensing has no field “Seat”; did you mean “Seats”?",
    ],
    [{ ...COUNTED, billByValue: "Vendor" }, "Bill by value", "holds no number to sum"],
    [
      { ...COUNTED, condition2: "License" },
      "Condition 2",
      "“License” is no condition; write Field=value, or Field=value|value",
    ],
    [{ ...COUNTED, condition1: "Admin password=x" }, "Condition 1", "Passwords are never read from IT Glue"],
    [
      { ...COUNTED, minimumUnits: "9", maximumUnits: "3" },
      "Maximum units",
      "The maximum is below the minimum, 9; enter 9 or more, or leave it empty",
    ],
    [
      { openingAmounts: "100.00" },
      "Opening amounts",
      "“100.00” cannot be read; write the period's first day, = and the amount, such as 2026-05-17=100.00, and | between several",
    ],
  ])("%o", (cells, column, message) => {
    expect(checked(cells).faults).toEqual([{ row: 2, column, message: expect.stringContaining(message) }]);
  });

  it("and so are all others of the row, those of its contract beside those of its line", () => {
    const { faults, contract, line } = checked({
      ...COUNTED,
      account: "Nobody",
      billingCycle: "x",
      contractStartOn: "soon",
      service: "Nothing",
      unitPrice: "$5",
      assetType: "Nowhere",
      rounding: "sideways",
      minimumUnits: "-1",
    });
    expect([contract, line]).toEqual([null, null]);
    expect(faults.map(({ column }) => column)).toEqual([
      "Account",
      "Billing cycle",
      "Contract start date",
      "Service",
      "Asset type",
      "Rounding",
      "Unit price",
      "Minimum units",
    ]);
  });

  it("but a column that the file lacks is not named again in each row", () => {
    const file = readImportFile("Account,Contract name,Service\nAcme Corp,Managed,Seats\n");
    const { faults, line } = checkRow(file.rows[0]!, file, CATALOGUE, "");
    expect(line).toBeNull();
    expect(faults.map(({ column }) => column)).toEqual(["Units"]);
  });

  it("where IT Glue is not set up, nothing can be counted", () => {
    const catalogue = catalogueOf({
      accounts: CATALOGUE.accounts,
      services: [],
      assetTypes: null,
      tenantCurrency: "USD",
    });
    const messages = checked(COUNTED, catalogue).faults.map(({ message }) => message);
    expect(messages.join()).toContain("IT Glue is not set up");
  });
});
