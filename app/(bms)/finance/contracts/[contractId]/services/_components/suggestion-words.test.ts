import { describe, expect, it } from "vitest";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import { assetsInWords, measureOf, suggestionInWords } from "./suggestion-words";

const TYPE: AssetType = {
  id: "1",
  name: "Microsoft 365",
  isEnabled: true,
  fields: [
    {
      id: "s",
      name: "Seats",
      nameKey: "seats",
      kind: "Number",
      decimals: 0,
      order: 1,
      options: [],
      tagType: null,
    },
  ],
};

describe("what a filter value stands for", () => {
  it.each([
    [{ assets: 2, units: "25" }, "Seats", "25 Seats, 2 assets"],
    [{ assets: 1, units: "1204.5" }, "Seats", "1,204.5 Seats, 1 asset"],
    [{ assets: 1, units: "0" }, "Seats", "0 Seats, 1 asset"],
    [{ assets: 3, units: "3" }, null, "3 assets"],
    [{ assets: 3, units: null }, "Seats", "3 assets"],
    [{ assets: 0, units: null }, "Seats", "none in this account"],
  ])("%o under %o is %o", (suggestion, measure, words) => {
    expect(suggestionInWords(suggestion, measure)).toBe(words);
  });

  it("says nothing of what was never read", () => {
    expect(suggestionInWords({ assets: null, units: null }, "Seats")).toBeNull();
  });

  it.each([
    [{ by: "field", fieldId: "s" } as const, "Seats"],
    [{ by: "tags", fieldId: "s" } as const, "tags in Seats"],
    [{ by: "table", fieldId: "s", column: "Active", match: null } as const, "Active"],
    [{ by: "assets" } as const, null],
    [{ by: "field", fieldId: "gone" } as const, "units"],
    [null, null],
  ])("%o is measured in %o", (billBy, words) => {
    expect(measureOf(billBy, TYPE)).toBe(words);
  });
});

describe("how many assets of a type an account has", () => {
  it.each([
    [0, "0 assets"],
    [1, "1 asset"],
    [12, "12 assets"],
    [null, "not read yet"],
  ])("%o is %o", (assets, words) => {
    expect(assetsInWords(assets)).toBe(words);
  });
});
