import { describe, expect, it } from "vitest";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { withoutRestricted } from "./shown-receipt";

const evidence: CountEvidence = {
  schemaVersion: 1,
  assetType: { id: "1", name: "Licensing" },
  rule: {
    billBy: { by: "field", field: { id: "2", name: "Seats", nameKey: "seats", kind: "Number" } },
    conditions: [],
    includeArchived: false,
  },
  organizations: [{ id: "9", name: "Riverside Clinic" }],
  counted: [
    { id: "10", name: "Office", organizationId: "9", value: "3" },
    {
      id: "11",
      name: "Epic Hyperspace",
      organizationId: "9",
      value: "12.1235",
      read: "12.12345",
      rows: [{ label: "Hospital wing", units: "12.1235" }],
      isRestricted: true,
    },
  ],
  leftOut: [
    {
      id: "12",
      name: "Secret lab",
      organizationId: "9",
      reason: "filter",
      detail: "License is Lab",
      isRestricted: true,
    },
  ],
  total: "15.1235",
};

describe("a receipt for those who may not see restricted assets", () => {
  it("keeps neither their names nor their details, in any place", () => {
    const text = JSON.stringify(withoutRestricted(evidence));
    for (const secret of ["Epic", "Secret lab", "License is Lab", "12.12345", "Hospital wing"])
      expect(text).not.toContain(secret);
    expect(text).toContain("Restricted asset 11");
  });

  it("still adds up, and leaves every other asset as it was", () => {
    const shown = withoutRestricted(evidence);
    expect(shown.isRedacted).toBe(true);
    expect(shown.evidence.counted[0]).toBe(evidence.counted[0]);
    expect(shown.evidence.counted.map((asset) => asset.value)).toEqual(["3", "12.1235"]);
    expect(shown.evidence.total).toBe("15.1235");
  });

  it("says that nothing was taken out where nothing is restricted", () => {
    const open = { ...evidence, counted: evidence.counted.slice(0, 1), leftOut: [] };
    expect(withoutRestricted(open)).toEqual({ evidence: open, isRedacted: false });
  });
});
