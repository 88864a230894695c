import { describe, expect, it } from "vitest";
import { formErrorsOf } from "./form-errors";

describe("formErrorsOf", () => {
  it("reads flattened errors", () => {
    const flattened = {
      formErrors: ["Nothing was changed."],
      fieldErrors: { name: ["Enter a name.", "Too short."], code: [] },
    };
    expect(formErrorsOf(flattened)).toEqual({
      formErrors: ["Nothing was changed."],
      fieldErrors: { name: "Enter a name." },
    });
  });

  it("reads nested errors under dotted names", () => {
    const nested = {
      _errors: ["Dates overlap."],
      lines: { 0: { unitPrice: { _errors: ["Enter a price."] } } },
    };
    expect(formErrorsOf(nested)).toEqual({
      formErrors: ["Dates overlap."],
      fieldErrors: { "lines.0.unitPrice": "Enter a price." },
    });
  });

  it("takes over the fields a command refused", () => {
    expect(formErrorsOf(undefined, [{ path: "price", message: "Too many places." }])).toEqual({
      formErrors: [],
      fieldErrors: { price: "Too many places." },
    });
  });

  it.each([undefined, null, "no", 3])("finds nothing in %s", (value) => {
    expect(formErrorsOf(value)).toEqual({ formErrors: [], fieldErrors: {} });
  });
});
