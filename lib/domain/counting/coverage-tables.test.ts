import { describe, expect, it } from "vitest";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import { type CoveredValue, coverage, type LineRule, overlaps } from "./coverage";
import { asset, LICENSING, tagged } from "./licensing.sample";

const fieldOf = (wanted: string): ResolvedField => {
  const { id, name, nameKey, kind } = LICENSING.fields.find(({ nameKey }) => nameKey === wanted)!;
  return { id, name, nameKey, kind };
};
const TABLE = fieldOf("notes");
const rule = (billBy: ResolvedRule["billBy"], includeArchived = false): ResolvedRule => ({
  assetType: { id: LICENSING.id, name: LICENSING.name },
  billBy,
  conditions: [],
  includeArchived,
});
const line = (lineId: string, resolved: ResolvedRule): LineRule => ({ lineId, resolved });
const short = (values: readonly CoveredValue[]) =>
  values.map(({ assetId, part, units, lineIds }) => [assetId, part, units, lineIds.join("+")]);

describe("coverage of tables", () => {
  const html = (rows: [string, string][]) =>
    `<table><tr><th>License</th><th>Kind</th><th>Seats</th></tr>${rows.map(([name, seats]) => `<tr><td>${name}</td><td>x</td><td>${seats}</td></tr>`).join("")}</table>`;
  const rows = (column: string, ...values: string[]): ResolvedRule["billBy"] => ({
    by: "table",
    field: TABLE,
    column: "Seats",
    match: { column, values },
  });

  it("tells the rows of a table apart", () => {
    const tenant = asset("9", {
      notes: html([
        ["E3", "20"],
        ["E5", "5"],
        ["F1", "many"],
        ["F3", "4"],
      ]),
    });
    const found = coverage(
      [line("a", rule(rows("License", "E3"))), line("b", rule(rows("license", "e3", "E5")))],
      [tenant],
    );
    expect(short(found.billedTwice)).toEqual([["9", "E3", "20", "a+b"]]);
    expect(short(found.unbilled)).toEqual([["9", "F3", "4", ""]]);
    expect(found.billedOnce).toBe(1);
  });

  it("names what is counted, each way of billing by itself", () => {
    const licenses = html([
      ["E3", "20"],
      ["E5", "5"],
    ]);
    const tenant = asset("9", { seats: 7, users: tagged("Ann", "Bob"), notes: licenses });
    const ways: ResolvedRule["billBy"][] = [
      { by: "assets" },
      { by: "field", field: fieldOf("seats") },
      { by: "tags", field: fieldOf("users") },
      { by: "table", field: TABLE, column: "Seats", match: null },
    ];
    const lines = ways.map((billBy, index) => line(`${index}`, rule(billBy)));
    expect(coverage(lines, [tenant])).toEqual({ billedTwice: [], unbilled: [], billedOnce: 4 });
    const { billedTwice } = coverage([...lines, ...lines], [tenant]);
    expect(billedTwice.map((value) => [value.measure, value.units, value.measureKey])).toEqual([
      ["Assets", "1", '["33","assets"]'],
      ["Seats", "7", '["33","field","f-seats"]'],
      ["Tags in Users", "2", '["33","tags","f-users"]'],
      ["Seats in Notes", "25", '["33","table","f-notes","seats"]'],
    ]);
  });

  it("keeps two columns of a table apart, and sorts rows by asset and text", () => {
    const licenses = html([
      ["F3", "4"],
      ["E3", "20"],
      ["F1", "2"],
    ]);
    const found = coverage(
      [
        line("a", rule(rows("License", "E3"))),
        line("b", rule({ by: "table", field: TABLE, column: "Places", match: null })),
      ],
      [asset("9", { notes: licenses }), asset("8", { notes: licenses })],
    );
    expect(short(found.unbilled)).toEqual([
      ["8", "F1", "2", ""],
      ["8", "F3", "4", ""],
      ["9", "F1", "2", ""],
      ["9", "F3", "4", ""],
    ]);
    expect([found.billedTwice, found.billedOnce]).toEqual([[], 2]);
  });

  it("names each line that bills rows of a table that a rule about to be saved would count", () => {
    const tenant = (id: string, e3: string, e5: string) =>
      asset(id, {
        notes: html([
          ["E3", e3],
          ["E5", e5],
          ["F3", "4"],
        ]),
      });
    const byRows = (...values: string[]) => rule(rows("License", ...values));
    const others = [
      line("a", byRows("E3")),
      line("b", byRows("E5", "E3")),
      line("c", byRows("F3")),
      line("d", byRows("F3")),
    ];
    expect(overlaps(byRows("E3", "E5"), others, [tenant("8", "10", "1"), tenant("9", "20", "5")])).toEqual([
      { lineId: "a", assets: 2, units: "30" },
      { lineId: "b", assets: 2, units: "36" },
    ]);
    expect(overlaps(byRows("E3"), [], [tenant("8", "10", "1")])).toEqual([]);
  });

  it("takes a table whole where rules match its rows by different columns", () => {
    const tenant = asset("9", {
      notes: html([
        ["E3", "20"],
        ["F1", "many"],
      ]),
    });
    const found = coverage(
      [
        line("a", rule(rows("License", "E3"))),
        line("b", rule(rows("Kind", "x"), true)),
        line("c", rule(rows("License", "E3"))),
      ],
      [tenant],
    );
    expect(short(found.billedTwice)).toEqual([["9", null, "0", "a+c"]]);
  });
});
