import { describe, expect, it } from "vitest";
import { account, link, organization, state } from "./plan.fixture";
import { isAtOrAbove, workingState } from "./working-state";

const NONE = { links: [], made: [], log: [] };

describe("the state a plan starts from", () => {
  it("has the accounts that organizations are made into, their parents left for later", () => {
    const made = organization("5", "New", { shortName: "NE", parentId: "1" });
    const working = workingState([made], state(), { ...NONE, made: [made] });
    const fields = { name: "New", accountCode: "NE", typeName: null, statusName: null };
    expect(working.accounts.get("account-of-5")).toEqual({
      ...fields,
      id: "account-of-5",
      parentAccountId: null,
      version: 1,
      isActive: true,
      source: "it-glue",
    });
    expect(working.links.get("5")?.snapshot).toEqual({
      organization: { ...fields, parentId: null },
      account: { ...fields, parentAccountId: null },
      waiting: {},
    });
    expect([...working.madeIds]).toEqual(["account-of-5"]);
  });

  it("has the links that are found first, without a comparison yet", () => {
    const found = { organization: organization("1", "Acme"), accountId: "a" };
    const working = workingState([found.organization], state({ accounts: [account("a", "Acme")] }), {
      ...NONE,
      links: [found],
    });
    expect(working.links.get("1")).toEqual(link("1", "a", { linkedAt: "" }));
    expect(working.leaderOf).toEqual(new Map([["a", "1"]]));
  });

  const at = (day: number) => ({ linkedAt: `2026-05-0${day}T00:00:00.000Z` });
  const last = { isLeading: false };
  it.each([
    ["the one that is marked", "2", [link("1", "a", last), link("2", "a"), link("3", "a", last)]],
    [
      "of several the one linked first",
      "2",
      [link("1", "a", at(3)), link("3", "a", at(2)), link("2", "a", at(1))],
    ],
    ["of several the one linked first, listed first", "3", [link("3", "a", at(1)), link("1", "a", at(2))]],
    ["of equals the first id", "1", [link("3", "a"), link("1", "a"), link("2", "a")]],
    ["of equals the first id, listed first", "1", [link("1", "a"), link("2", "a"), link("3", "a")]],
    [
      "of none marked the one linked first",
      "2",
      [link("1", "a", { ...last, ...at(2) }), link("2", "a", { ...last, ...at(1) })],
    ],
  ])("lets lead %s", (_, leader, links) => {
    expect(workingState([], state({ links }), NONE).leaderOf.get("a")).toBe(leader);
  });
});

describe("who stands above an account", () => {
  const accounts = new Map(
    [
      account("a", "Top"),
      account("b", "Middle", { parentAccountId: "a" }),
      account("c", "Low", { parentAccountId: "b" }),
      account("d", "Orphan", { parentAccountId: "gone" }),
      account("e", "Round", { parentAccountId: "f" }),
      account("f", "About", { parentAccountId: "e" }),
    ].map((row) => [row.id, row]),
  );

  it.each([
    ["a", "c", true],
    ["c", "c", true],
    ["c", "a", false],
    ["a", "d", false],
    ["gone", "d", true],
    ["a", "e", false],
    ["f", "e", true],
  ])("%s above %s: %s", (above, below, is) => {
    expect(isAtOrAbove(accounts, above, below)).toBe(is);
  });
});
