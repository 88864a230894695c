import { describe, expect, it } from "vitest";
import { valuesIn } from "./values-in";

describe("values in a typed or pasted text", () => {
  it.each<[string, string[], string[]]>([
    ["E3", [], ["E3"]],
    ["E3, E5\nF1", [], ["E3", "E5", "F1"]],
    ["Acme, Inc.", ["Acme, Inc."], ["Acme, Inc."]],
    ["acme, inc.\nE3", ["Acme, Inc."], ["acme, inc.", "E3"]],
    ["Acme, Inc.", [], ["Acme", "Inc."]],
    ["“Acme, Inc.”", [], ["Acme, Inc."]],
    ['"Acme, Inc."', [], ["Acme, Inc."]],
    ["E3, e3 ,E3", [], ["E3"]],
    [" , \n", [], []],
  ])("%o with %o known are %o", (text, known, values) => {
    expect(valuesIn(text, known)).toEqual(values);
  });
});
