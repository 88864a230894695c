import { describe, expect, it } from "vitest";
import { actionInWords, fieldInWords, kindInWords, valueInWords } from "./audit-words";

describe("the audit log in words", () => {
  it.each([
    ["contract-line.units-counted", "Service line: units counted"],
    ["it-glue-settings.saved", "IT Glue settings: saved"],
    ["user.role-changed", "User: role changed"],
    ["odd", "Odd"],
  ])("reads the action %s as %s", (action, words) => expect(actionInWords(action)).toBe(words));

  it.each([
    ["unitPrice", "Unit price"],
    ["isActive", "Active"],
    ["startOn", "Start"],
    ["on", "On"],
    ["apiKey", "API key"],
    ["billingName", "Billing name"],
  ])("reads the field %s as %s", (field, words) => expect(fieldInWords(field)).toBe(words));

  it.each([
    [null, "blank"],
    ["", "blank"],
    [false, "no"],
    [0, "0"],
    ["10.00", "10.00"],
    [[], "none"],
    [["A", "B"], "A, B"],
    [{ fieldId: "7", values: ["x"] }, "Field id: 7; Values: x"],
  ])("shows %j as %s", (value, words) => expect(valueInWords(value)).toBe(words));

  it("cuts what is too long for a line", () => {
    expect(valueInWords("x".repeat(500))).toHaveLength(160);
    expect(kindInWords("sync-run")).toBe("Sync run");
  });
});
