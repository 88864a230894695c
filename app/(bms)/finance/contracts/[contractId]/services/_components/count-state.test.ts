import { describe, expect, it } from "vitest";
import { countFault, type ShownCount, type UpdateUnitsResult, usableReadingId } from "./count-state";

const rule = {
  assetTypeId: "7",
  billBy: { by: "assets" as const },
  conditions: [],
  includeArchived: false,
};
const other = { ...rule, includeArchived: true };

const shown = (state: UpdateUnitsResult["state"]): ShownCount => ({
  rule,
  result: {
    readingId: "r1",
    state,
    reasons: [],
    units: state === "counted" ? "13" : null,
    previousUnits: "10",
    askedAt: "2026-06-01T13:00:00.000Z",
    businessOn: "2026-06-01",
    ruleInWords: "Number of Licensing assets",
    countedBy: { kind: "api-key" as const },
    evidence: null,
    change: null,
    drift: [],
    unadmitted: [],
    overlaps: [],
  },
});

describe("the count that a save may name", () => {
  it.each(["counted", "empty"] as const)("is one that is %s, of the rule as it stands", (state) => {
    expect(usableReadingId(shown(state), rule)).toBe("r1");
    expect(countFault(shown(state), rule, true)).toBeNull();
    expect(usableReadingId(shown(state), other)).toBeNull();
    expect(countFault(shown(state), other, true)).toBe("Rule changed: update units again, then save");
  });

  it.each(["unreachable", "broken-rule", "held"] as const)("is none that is %s", (state) => {
    expect(usableReadingId(shown(state), rule)).toBeNull();
    expect(countFault(shown(state), rule, true)).toMatch(/^There is no count to save/);
  });

  it("is asked for before the first save, unless there is nothing to count", () => {
    expect(countFault(null, rule, true)).toBe("Press Update Units to see what is counted, then save");
    expect(countFault(null, rule, false)).toBeNull();
    expect(countFault(shown("unmapped"), rule, true)).toBeNull();
  });
});
