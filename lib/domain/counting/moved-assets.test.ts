import { expect, it } from "vitest";
import { explainChange } from "./explain-change";
import { asset, evidenceOf, ruleOf } from "./licensing.sample";
import { movedAssets } from "./moved-assets";

const RULE = ruleOf("seats", { license: "E3" });
const e3 = (id: string, seats: unknown, rest = {}) =>
  asset(id, { license: "E3", seats }, { name: id, ...rest });

it("names every asset whose part in the count changed, once, with both values and why", () => {
  const before = [
    e3("edited", 6),
    e3("removed", 4),
    e3("archived", 3),
    e3("blanked", 2),
    e3("same", 1),
    e3("secret", 5, { isRestricted: true }),
    asset("filtered", { license: "F1", seats: 9 }, { name: "filtered" }),
    e3("never", "ten"),
  ];
  const after = [
    e3("edited", 7),
    e3("archived", 3, { isArchived: true }),
    e3("blanked", null),
    e3("same", 1),
    e3("secret", 8, { isRestricted: true }),
    e3("filtered", 9),
    e3("added", 11),
    e3("never", ""),
  ];
  const change = explainChange(evidenceOf(before, RULE), evidenceOf(after, RULE));
  expect(movedAssets(change).map(({ label, from, to, why }) => [label, from, to, why])).toEqual([
    ["added", null, "11", "added"],
    ["removed", "4", null, "removed"],
    ["edited", "6", "7", "edited"],
    ["restricted asset secret", "5", "8", "edited"],
    ["archived", "3", null, "no longer counts: archived"],
    ["blanked", "2", null, "no longer counts: blank"],
    ["filtered", null, "9", "counts now"],
  ]);
  expect(change.delta).toBe("+15");
});
