import { describe, expect, it } from "vitest";
import { foldedName } from "./synced-fields";

describe("names that first links are sought by", () => {
  it.each([
    ["case", "Acme GmbH", "ACME gmbh", true],
    ["blanks around", " Acme\t", "Acme", true],
    ["blanks within", "Ac me", "Acme", false],
    ["a letter that capitals write as two", "Weiß AG", "Weiss AG", false],
  ])("are compared with %s between: %j, %j", (_, a, b, isSame) => {
    expect(foldedName(a) === foldedName(b)).toBe(isSame);
  });
});
