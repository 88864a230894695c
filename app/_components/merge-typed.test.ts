import { describe, expect, it } from "vitest";
import { mergeTyped } from "./merge-typed";

describe("mergeTyped", () => {
  it("keeps what was typed and takes over what only the other changed", () => {
    const opened = { name: "Seat", unitPrice: "10.00", tags: ["a"] };
    const typed = { name: "Managed seat", unitPrice: "10.00", tags: ["a"] };
    const saved = { name: "Seat", unitPrice: "12.00", tags: ["a", "b"] };
    expect(mergeTyped(opened, typed, saved)).toEqual({
      name: "Managed seat",
      unitPrice: "12.00",
      tags: ["a", "b"],
    });
  });

  it("keeps what was typed where both changed one field", () => {
    expect(mergeTyped({ unitPrice: "10" }, { unitPrice: "11" }, { unitPrice: "12" })).toEqual({
      unitPrice: "11",
    });
  });
});
