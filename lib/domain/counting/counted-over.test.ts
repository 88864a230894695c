import { expect, it } from "vitest";
import type { ResolvedRule } from "./count-rule";
import { type AssetState, countedOver } from "./counted-over";

const RULE: ResolvedRule = {
  assetType: { id: "7", name: "Microsoft 365" },
  billBy: { by: "field", field: { id: "71", name: "Seats", nameKey: "seats", kind: "Number" } },
  conditions: [{ field: { id: "72", name: "License", nameKey: "license", kind: "Text" }, values: ["E3"] }],
  includeArchived: false,
};
const state = (
  id: string,
  seats: number,
  sinceOn: string,
  untilOn: string | null,
  license = "E3",
): AssetState => ({
  asset: {
    id,
    organizationId: "1",
    assetTypeId: "7",
    name: "",
    traits: { seats, license },
    isArchived: false,
    isRestricted: false,
    updatedAt: `${sinceOn}T00:00:00Z`,
  },
  sinceOn,
  untilOn,
});
const over = (states: AssetState[], reachOn = "2026-01-10") =>
  countedOver(RULE, states, reachOn).map(({ effectiveOn, units }) => `${effectiveOn}: ${units}`);

it("counts each date by what the assets held then", () => {
  const states = [
    state("1", 5, "2025-01-01", "2026-02-01"),
    state("1", 7, "2026-02-01", null),
    state("2", 3, "2026-01-20", "2026-03-01"),
    state("3", 9, "2026-01-01", "2026-02-10", "E5"),
    state("3", 9, "2026-02-10", null),
  ];
  expect(over(states)).toEqual([
    "2026-01-10: 5",
    "2026-01-20: 8",
    "2026-02-01: 10",
    "2026-02-10: 19",
    "2026-03-01: 16",
  ]);
});

it("says nothing of dates before the data reach back, and repeats no equal count", () => {
  const states = [
    state("1", 5, "2025-01-01", "2026-01-05"),
    state("1", 6, "2026-01-05", "2026-02-01"),
    state("1", 6, "2026-02-01", null),
  ];
  expect(over(states)).toEqual(["2026-01-10: 6"]);
});

it("takes the last content of a date, counts 0 where nothing is left, and takes up what returns", () => {
  const states = [
    state("1", 5, "2026-01-01", "2026-02-01"),
    state("1", 50, "2026-02-01", "2026-02-01"),
    state("1", 6, "2026-02-01", "2026-02-03"),
    state("1", 4, "2026-02-08", null),
  ];
  expect(over(states)).toEqual(["2026-01-10: 5", "2026-02-01: 6", "2026-02-03: 0", "2026-02-08: 4"]);
});

it("is 0 from the reach on where there are no assets", () => {
  expect(over([])).toEqual(["2026-01-10: 0"]);
});
