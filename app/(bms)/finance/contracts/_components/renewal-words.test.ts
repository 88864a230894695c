import { describe, expect, it } from "vitest";
import { renewalInWords } from "./renewal-words";

const YEAR = { startOn: "2026-01-01", endOn: "2026-12-31", termStartOn: null, isAutoRenewed: true };
const say = (typed: Partial<Parameters<typeof renewalInWords>[0]>, todayOn = "2026-06-01") =>
  renewalInWords({ ...YEAR, ...typed }, todayOn, (on) => `<${on}>`);

describe("auto-renew in words", () => {
  it("names the night and the new end", () => {
    expect(say({})).toBe(
      "Renews in the night of <2026-12-01>, then through <2027-12-31>. Lines with an end date of their own still end on it.",
    );
  });

  it("goes by the present term of a contract that was renewed", () => {
    expect(say({ endOn: "2028-06-30", termStartOn: "2027-01-01" })).toContain("then through <2029-12-31>");
  });

  it.each([
    ["off", { isAutoRenewed: false }, /30 days before the contract ends\. An inactive contract never renews/],
    ["without an end", { endOn: "" }, /enter an end date/],
    ["half a date", { endOn: "2026-1" }, /enter an end date/],
    ["ended", { endOn: "2026-05-31" }, /has ended/],
  ])("says what it does, or what is missing: %s", (_what, typed, words) => {
    expect(say(typed)).toMatch(words);
  });
});
