/**
 * The columns of the contract import: one row is one service line, and the columns of its contract are repeated in each of
 * its rows. Headers are found in any order, whatever their case. This list is also the documentation on the screen and
 * the template.
 */

export type ImportColumn = {
  key: string;
  header: string;
  of: "contract" | "line";
  /** The header must be there; other columns may be left out, which is the same as blank. */
  isRequired: boolean;
  /** What to write, and what blank means. */
  note: string;
  /** What the template's two rows say: a line that counts, and one whose units are typed. */
  examples: readonly [string, string];
};

const DATE = "YYYY-MM-DD";

export const IMPORT_COLUMNS = [
  contract("account", "Account", "The account's name. Or give its account code.", ["Acme Corp", "Acme Corp"]),
  contract("accountCode", "Account code", "In place of the name, or where several accounts share one.", [
    "",
    "",
  ]),
  required(
    contract(
      "contractName",
      "Contract name",
      "Rows of one account with one contract name make one contract.",
      both("Managed services"),
    ),
  ),
  contract("referenceNumber", "Reference number", "Blank: none.", both("PO-7781")),
  required(
    contract("billingCycle", "Billing cycle", "Weekly, Monthly, Quarterly or Yearly.", both("Monthly")),
  ),
  contract(
    "calendarBased",
    "Billing periods based on calendar year",
    "Yes or No. Blank: No, periods count from the start date.",
    both("No"),
  ),
  contract(
    "periodsBeginOn",
    "Periods begin on",
    "A day of the month (1 to 31), or a weekday for weekly cycles. Blank: the day of the start date.",
    both(""),
  ),
  contract(
    "issueInvoiceOn",
    "Issue invoice on",
    "Start or End of the billing cycle. Blank: Start.",
    both("Start"),
  ),
  required(contract("contractStartOn", "Contract start date", `${DATE}.`, both("2026-01-01"))),
  contract("contractEndOn", "Contract end date", `Last billed day, ${DATE}. Blank: open end.`, both("")),
  contract(
    "billedElsewhereThroughOn",
    "Billed elsewhere through",
    `Last day that your previous system billed, ${DATE}. Needed where the contract starts before today; if nothing was billed, the day before its start.`,
    both("2026-05-31"),
  ),
  contract(
    "currency",
    "Currency",
    "Such as USD. Blank: the account's own, or else your company's.",
    both("USD"),
  ),
  required(
    line("service", "Service", "The service's name in Admin > Finance > Services.", [
      "Microsoft 365 Business Premium",
      "Backup",
    ]),
  ),
  line("lineName", "Name", "What the invoice shows. Blank: the service's name.", ["", "Backup of servers"]),
  line("description", "Description", "Blank: the service's description.", ["", ""]),
  required(
    line(
      "lineStartOn",
      "Start date",
      `From when the line bills, ${DATE}. Its first units and its price count from here.`,
      both("2026-06-01"),
    ),
  ),
  line(
    "unitPrice",
    "Unit price",
    "With a point before the decimals, such as 12.50. Blank: the service's price.",
    ["", "45.00"],
  ),
  line("unitCost", "Unit cost", "As the price. Blank: the service's cost.", ["", "30.00"]),
  line("billBy", "Bill by", "None or Flexible assets. Blank: None.", ["Flexible assets", "None"]),
  line("units", "Units", "For None only, at most four decimals. Counted units are never typed.", ["", "3"]),
  line("assetType", "Asset type", "The flexible asset type's name in IT Glue.", ["Licensing", ""]),
  line("billByValue", "Bill by value", "The name of a Number, Percent or Tag field, or Number of assets.", [
    "Seats",
    "",
  ]),
  line(
    "condition1",
    "Condition 1",
    "Field=value, or Field=value|value for one of several. Write \\| and \\= for these signs themselves.",
    ["License=Business Premium|E3", ""],
  ),
  line("condition2", "Condition 2", "As Condition 1; all conditions must hold.", ["", ""]),
  line("condition3", "Condition 3", "As Condition 1; all conditions must hold.", ["", ""]),
  line("includeArchived", "Include archived", "Yes or No. Blank: No.", ["No", ""]),
  line("rounding", "Rounding", "None, Up, Down or Half up. Blank: None.", ["", ""]),
  line("minimumUnits", "Minimum units", "Billed at least. Blank: not agreed.", ["5", ""]),
  line("includedUnits", "Included units", "Taken off the count first. Blank: not agreed.", ["", ""]),
  line("maximumUnits", "Maximum units", "Billed at most. Blank: not agreed.", ["", ""]),
  line("prorateIncreases", "Prorate increases", "Daily, Next period or None. Blank: Daily.", [
    "Daily",
    "Daily",
  ]),
  line("prorateDecreases", "Prorate decreases", "Daily, Next period or None. Blank: Daily.", [
    "Daily",
    "Next period",
  ]),
  line(
    "openingAmounts",
    "Opening amounts",
    `What the previous system billed for periods that reach into ours: first day=amount, several separated by |, such as 2026-05-17=100.00. Blank: none.`,
    ["", ""],
  ),
] as const satisfies readonly ImportColumn[];

export type ColumnKey = (typeof IMPORT_COLUMNS)[number]["key"];

export const CONDITION_COLUMNS = ["condition1", "condition2", "condition3"] as const satisfies ColumnKey[];

/** The header of a column, as faults name it. */
export function headerOf(key: ColumnKey): string {
  return IMPORT_COLUMNS.find((column) => column.key === key)!.header;
}

function both(text: string): readonly [string, string] {
  return [text, text];
}

function contract<Key extends string>(
  key: Key,
  header: string,
  note: string,
  examples: readonly [string, string],
) {
  return { key, header, of: "contract" as const, isRequired: false, note, examples };
}

function line<Key extends string>(
  key: Key,
  header: string,
  note: string,
  examples: readonly [string, string],
) {
  return { key, header, of: "line" as const, isRequired: false, note, examples };
}

function required<Column extends ImportColumn>(column: Column) {
  return { ...column, isRequired: true };
}
