import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Of as native } from "./native";
import { sha256Of as portable } from "./portable";

describe.each([
  ["native", native],
  ["portable", portable],
])("SHA-256, %s,", (_, sha256Of) => {
  // FIPS 180-4's own examples.
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ])("of “%s”", (text, digest) => {
    expect(sha256Of(text)).toBe(digest);
  });
});

it("is the same on either runtime, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      expect(native(text)).toBe(portable(text));
    }),
  );
});
