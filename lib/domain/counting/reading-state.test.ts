import { describe, expect, it } from "vitest";
import { resolveRule } from "./count-rule";
import { countUnits } from "./count-units";
import { asset, evidenceOf, LICENSING, resolvedOf, ruleOf } from "./licensing.sample";
import { mayChangeUnits, READING_STATES, type ReadingInput, readingOf } from "./reading-state";

const [FIRST, SECOND] = [
  { id: "1", name: "Organization 1" },
  { id: "2", name: "Organization 2" },
];
const rule = ruleOf("seats", { license: "E3" });
const counting = (...assets: ReturnType<typeof asset>[]) => countUnits(resolvedOf(rule), assets);
const bothCounted = evidenceOf([], rule, [FIRST!, SECOND!]);

const SEEN: ReadingInput = {
  linked: [FIRST!],
  pass: { organizationIds: new Set(["1", "9"]) },
  resolution: resolveRule(rule, LICENSING),
  count: counting(asset("a", { license: "E3", seats: 5 })),
  previous: null,
};

describe("the state of a reading", () => {
  it.each<[string, Partial<ReadingInput>, state: string, codes: string[]]>([
    ["everything was seen", {}, "counted", []],
    ["seen again", { previous: evidenceOf([], rule, [FIRST!]) }, "counted", []],
    ["the one value is 0", { count: counting(asset("a", { license: "E3", seats: 0 })) }, "counted", []],
    ["nothing matched", { count: counting(asset("a", { license: "E5", seats: 5 })) }, "empty", []],
    ["no assets", { count: counting() }, "empty", []],
    ["only blank values", { count: counting(asset("a", { license: "E3" })) }, "empty", []],
    ["no link", { linked: [] }, "unmapped", ["not-linked"]],
    [
      "no link and no pass",
      { linked: [], pass: null, resolution: null, count: null },
      "unmapped",
      ["not-linked"],
    ],
    ["no link any more", { linked: [], previous: bothCounted }, "unmapped", ["not-linked"]],
    ["the pass failed", { pass: null, count: null }, "unreachable", ["pass-failed"]],
    [
      "a failed pass proves nothing about rules",
      { pass: null, resolution: resolveRule(rule, null) },
      "unreachable",
      ["pass-failed"],
    ],
    ["types were not read", { resolution: null, count: null }, "unreachable", ["types-not-read"]],
    ["assets were not read to the end", { count: null }, "unreachable", ["assets-not-read"]],
    [
      "the type is gone",
      { resolution: resolveRule(rule, null), count: null },
      "broken-rule",
      ["rule-broken"],
    ],
    ["a new link was not seen", { linked: [FIRST!, SECOND!] }, "unreachable", ["organization-not-seen"]],
    [
      "one of two counted last time was not seen",
      { linked: [FIRST!, SECOND!], previous: bothCounted },
      "held",
      ["organization-dropped"],
    ],
    [
      "one of two counted last time was unlinked",
      { previous: bothCounted },
      "held",
      ["organization-dropped"],
    ],
    [
      "one dropped, and a new link not seen",
      { linked: [FIRST!, { id: "3", name: "New" }], previous: bothCounted },
      "unreachable",
      ["organization-not-seen"],
    ],
  ])("%s", (_, change, state, codes) => {
    const reading = readingOf({ ...SEEN, ...change });
    expect([reading.state, reading.reasons.map(({ code }) => code)]).toEqual([state, codes]);
  });

  it("names what is missing, and the organizations of the evidence", () => {
    expect(readingOf({ ...SEEN, linked: [FIRST!, SECOND!], previous: bothCounted })).toEqual({
      state: "held",
      reasons: [
        { code: "organization-dropped", message: "Organization 2 was counted last time and is missing now" },
      ],
      organizations: [FIRST],
    });
  });

  it("lets only counted and empty change units", () => {
    expect(READING_STATES.filter(mayChangeUnits)).toEqual(["counted", "empty"]);
  });
});
