import { describe, expect, it } from "vitest";
import type { AssetType } from "./count-rule";
import { evidenceOf, LICENSING, resolvedOf, ruleOf } from "./licensing.sample";
import { knownNames, ruleDrift, ruleOfEvidence } from "./rule-drift";

const RULE = ruleOf("seats", { license: "E3" });

/** The sample type with other attributes of the field with this key. */
function changed(nameKey: string, values: Partial<AssetType["fields"][number]>): AssetType {
  return {
    ...LICENSING,
    fields: LICENSING.fields.map((field) => (field.nameKey === nameKey ? { ...field, ...values } : field)),
  };
}
const driftTo = (type: AssetType, rule = RULE) =>
  ruleDrift(resolvedOf(rule), resolvedOf(rule, type)).map(({ fieldId, message }) => [fieldId, message]);

describe("what IT Glue changed about a rule", () => {
  it.each<[string, AssetType, [string | null, string][]]>([
    ["nothing", LICENSING, []],
    ["a field the rule does not name", changed("used", { name: "Taken" }), []],
    [
      "a name",
      changed("seats", { name: "Bought seats" }),
      [["f-seats", "Seats was renamed to Bought seats in IT Glue"]],
    ],
    [
      "a name with its key",
      changed("license", { name: "Product", nameKey: "product" }),
      [["f-license", "License was renamed to Product in IT Glue"]],
    ],
    [
      "a key alone",
      changed("seats", { nameKey: "seats-2" }),
      [["f-seats", "IT Glue keeps Seats under another key now"]],
    ],
    [
      "a kind",
      changed("seats", { kind: "Percent" }),
      [["f-seats", "Seats is a Percent field in IT Glue now, not a Number field"]],
    ],
    [
      "a name and a kind",
      changed("license", { name: "Product", kind: "Select" }),
      [
        [
          "f-license",
          "License was renamed to Product and is a Select field in IT Glue now, not a Text field",
        ],
      ],
    ],
    [
      "the type's name",
      { ...LICENSING, name: "M365" },
      [[null, "The asset type Microsoft 365 was renamed to M365 in IT Glue"]],
    ],
  ])("%s", (_, type, expected) => {
    expect(driftTo(type)).toEqual(expected);
  });

  it("tells a field that counts and filters once", () => {
    const rule = ruleOf("seats", { seats: "5" });
    expect(driftTo(changed("seats", { name: "Bought seats" }), rule)).toHaveLength(1);
  });

  it("tells nothing of a field that the rule did not name before, nor of a rule without one", () => {
    expect(ruleDrift(resolvedOf(RULE), resolvedOf(ruleOf("used", { license: "E3" })))).toEqual([]);
    const ofAssets = ruleOf("assets", { license: "E3" });
    expect(driftTo(changed("license", { name: "Product" }), ofAssets)).toHaveLength(1);
  });

  it("compares a receipt's rule", () => {
    const before = ruleOfEvidence(evidenceOf([], RULE));
    expect(before).toEqual(resolvedOf(RULE));
  });
});

describe("names of what is gone", () => {
  it("come from the type as last read, else from the line's receipt", () => {
    const evidence = evidenceOf([], RULE);
    expect(knownNames(null, null, RULE).size).toBe(0);
    expect(knownNames(null, evidence, RULE).get("f-seats")).toBe("Seats");
    expect(knownNames(null, evidence, RULE).get("33")).toBe("Microsoft 365");
    expect(knownNames(LICENSING, null, RULE).get("33")).toBe("Microsoft 365");
    expect(knownNames(null, evidenceOf([], ruleOf("assets")), ruleOf("assets")).size).toBe(1);
    const names = knownNames(changed("seats", { name: "Bought seats" }), evidence, RULE);
    expect([names.get("f-seats"), names.get("33")]).toEqual(["Bought seats", "Microsoft 365"]);
    expect(knownNames({ ...LICENSING, id: "34" }, null, RULE).size).toBe(0);
  });
});
