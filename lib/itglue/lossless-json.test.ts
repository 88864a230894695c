import { describe, expect, it } from "vitest";
import { parseLosslessJson } from "./lossless-json";

describe("parseLosslessJson", () => {
  it.each([
    ["900719925474099317", "900719925474099317"],
    ["-900719925474099317", "-900719925474099317"],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["12345678901.123456789", "12345678901.123456789"],
    ["0.1234567890123456", "0.1234567890123456"],
  ])("keeps every digit of %s as text", (json, text) => {
    expect(parseLosslessJson(`{"id":${json},"ids":[${json}]}`)).toEqual({ id: text, ids: [text] });
  });

  it.each([
    "0",
    "-2.5",
    "123456789012345",
    "4211000000000001",
    "-9007199254740991",
    "12345678901234.5",
    "1e21",
    "1.5E+3",
    "-0.000001",
    "12345678901234567e3",
  ])("leaves %s a number", (json) => {
    expect(parseLosslessJson(`[${json}]`)).toEqual([Number(json)]);
  });

  it("touches no digits inside strings, whatever is escaped before them", () => {
    const value = {
      "a\\": '900719925474099317 "900719925474099317" \\',
      "9007199254740993171": "x\n9007199254740993171",
    };
    expect(parseLosslessJson(JSON.stringify(value))).toEqual(value);
  });

  it("keeps the digits wherever whitespace may stand, and of a number alone", () => {
    expect(parseLosslessJson('{"a" : \n\t900719925474099317 , "b":[ 1, 900719925474099318 ]}')).toEqual({
      a: "900719925474099317",
      b: [1, "900719925474099318"],
    });
    expect(parseLosslessJson(" 900719925474099317")).toBe("900719925474099317");
  });

  it("tells numbers from digits of a text that look like one", () => {
    const value = { note: "paid: 900719925474099317, of -900719925474099318" };
    expect(parseLosslessJson(JSON.stringify(value))).toEqual(value);
    expect(parseLosslessJson(`{"a":${JSON.stringify(value)},"id":900719925474099317}`)).toEqual({
      a: value,
      id: "900719925474099317",
    });
  });

  it("reads numbers alike, whatever else the document holds", () => {
    const plain = '"n":[4211000000000001,0.12345678901234,17]';
    expect(parseLosslessJson(`{${plain},"long":900719925474099317}`)).toEqual({
      ...(parseLosslessJson(`{${plain}}`) as object),
      long: "900719925474099317",
    });
  });

  it.each(Array.from({ length: 17 }, (_, blanks) => blanks))(
    "finds a long number wherever it begins: after %i characters more",
    (blanks) => {
      const text = `${" ".repeat(blanks)}["x",9007199254740993,-9007199254740993]`;
      expect(parseLosslessJson(text)).toEqual(["x", "9007199254740993", "-9007199254740993"]);
    },
  );

  it("reads a document with a very long string", () => {
    const table = '<td class="x">1</td>\n'.repeat(200_000);
    expect(parseLosslessJson(JSON.stringify({ table, id: 1 }))).toEqual({ table, id: 1 });
  });

  it.each(['{"data":[', '{"a":90071992547409931', "[90071992547409931.7.8]", '"unfinished', ""])(
    "refuses %s",
    (text) => {
      expect(() => parseLosslessJson(text)).toThrow(SyntaxError);
    },
  );
});
