import { asset, type CountCase, ruleOf, tagged } from "./licensing.sample";

/** The golden table, second part: which assets the filters admit. Worked out by hand from the assets. */
export const FILTER_CASES: Record<string, CountCase> = {
  "one value": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "E3", seats: 1 }), asset("b", { license: "E5", seats: 2 })],
    { total: "1", leftOut: ["b filter"] },
  ],
  "values are alternatives": [
    ruleOf("seats", { license: ["E3", "E5"] }),
    [
      asset("a", { license: "E3", seats: 1 }),
      asset("b", { license: "E5", seats: 2 }),
      asset("c", { license: "F1", seats: 4 }),
    ],
    { total: "3", leftOut: ["c filter"] },
  ],
  "a value repeated in other case counts once": [
    ruleOf("seats", { license: ["E3", "e3 "] }),
    [asset("a", { license: "E3", seats: 1 })],
    { total: "1" },
  ],
  "conditions all hold": [
    ruleOf("seats", { license: "E3", managed: "yes" }),
    [
      asset("a", { license: "E3", managed: true, seats: 1 }),
      asset("b", { license: "E3", managed: false, seats: 2 }),
      asset("c", { license: "E5", managed: true, seats: 4 }),
    ],
    { total: "1", leftOut: ["b filter", "c filter"] },
  ],
  "case and blanks": [
    ruleOf("seats", { license: "business premium" }),
    [asset("a", { license: " Business PREMIUM ", seats: 6 })],
    { total: "6" },
  ],
  "a look-alike by NFKC": [
    ruleOf("seats", { license: "Microsoft 365 E3" }),
    [asset("a", { license: "Ｍicrosoft\u00a0365 Ｅ3", seats: 6 })],
    { total: "6" },
  ],
  "a Cyrillic look-alike is another word": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "Е3", seats: 6 })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "part of a name is not the name": [
    ruleOf("seats", { license: "Business" }),
    [asset("a", { license: "Business Premium", seats: 6 })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "a Select option with CRLF": [
    ruleOf("seats", { plan: "Business Premium" }),
    [asset("a", { plan: "Business Premium\r\n", seats: 6 })],
    { total: "6" },
  ],
  "a filter value with a comma": [
    ruleOf("seats", { license: "Acme, Inc." }),
    [asset("a", { license: "ACME, Inc.", seats: 6 })],
    { total: "6" },
  ],
  "a blank trait meets no filter": [
    ruleOf("seats", { license: "E3" }),
    [
      asset("a", { seats: 6 }),
      asset("b", { license: null, seats: 6 }),
      asset("c", { license: " ", seats: 6 }),
    ],
    { total: "0", leftOut: ["a filter", "b filter", "c filter"] },
  ],
  "a number by value": [
    ruleOf("assets", { seats: "10.0" }),
    [asset("a", { seats: 10 }), asset("b", { seats: "10.00" }), asset("c", { seats: 100 })],
    { total: "2", leftOut: ["c filter"] },
  ],
  "a percent by value": [
    ruleOf("assets", { coverage: "50%" }),
    [asset("a", { coverage: "50.0" })],
    { total: "1" },
  ],
  "a date by value": [
    ruleOf("assets", { renewal: "2026-5-1" }),
    [asset("a", { renewal: "2026-05-01" }), asset("b", { renewal: "2026-01-05" })],
    { total: "1", leftOut: ["b filter"] },
  ],
  "a checkbox as yes": [
    ruleOf("assets", { managed: "Yes" }),
    [asset("a", { managed: true }), asset("b", { managed: "true" }), asset("c", {})],
    { total: "2", leftOut: ["c filter"] },
  ],
  "a checkbox as false": [
    ruleOf("assets", { managed: "FALSE" }),
    [asset("a", { managed: false }), asset("b", { managed: true }), asset("c", {})],
    { total: "1", leftOut: ["b filter", "c filter"] },
  ],
  "a tag by its label": [
    ruleOf("seats", { users: "bob" }),
    [asset("a", { users: tagged("Ann", "Bob"), seats: 3 }), asset("b", { users: tagged("Ann"), seats: 5 })],
    { total: "3", leftOut: ["b filter"] },
  ],
  "a renamed tag no longer meets the filter": [
    ruleOf("seats", { users: "Bob" }),
    [asset("a", { users: tagged("Robert"), seats: 3 })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "a deleted tag no longer meets the filter": [
    ruleOf("seats", { users: "Bob" }),
    [asset("a", { users: tagged(), seats: 3 })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "a text box without its tags": [
    ruleOf("seats", { notes: "billed monthly" }),
    [asset("a", { notes: "<div><b>Billed</b>&nbsp;monthly</div>", seats: 3 })],
    { total: "3" },
  ],
  "an HTML table is not the word in it": [
    ruleOf("assets", { notes: "25" }),
    [asset("a", { notes: "<table><tr><td>25</td><td>23</td></tr></table>" })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "the filter comes before the value": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "E5", seats: "ten" })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "a Select with the blank that a script left at its end": [
    ruleOf("seats", { plan: "Business Premium" }),
    [asset("a", { plan: "Business Premium ", seats: 8 }), asset("b", { plan: "Business Basic", seats: 1 })],
    { total: "8", counted: ["a 8"], leftOut: ["b filter"] },
  ],
  "a filter value pasted with CRLF": [
    ruleOf("seats", { plan: ["Business Premium\r\n", "\tBusiness Basic "] }),
    [asset("a", { plan: "Business Premium", seats: 6 }), asset("b", { plan: "Business Basic\r", seats: 2 })],
    { total: "8", counted: ["a 6", "b 2"], leftOut: [] },
  ],
  "a look-alike by NFKC in the filter itself": [
    ruleOf("seats", { license: "Ｅ③" }),
    [asset("a", { license: "E3", seats: 6 }), asset("b", { license: "E4", seats: 1 })],
    { total: "6", leftOut: ["b filter"] },
  ],
  "letters with accents in one piece or two": [
    ruleOf("seats", { license: "Sécurité" }),
    [
      asset("a", { license: "Se\u0301curite\u0301", seats: 6 }),
      asset("b", { license: "Securite", seats: 1 }),
    ],
    { total: "6", leftOut: ["b filter"] },
  ],
  "an invisible character makes another word": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "E3\u200b", seats: 6 })],
    { total: "0", leftOut: ["a filter"] },
  ],
  "a numeric string under a number filter": [
    ruleOf("assets", { seats: "2.5" }),
    [asset("a", { seats: "2.50" }), asset("b", { seats: 2.5 }), asset("c", { seats: 25 })],
    { total: "2", counted: ["a 1", "b 1"], leftOut: ["c filter"] },
  ],
  "no number is not the number 0": [
    ruleOf("assets", { seats: "0" }),
    [asset("a", { seats: 0 }), asset("b", {}), asset("c", { seats: null })],
    { total: "1", counted: ["a 1"], leftOut: ["b filter", "c filter"] },
  ],
  "one of two people renamed": [
    ruleOf("seats", { users: ["Bob", "Robert"] }),
    [
      asset("a", { users: tagged("Ann", "Robert"), seats: 3 }),
      asset("b", { users: tagged("Bob"), seats: 5 }),
    ],
    { total: "8", counted: ["a 3", "b 5"] },
  ],
};
