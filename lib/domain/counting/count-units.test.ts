import { describe, expect, it } from "vitest";
import { assetLabel, byId, countUnits } from "./count-units";
import { asset, LICENSING, outcomeOf, resolvedOf, ruleOf } from "./licensing.sample";

describe("counting assets", () => {
  it("shows each asset with what was found", () => {
    const assets = [
      asset("a", { license: "E3", seats: 0.1 + 0.2 }, { isRestricted: true }),
      asset("b", { license: "E5", seats: 1 }),
      asset("c", { seats: 1 }),
      asset("d", { license: "E3", seats: "ten" }),
      asset("e", { license: "E3" }),
    ];
    const base = (id: string) => ({ id, name: `Asset ${id}`, organizationId: "1" });
    expect(countUnits(resolvedOf(ruleOf("seats", { license: "E3" })), assets)).toEqual({
      total: "0.3",
      counted: [{ ...base("a"), value: "0.3", read: "0.30000000000000004", isRestricted: true }],
      leftOut: [
        { ...base("b"), reason: "filter", detail: 'License is "E5"' },
        { ...base("c"), reason: "filter", detail: "License is blank" },
        { ...base("d"), reason: "not-a-number", detail: 'Seats is "ten"' },
        { ...base("e"), reason: "blank" },
      ],
    });
  });

  it("takes assets one by one, from any iterable", () => {
    function* pages() {
      yield asset("a", { seats: 1 });
      yield asset("b", { seats: 2 });
    }
    expect(countUnits(resolvedOf(ruleOf("seats")), pages()).total).toBe("3");
  });

  it("takes no inherited member for a trait", () => {
    const field = { ...LICENSING.fields[2]!, name: "Constructor", nameKey: "constructor" };
    const type = { ...LICENSING, fields: [field] };
    expect(outcomeOf(ruleOf("seats"), [asset("a", {}), asset("b", { constructor: 2 })], type)).toEqual({
      total: "2",
      counted: ["b 2"],
      leftOut: ["a blank"],
    });
  });

  it("counts one for each asset, and reads nothing else of it", () => {
    expect(countUnits(resolvedOf(ruleOf("assets")), [asset("a", {})])).toStrictEqual({
      total: "1",
      counted: [{ id: "a", name: "Asset a", organizationId: "1", value: "1" }],
      leftOut: [],
    });
  });

  it("puts ids in the order of their characters, whatever the numbers they are", () => {
    const order = (a: string, b: string) => byId({ id: a }, { id: b });
    expect([order("10", "9"), order("9", "10"), order("9", "9")]).toEqual([-1, 1, 0]);
  });

  it("names an asset for a sentence", () => {
    expect(assetLabel({ id: "7", name: "E3" })).toBe("E3");
    expect(assetLabel({ id: "7", name: " " })).toBe("asset 7");
    expect(assetLabel({ id: "7", name: "Secret", isRestricted: true })).toBe("restricted asset 7");
  });
});
