import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelledRows, readTable, type TableSelection, tableColumns, tablesOf } from "./table-reader";

/** As PowerShell's ConvertTo-Html -Fragment writes it (itglue-api.md 11 C). */
const LICENSES = `<table>
<colgroup><col/><col/><col/><col/></colgroup>
<tr><th>License Name</th><th>Active Licenses</th><th>Consumed Licenses</th><th>Unused Licenses</th></tr>
<tr><td>Microsoft 365 Business Premium</td><td>25</td><td>23</td><td>2</td></tr>
<tr><td>Exchange Online (Plan&nbsp;1)</td><td>4</td><td>4</td><td>0</td></tr>
</table>`;
const GCITS = LICENSES.replace(
  /<td>(\d+)<\/td><td>(\d+)<\/td><td>(\d+)<\/td>/g,
  "<td>$1 active</td><td>$2 consumed</td><td>$3 unused</td>",
);

const active = (...values: string[]): TableSelection => ({
  column: "Active Licenses",
  match: values.length > 0 ? { column: "License Name", values } : null,
});

describe("tables of a Textbox", () => {
  it("names columns and rows as plain text", () => {
    expect(tablesOf(LICENSES)).toEqual([
      {
        columns: ["License Name", "Active Licenses", "Consumed Licenses", "Unused Licenses"],
        rows: [
          ["Microsoft 365 Business Premium", "25", "23", "2"],
          ["Exchange Online (Plan 1)", "4", "4", "0"],
        ],
      },
    ]);
  });

  it.each([
    ["no string", 12],
    ["no table", "<div>25 seats</div>"],
    ["one column", "<table><tr><th>Seats</th></tr><tr><td>3</td></tr></table>"],
    ["no rows", "<table></table>"],
    ["a table in a comment", `<!-- ${LICENSES} -->`],
    ["a table that is never closed", LICENSES.replace("</table>", "")],
  ])("finds none in %s", (_name, trait) => {
    expect(tablesOf(trait)).toEqual([]);
  });

  it("takes cells and rows that are not closed, upper case, attributes and spanned cells", () => {
    const html =
      '<TABLE class="x"><TR><TD><b>Name</b><TD>Seats<TD>Note<TR><TD colspan="2">Total<TD>9<TR><TD>E3<TD>2</TABLE>';
    expect(tablesOf(html)).toEqual([
      {
        columns: ["Name", "Seats", "Note"],
        rows: [
          ["Total", "", "9"],
          ["E3", "2", ""],
        ],
      },
    ]);
  });
});

describe("markup written by hand", () => {
  it.each([
    ["attributes of a row", '<tr class="h"><th>A</th><th>B</th></tr><tr id=1><td>1</td><td>2</td></tr>'],
    ["text between cells", "<tr><th>A</th>x<th>B</th >x</tr><tr><td>1</td >x<td>2</td>x</tr>"],
    ["a cell behind its row", "<tr><th>A</th><th>B</th></tr><td>x</td><tr><td>1</td><td>2</td></tr>"],
    ["the same, blanks in tags", "<tr><th>A</th><th>B</th></tr ><td>x</td><tr><td>1</td><td>2</td></tr >"],
    [
      "an empty row",
      "<tr><th>A</th><th>B</th></tr><tr><td></td><td> </td></tr><tr><td>1</td><td>2</td></tr>",
    ],
  ])("is read despite %s", (_, inner) => {
    expect(tablesOf(`<table>${inner}</table>`)).toEqual([{ columns: ["A", "B"], rows: [["1", "2"]] }]);
  });

  it.each(["colspan=2", "colspan = '2'", 'class="x" COLSPAN="2"'])("spans cells by %s", (attributes) => {
    const html = `<table><tr><th ${attributes}>A</th><th>B</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>`;
    expect(tablesOf(html)).toEqual([{ columns: ["A", "", "B"], rows: [["1", "2", "3"]] }]);
  });

  it("spans a dozen cells, and has no table without a name", () => {
    const [wide] = tablesOf('<table><tr><th colspan="12">A</th></tr></table>');
    expect(wide?.columns).toHaveLength(12);
    expect(tablesOf("<table><tr><th></th><th> </th></tr><tr><td>1</td><td>2</td></tr></table>")).toEqual([]);
  });

  it("offers each column and text once, and none that is blank", () => {
    const html =
      "<table><tr><th></th><th>A</th></tr><tr><td>x</td><td>E3</td></tr><tr><td>y</td><td></td></tr><tr><td>z</td><td>e3 </td></tr></table>";
    expect(tableColumns([html, html.replaceAll("E3", "E5")])).toEqual([{ name: "A", texts: ["E3", "E5"] }]);
  });

  it("labels only rows of tables that have both columns", () => {
    const table = (a: string, b: string, seats: string) =>
      `<table><tr><th>${a}</th><th>${b}</th></tr><tr><td>E3</td><td>${seats}</td></tr></table>`;
    const html =
      table("Plan", "Seats", "5 active") + table("Plan", "Used", "4") + table("Name", "Seats", "3");
    expect(labelledRows(html, { column: "Seats", labelColumn: "plan" })).toEqual([
      { label: "E3", units: "5" },
    ]);
    const vague = table("Plan", "Seats", "about 5 seats");
    expect(labelledRows(vague, { column: "Seats", labelColumn: "Plan" })).toEqual([
      { label: "E3", units: null },
    ]);
  });

  it("without a trait is blank, and without a row has none", () => {
    expect(readTable(null, active())).toEqual({ is: "blank" });
    const empty = "<table><tr><th>Name</th><th>Active Licenses</th></tr></table>";
    expect(readTable(empty, active())).toEqual({ is: "no-match", found: "no row in the table" });
  });
});

