import { describe, expect, it } from "vitest";
import { accountTakesPart, isAccountDeselected, kindIdOf, organizationTakesPart } from "./participation";
import { account, KINDS, organization } from "./plan.fixture";

const CUSTOMERS = { typeIds: ["11"], statusIds: null };
const ACTIVE = { typeIds: null, statusIds: ["21"] };
const ALL = { typeIds: null, statusIds: null };

describe("who takes part in the sync", () => {
  it("is every organization but the MSP's own, where all types and statuses are selected", () => {
    expect(organizationTakesPart(organization("1", "Acme"), ALL)).toBe(true);
    expect(organizationTakesPart(organization("1", "Acme", { isPrimary: true }), ALL)).toBe(false);
  });

  it.each([
    [CUSTOMERS, { typeId: "11" }, true],
    [CUSTOMERS, { typeId: "12" }, false],
    [CUSTOMERS, { typeId: null }, false],
    [ACTIVE, { statusId: "21" }, true],
    [ACTIVE, { statusId: "22" }, false],
  ])("of %j organization %j: %s", (selection, values, takesPart) => {
    expect(organizationTakesPart(organization("1", "Acme", values), selection)).toBe(takesPart);
  });

  it.each([
    [CUSTOMERS, { typeName: " customer " }, true, false],
    [CUSTOMERS, { typeName: "Prospect" }, false, true],
    [CUSTOMERS, { typeName: null }, false, false],
    [CUSTOMERS, { typeName: "Vendor" }, false, false],
    [ACTIVE, { statusName: "Active" }, true, false],
    [ACTIVE, { statusName: "Inactive" }, false, true],
    [ACTIVE, { statusName: null }, false, false],
  ])("of %j account %j may make an organization: %s, is deselected: %s", (selection, values, makes, is) => {
    const row = account("a", "Acme", values);
    expect(accountTakesPart(row, KINDS, selection)).toBe(makes);
    expect(isAccountDeselected(row, KINDS, selection)).toBe(is);
  });

  it("finds a kind by its name, blanks around and case aside", () => {
    expect(kindIdOf(KINDS.types, " PROSPECT")).toBe("12");
    expect(kindIdOf(KINDS.types, "Vendor")).toBeNull();
    expect(kindIdOf(KINDS.types, null)).toBeNull();
  });
});
