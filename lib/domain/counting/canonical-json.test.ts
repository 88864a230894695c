import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, inKeyOrder, MOVED } from "./canonical-json";

describe("canonical JSON", () => {
  it.each([
    [{ b: 1, a: [true, null, "x"] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    ["é e\u0301 \u2028 \ud800", '"é e\u0301 \u2028 \\ud800"'],
    [{ "10": 1, "9": 2, é: 3, Z: 4 }, '{"10":1,"9":2,"Z":4,"é":3}'],
    [
      JSON.parse('{"a":{"2":[],"10":{},"b":0},"__proto__":{"c":1}}'),
      '{"__proto__":{"c":1},"a":{"10":{},"2":[],"b":0}}',
    ],
    [{ "10": 1, "9": 2 }, '{"10":1,"9":2}'],
    [{ "0": 1, "!": 2 }, '{"!":2,"0":1}'],
    [JSON.parse('{"b":1,"__proto__":{"c":1}}'), '{"__proto__":{"c":1},"b":1}'],
    [{ a: { "10": 1, "9": 2 } }, '{"a":{"10":1,"9":2}}'],
    [{ a: { d: 1, c: 2 }, b: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1},"b":{"c":2,"d":1}}'],
    [[{ b: 1, a: 2 }, 3, { d: 1, c: 2 }], '[{"a":2,"b":1},3,{"c":2,"d":1}]'],
    [{ "10": 1, a: undefined }, '{"10":1}'],
    [undefined, "null"],
  ])("of %j", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("is of members alone, whatever an object writes of itself", () => {
    expect(canonicalJson({ b: new Date(0), a: 1 })).toBe('{"a":1,"b":{}}');
  });

  it("has its keys in order of code units, however JavaScript would order them", () => {
    const key = fc.oneof(
      fc.nat({ max: 200 }).map(String),
      fc.constantFrom("__proto__", "Z", "é"),
      fc.string(),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
      ),
    }));
    const written = (of: unknown): string => {
      if (Array.isArray(of)) return `[${of.map(written)}]`;
      if (typeof of !== "object" || of === null) return JSON.stringify(of);
      const sorted = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`)}}`;
    };
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(any)).toBe(written(any));
      }),
    );
  });

  it("reads back as what it was, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("a value with its keys in order", () => {
  it.each<[unknown]>([
    [null],
    ["b"],
    [["b", "a", null, { a: 1 }]],
    [{ "": 1, "!9": 2, "/": 3, ":": 4, A: 5, a: [{ b: null, c: undefined }] }],
  ])("is itself where they are: %j", (value) => {
    expect(inKeyOrder(value)).toBe(value);
  });

  it("shares what is in order, and leaves what was given as it was", () => {
    const inner = { a: 1, b: 2 };
    const given = [inner, { d: inner, c: 3 }, 4, { a: 5, e: [{ z: 6, y: inner }], f: 7 }];
    const before = structuredClone(given);
    const ordered = inKeyOrder(given);
    expect(ordered).toStrictEqual([inner, { c: 3, d: inner }, 4, { a: 5, e: [{ y: inner, z: 6 }], f: 7 }]);
    expect(JSON.stringify(ordered)).toBe(
      '[{"a":1,"b":2},{"c":3,"d":{"a":1,"b":2}},4,{"a":5,"e":[{"y":{"a":1,"b":2},"z":6}],"f":7}]',
    );
    expect((ordered as unknown[])[0]).toBe(inner);
    expect(given).toStrictEqual(before);
    expect(JSON.stringify(given)).toBe(JSON.stringify(before));
  });

  it.each<[string, unknown]>([
    ["a key that is a number", { "0": 1 }],
    ["a key that begins with a digit", { "9 lives": 1 }],
    ["the key of the prototype", JSON.parse('{"a":1,"__proto__":2}')],
    ["one of them further in", { b: [1, { a: { "7": 1 } }] }],
    ["what writes itself", { a: new Date(0) }],
  ])("cannot be had of %s", (_, value) => {
    expect(inKeyOrder(value)).toBe(MOVED);
  });
});