describe("reading a column", () => {
  it.each([
    ["one row", LICENSES, active("Microsoft 365 Business Premium"), ["25"]],
    ["case, blanks and look-alikes aside", LICENSES, active("  exchange ONLINE (plan 1) "), ["4"]],
    [
      "several values",
      LICENSES,
      active("Microsoft 365 Business Premium", "Exchange Online (Plan 1)"),
      ["25", "4"],
    ],
    ["every row", LICENSES, active(), ["25", "4"]],
    ["numbers with words after them", GCITS, active(), ["25", "4"]],
    ["two tables in one Textbox", LICENSES + LICENSES, active("Exchange Online (Plan 1)"), ["4", "4"]],
    ["decimals", LICENSES.replace(">25<", ">2.50<"), active("Microsoft 365 Business Premium"), ["2.5"]],
  ])("sums %s", (_name, trait, selection, units) => {
    const reading = readTable(trait, selection);
    expect(reading.is === "rows" && reading.rows.map((row) => row.units)).toEqual(units);
  });

  it.each([
    ["nothing", undefined, active(), { is: "blank" }],
    ["an empty paragraph", "<p>&nbsp;</p>", active(), { is: "blank" }],
    ["text", "25 seats", active(), { is: "not-a-table", found: "no table with a column Active Licenses" }],
    [
      "a table without the matched column",
      LICENSES.replace("License Name", "Product"),
      active("E3"),
      { is: "not-a-table", found: "no table with columns Active Licenses and License Name" },
    ],
    [
      "no such row",
      LICENSES,
      active("E3", "E5"),
      { is: "no-match", found: "no row whose License Name is E3 or E5" },
    ],
    [
      "one row that is no number among others",
      LICENSES.replace(">4<", ">four<"),
      active(),
      { is: "not-a-number", found: 'Exchange Online (Plan 1): "four"' },
    ],
    [
      "two numbers in a cell",
      LICENSES.replace(">25<", ">23 of 25<"),
      active(),
      { is: "not-a-number", found: 'Microsoft 365 Business Premium: "23 of 25"' },
    ],
    [
      "a thousands separator",
      LICENSES.replace(">25<", ">1,025<"),
      active(),
      { is: "not-a-number", found: 'Microsoft 365 Business Premium: "1,025"' },
    ],
    [
      "an empty cell",
      LICENSES.replace(">25<", "><"),
      active(),
      { is: "not-a-number", found: 'Microsoft 365 Business Premium: ""' },
    ],
  ])("does not read %s", (_name, trait, selection, expected) => {
    expect(readTable(trait, selection)).toEqual(expected);
  });

  it("never throws, whatever stands in the trait", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc
            .array(
              fc.constantFrom(
                "<table>",
                "</table>",
                "<tr>",
                "</tr>",
                "<td>",
                "</td>",
                "<th>",
                "a",
                "1",
                "&#x;",
              ),
            )
            .map((parts) => parts.join("")),
        ),
        (trait) => {
          expect(["rows", "blank", "no-match", "not-a-table", "not-a-number"]).toContain(
            readTable(trait, { column: "a", match: { column: "1", values: ["1"] } }).is,
          );
        },
      ),
    );
  });

  it("a value more in the selection never lowers the sum", () => {
    const names = ["A", "B", "C", "D"];
    fc.assert(
      fc.property(
        fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
        fc.subarray(names),
        fc.constantFrom(...names),
        (seats, chosen, more) => {
          const html = `<table><tr><th>N</th><th>S</th></tr>${names.map((name, i) => `<tr><td>${name}</td><td>${seats[i]}</td></tr>`).join("")}</table>`;
          const sum = (values: string[]) => {
            const reading = readTable(html, { column: "S", match: { column: "N", values } });
            return reading.is === "rows"
              ? reading.rows.reduce((total, row) => total + Number(row.units), 0)
              : 0;
          };
          expect(sum([...chosen, more])).toBeGreaterThanOrEqual(sum(chosen));
        },
      ),
    );
  });
});

it("offers the columns of all tables with the texts that stand in them", () => {
  const other = "<table><tr><td>license name</td><td>Cost</td></tr><tr><td>E3</td><td>9</td></tr></table>";
  expect(tableColumns([LICENSES, null, other]).map(({ name, texts }) => [name, texts.length])).toEqual([
    ["License Name", 3],
    ["Active Licenses", 2],
    ["Consumed Licenses", 2],
    ["Unused Licenses", 2],
    ["Cost", 1],
  ]);
});
