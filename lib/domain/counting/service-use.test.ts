import { describe, expect, it } from "vitest";
import type { CountRule } from "./count-rule";
import { isSameUse, serviceUses } from "./service-use";

const seats: CountRule = {
  assetTypeId: "501",
  billBy: { by: "field", fieldId: "9001" },
  conditions: [
    { fieldId: "9002", values: ["Business Basic", "Business Premium"] },
    { fieldId: "9003", values: ["Active"] },
  ],
  includeArchived: false,
};
const [licence, status] = seats.conditions as [CountRule["conditions"][0], CountRule["conditions"][0]];

describe("isSameUse", () => {
  it.each<[string, CountRule]>([
    ["filters in another order", { ...seats, conditions: [status, licence] }],
    [
      "values in another order, case and spacing, and one twice",
      {
        ...seats,
        conditions: [
          { fieldId: "9002", values: [" business premium", "BUSINESS BASIC", "Business Basic"] },
          status,
        ],
      },
    ],
    ["archived assets counted too", { ...seats, includeArchived: true }],
  ])("takes %s as the same", (_, other) => {
    expect(isSameUse(seats, other)).toBe(true);
  });

  it.each<[string, CountRule]>([
    ["another type", { ...seats, assetTypeId: "502" }],
    ["another field", { ...seats, billBy: { by: "field", fieldId: "9009" } }],
    ["the number of assets", { ...seats, billBy: { by: "assets" } }],
    ["a filter less", { ...seats, conditions: [licence] }],
    ["a value less", { ...seats, conditions: [{ fieldId: "9002", values: ["Business Basic"] }, status] }],
    ["the same values of another field", { ...seats, conditions: [{ ...licence, fieldId: "9004" }, status] }],
  ])("tells %s apart", (_, other) => {
    expect(isSameUse(seats, other)).toBe(false);
  });

  it("tells rows of a table apart by their values, however those are written", () => {
    const table = (values: string[]): CountRule => ({
      ...seats,
      billBy: { by: "table", fieldId: "9005", column: "Seats", match: { column: "Plan", values } },
    });
    expect(isSameUse(table(["E3", "E5"]), table(["e5", "E3 "]))).toBe(true);
    expect(isSameUse(table(["E3"]), table(["E5"]))).toBe(false);
  });
});

describe("serviceUses", () => {
  it("names each thing once with the lines that count it, the most used first", () => {
    const devices: CountRule = { ...seats, billBy: { by: "assets" }, conditions: [] };
    const uses = serviceUses([
      { rule: devices, inWords: "Number of Devices" },
      { rule: seats, inWords: "Seats" },
      { rule: { ...seats, conditions: [status, licence] }, inWords: "Seats, written otherwise" },
    ]);
    expect(uses.map(({ inWords, lines }) => [inWords, lines])).toEqual([
      ["Seats", 2],
      ["Number of Devices", 1],
    ]);
  });

  it("puts what is used as much in the order of its words", () => {
    const words = ["C", "A", "D", "B"];
    const uses = serviceUses(
      words.map((inWords, index) => ({ rule: { ...seats, assetTypeId: `${index}` }, inWords })),
    );
    expect(uses.map(({ inWords }) => inWords)).toEqual(["A", "B", "C", "D"]);
  });

  it("names nothing where nothing is counted", () => {
    expect(serviceUses([])).toEqual([]);
  });
});
