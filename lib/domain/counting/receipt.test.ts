import { describe, expect, it } from "vitest";
import { countUnits } from "./count-units";
import { asset, evidenceOf, resolvedOf, ruleOf, tagged } from "./licensing.sample";
import { countEvidence, evidenceBytes, hashOfEvidence, isSameMeasure } from "./receipt";

describe("a receipt", () => {
  it("holds the rule as resolved, the organizations, every asset and the total", () => {
    const assets = [asset("a", { plan: "P", users: tagged("Ann", "Bob") }), asset("b", { plan: "Q" })];
    expect(evidenceOf(assets, ruleOf("users", { plan: "P" }))).toEqual({
      schemaVersion: 1,
      rule: {
        billBy: { by: "tags", field: { id: "f-users", name: "Users", nameKey: "users", kind: "Tag" } },
        conditions: [
          { field: { id: "f-plan", name: "Plan", nameKey: "plan", kind: "Select" }, values: ["P"] },
        ],
        includeArchived: false,
      },
      assetType: { id: "33", name: "Microsoft 365" },
      organizations: [{ id: "1", name: "Organization 1" }],
      counted: [{ id: "a", name: "Asset a", organizationId: "1", value: "2" }],
      leftOut: [{ id: "b", name: "Asset b", organizationId: "1", reason: "filter", detail: 'Plan is "Q"' }],
      total: "2",
    });
  });

  it("is the same for the same assets, whatever their order and time of update", async () => {
    const assets = [asset("a", { seats: 1 }), asset("b", { seats: 2 }, { organizationId: "2" })];
    const later = assets.toReversed().map((each) => ({ ...each, updatedAt: "2027-01-01T00:00:00.000Z" }));
    expect(await hashOfEvidence(evidenceOf(later))).toBe(await hashOfEvidence(evidenceOf(assets)));
  });

  it("has a hash that anyone can compute again", async () => {
    const evidence = evidenceOf([asset("a", { seats: 1 })]);
    expect(new TextDecoder().decode(evidenceBytes(evidence))).toBe(
      '{"assetType":{"id":"33","name":"Microsoft 365"},"counted":[{"id":"a","name":"Asset a","organizationId":"1",' +
        '"value":"1"}],"leftOut":[],"organizations":[{"id":"1","name":"Organization 1"}],"rule":{"billBy":{"by":"field",' +
        '"field":{"id":"f-seats","kind":"Number","name":"Seats","nameKey":"seats"}},"conditions":[],' +
        '"includeArchived":false},"schemaVersion":1,"total":"1"}',
    );
    // sha256sum of the text above.
    expect(await hashOfEvidence(evidence)).toBe(
      "4c79912f37fd263fb2912204043960dbdd731d4f4062a6ebb4ab7adac6b752b4",
    );
  });

  it("sorts its organizations and keeps each once", () => {
    const resolved = resolvedOf(ruleOf("seats"));
    const organizations = [
      { id: "2", name: "B", extra: true },
      { id: "1", name: "A" },
      { id: "2", name: "B" },
    ];
    expect(countEvidence(resolved, organizations, countUnits(resolved, [])).organizations).toEqual([
      { id: "1", name: "A" },
      { id: "2", name: "B" },
    ]);
  });

  it("is refused for assets of an organization that was not counted", () => {
    const assets = [asset("a", { seats: 1 }, { organizationId: "7" })];
    expect(() => evidenceOf(assets, ruleOf("seats"), [{ id: "1", name: "A" }])).toThrow(
      "Asset a belongs to no organization of this count",
    );
  });

  it("knows another with which it can be compared", () => {
    expect(isSameMeasure(evidenceOf([]), evidenceOf([]))).toBe(true);
    expect(isSameMeasure(evidenceOf([]), evidenceOf([], ruleOf("used")))).toBe(false);
    expect(isSameMeasure(evidenceOf([]), evidenceOf([], ruleOf("assets")))).toBe(false);
  });
});
