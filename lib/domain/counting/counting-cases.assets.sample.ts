import { asset, type CountCase, ruleOf, tagged } from "./licensing.sample";

/** The golden table, third part: which assets are there at all, and their tags. Worked out by hand from the assets. */
export const ASSET_CASES: Record<string, CountCase> = {
  "number of assets": [
    ruleOf("assets"),
    [asset("a", {}), asset("b", { seats: "ten" })],
    { total: "2", counted: ["a 1", "b 1"] },
  ],
  "number of assets, filtered": [
    ruleOf("assets", { managed: "yes" }),
    [asset("a", { managed: true }), asset("b", { managed: false })],
    { total: "1", leftOut: ["b filter"] },
  ],
  "number of tags": [
    ruleOf("users"),
    [asset("a", { users: tagged("Ann", "Bob") }), asset("b", { users: tagged("Cid") })],
    { total: "3", counted: ["a 2", "b 1"] },
  ],
  "no tags left": [ruleOf("users"), [asset("a", { users: tagged() })], { total: "0", counted: ["a 0"] }],
  "never tagged": [ruleOf("users"), [asset("a", {})], { total: "0", leftOut: ["a blank"] }],
  "tags of a renamed contact still count": [
    ruleOf("users"),
    [asset("a", { users: tagged("Ann Married") })],
    { total: "1" },
  ],
  "tags of an unknown shape": [
    ruleOf("users"),
    [asset("a", { users: "Ann" })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],

  "archived assets are left out": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }, { isArchived: true }), asset("b", { seats: 2 })],
    { total: "2", leftOut: ["a archived"] },
  ],
  "archived assets, where the rule wants them": [
    ruleOf("seats", {}, true),
    [asset("a", { seats: 5 }, { isArchived: true }), asset("b", { seats: 2 })],
    { total: "7", leftOut: [] },
  ],
  "archived is told before the filter": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "E5", seats: 5 }, { isArchived: true })],
    { total: "0", leftOut: ["a archived"] },
  ],
  "restricted assets count": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }, { isRestricted: true })],
    { total: "5" },
  ],
  "assets of a sub-organization, once it is linked": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }), asset("b", { seats: 2 }, { organizationId: "2" })],
    { total: "7", counted: ["a 5", "b 2"] },
  ],
  "assets of another type do not exist here": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }), asset("b", { seats: 2 }, { assetTypeId: "34" })],
    { total: "5", counted: ["a 5"], leftOut: [] },
  ],
  "a nameless asset counts": [ruleOf("seats"), [asset("a", { seats: 5 }, { name: "" })], { total: "5" }],
  "assets of one name are different assets": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }, { name: "E3" }), asset("b", { seats: 5 }, { name: "E3" })],
    { total: "10" },
  ],
  "one asset on two pages": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }), asset("a", { seats: 5 })],
    { total: "5", counted: ["a 5"] },
  ],
  "edited between two pages: the latest counts": [
    ruleOf("seats"),
    [
      asset("a", { seats: 9 }, { updatedAt: "2026-06-01T00:00:00.000Z" }),
      asset("a", { seats: 5 }, { updatedAt: "2026-05-31T23:59:59.999Z" }),
    ],
    { total: "9" },
  ],
  "edited down between two pages: the latest counts": [
    ruleOf("seats"),
    [
      asset("a", { seats: 9 }, { updatedAt: "2026-05-31T23:59:59.999Z" }),
      asset("a", { seats: 5 }, { updatedAt: "2026-06-01T00:00:00.000Z" }),
    ],
    { total: "5" },
  ],
  "archived between two pages": [
    ruleOf("seats"),
    [
      asset("a", { seats: 9 }),
      asset("a", { seats: 9 }, { isArchived: true, updatedAt: "2026-06-01T00:00:00.000Z" }),
    ],
    { total: "0", leftOut: ["a archived"] },
  ],
  "instants, not their text, are compared": [
    ruleOf("seats"),
    [
      asset("a", { seats: 1 }, { updatedAt: "2026-06-01T09:00:00+09:00" }),
      asset("a", { seats: 2 }, { updatedAt: "2026-06-01T00:00:01Z" }),
    ],
    { total: "2" },
  ],
  "an unreadable instant is older than any": [
    ruleOf("seats"),
    [asset("a", { seats: 1 }, { updatedAt: "yesterday" }), asset("a", { seats: 2 })],
    { total: "2" },
  ],
  "sorted by id": [
    ruleOf("seats"),
    [asset("b", { seats: 1 }), asset("c", {}), asset("a", { seats: 1 }), asset("B", {})],
    { total: "2", counted: ["a 1", "b 1"], leftOut: ["B blank", "c blank"] },
  ],
  "people of a suspended subscription stay tagged": [
    ruleOf("users"),
    [asset("a", { seats: 0, users: tagged("Ann", "Bob") })],
    { total: "2", counted: ["a 2"], leftOut: [] },
  ],
  "two assets of one licence, one of them archived": [
    ruleOf("seats", { license: "E3" }),
    [
      asset("a", { license: "E3", seats: 12 }),
      asset("b", { license: "E3", seats: 7 }, { isArchived: true }),
      asset("c", { license: "E3", seats: 5 }, { organizationId: "2" }),
    ],
    { total: "17", counted: ["a 12", "c 5"], leftOut: ["b archived"] },
  ],
  "a restricted asset that is archived": [
    ruleOf("seats"),
    [asset("a", { seats: 5 }, { isRestricted: true, isArchived: true })],
    { total: "0", counted: [], leftOut: ["a archived"] },
  ],
  "a restricted asset without a number": [
    ruleOf("seats"),
    [asset("a", {}, { isRestricted: true }), asset("b", { seats: "n/a" }, { isRestricted: true })],
    { total: "0", counted: [], leftOut: ["a blank", "b not-a-number"] },
  ],
};
