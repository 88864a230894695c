import { describe, expect, it } from "vitest";
import { firstSnapshot, mergeFields } from "./merge-fields";
import type { AccountFields, OrganizationFields } from "./synced-fields";

const KINDS = { typeName: "Customer", statusName: "Active" };
const THERE: OrganizationFields = { name: "Acme", accountCode: "AC", ...KINDS, parentId: "1" };
const HERE: AccountFields = { name: "Acme", accountCode: "AC", ...KINDS, parentAccountId: "a" };
const ACCOUNTS = new Map([
  ["1", "a"],
  ["2", "b"],
]);

function merged(there: Partial<OrganizationFields>, here: Partial<AccountFields>, mayBeParent = true) {
  return mergeFields(
    firstSnapshot(THERE, HERE),
    { ...THERE, ...there },
    { ...HERE, ...here },
    { accountOf: (id) => ACCOUNTS.get(id) ?? null, mayBeParent: () => mayBeParent },
  );
}

describe("the two sides of a link", () => {
  it.each<[Partial<OrganizationFields>, Partial<AccountFields>]>([
    [{ parentId: "2" }, { parentAccountId: "b" }],
    [{ parentId: null }, { parentAccountId: null }],
    [{ name: "Bolt" }, { name: "Bolt" }],
    [{ accountCode: "BO" }, { accountCode: "BO" }],
    [{ accountCode: null }, { accountCode: "" }],
    [{ accountCode: "" }, { accountCode: null }],
    [{ typeName: " prospect" }, { typeName: "Prospect" }],
    [{ typeName: null }, { typeName: "" }],
    [{ statusName: "" }, { statusName: null }],
  ])("changed to %j and %j are the same", (there, here) => {
    expect(merged(there, here)).toEqual({
      snapshot: { organization: { ...THERE, ...there }, account: { ...HERE, ...here }, waiting: {} },
      pulled: {},
      conflicts: [],
      unsent: [],
    });
  });

  it.each<[Partial<OrganizationFields>, Partial<AccountFields>]>([
    [{ name: "ACME" }, { name: "ACME" }],
    [{ accountCode: "ac" }, { accountCode: "ac" }],
    [{ statusName: "Inactive" }, { statusName: "Inactive" }],
    [{ parentId: "2" }, { parentAccountId: "b" }],
    [{ parentId: null }, { parentAccountId: null }],
  ])("changed to %j in IT Glue alone: the account takes %j over", (there, pulled) => {
    const { snapshot, ...rest } = merged(there, {});
    expect(rest).toEqual({ pulled, conflicts: [], unsent: [] });
    expect([snapshot.organization, snapshot.account]).toEqual([
      { ...THERE, ...there },
      { ...HERE, ...pulled },
    ]);
  });

  it("leave a parent that no account stands for, or that stands below, as it was", () => {
    for (const left of [merged({ parentId: "9" }, {}), merged({ parentId: "2" }, {}, false)])
      expect(left).toEqual({
        snapshot: firstSnapshot(THERE, HERE),
        pulled: {},
        conflicts: [],
        unsent: [],
      });
  });

  it("changed differently are a conflict, which the account wins", () => {
    const { snapshot, ...rest } = merged({ name: "Bolt" }, { name: "Cog", typeName: "Prospect" });
    expect(rest).toEqual({ pulled: {}, conflicts: ["name"], unsent: ["name", "typeName"] });
    expect([snapshot.organization.name, snapshot.account.name]).toEqual(["Bolt", "Acme"]);
  });
});
