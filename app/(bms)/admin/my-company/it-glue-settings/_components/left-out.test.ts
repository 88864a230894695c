import { describe, expect, it } from "vitest";
import { leftOut, leftOutInWords } from "./left-out";

const [CUSTOMER, VENDOR] = ["1", "2"];
const [ACTIVE, INACTIVE] = ["8", "9"];
const ALL = { typeIds: null, statusIds: null };
const one = (typeId: string | null, statusId: string | null) => ({ typeId, statusId });
const linked = [
  { organizations: [one(CUSTOMER, ACTIVE)], accounts: 14 },
  { organizations: [one(CUSTOMER, INACTIVE)], accounts: 3 },
  { organizations: [one(VENDOR, ACTIVE)], accounts: 2 },
  { organizations: [one(CUSTOMER, ACTIVE), one(VENDOR, ACTIVE)], accounts: 1 },
  { organizations: [one(null, null)], accounts: 5 },
];

describe("what a selection leaves out", () => {
  it("is nothing while all take part", () => {
    expect(leftOut(linked, ALL, ALL)).toEqual({ leaving: 0, partly: 0, returning: 0 });
    expect(leftOutInWords(leftOut(linked, ALL, ALL))).toEqual([]);
  });

  it("are accounts of other types and statuses, and those without any", () => {
    const chosen = { typeIds: [CUSTOMER], statusIds: [ACTIVE] };
    expect(leftOut(linked, ALL, chosen)).toEqual({ leaving: 10, partly: 1, returning: 0 });
    expect(leftOut(linked, chosen, ALL)).toEqual({ leaving: 0, partly: 0, returning: 10 });
  });

  it("counts from what is saved, not from all", () => {
    const customers = { typeIds: [CUSTOMER], statusIds: null };
    const vendors = { typeIds: [VENDOR], statusIds: null };
    expect(leftOut(linked, customers, vendors)).toEqual({ leaving: 17, partly: 1, returning: 2 });
  });

  it("says so in words, with its numbers", () => {
    expect(leftOutInWords({ leaving: 10, partly: 1, returning: 1 })).toEqual([
      "10 linked accounts will be orphaned: nothing is deleted, links and units stay; name, type and status no longer follow IT Glue.",
      "1 linked account will keep some of its organizations and lose others to this selection; units stay.",
      "1 linked account takes part again.",
    ]);
    expect(leftOutInWords({ leaving: 1, partly: 0, returning: 0 })[0]).toMatch(/^1 linked account will be/);
  });
});
