import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressList, headerText, isEmailAddress } from "./email-address";

describe("an e-mail address", () => {
  it.each([
    "ada@example.com",
    "billing+it-glue@mail.example.co.uk",
    "o'neill@example.com",
    "a.b@x-y.example",
    "ada.lovelace@x.y.example",
    "a@b.c",
    `${"a".repeat(242)}@example.com`,
  ])("is one: %s", (text) => expect(isEmailAddress(text)).toBe(true));

  it.each([
    ["no domain", "ada@"],
    ["no dot in the domain", "ada@localhost"],
    ["two at signs", "ada@b@example.com"],
    ["a blank", "ada lovelace@example.com"],
    ["a line end and a header", "ada@example.com\r\nBcc: eve@example.com"],
    ["a second address", "ada@example.com,eve@example.com"],
    ["a name", "Ada <ada@example.com>"],
    ["a dot at the end", "ada@example.com."],
    ["a hyphen at the end of a part", "ada@example-.com"],
    ["a hyphen at its beginning", "ada@example.-com"],
    ["two dots", "ada..l@example.com"],
    ["a letter outside ASCII", "ädä@example.com"],
    ["more than 254 characters", `${"a".repeat(250)}@example.com`],
  ])("is none with %s", (_what, text) => expect(isEmailAddress(text)).toBe(false));
});

describe("a list of addresses", () => {
  it("is taken from whatever stands between them, each once", () => {
    expect(
      addressList(["ada@example.com, grace@example.com;\r\n\tADA@example.com", "", "lin@example.com"]),
    ).toEqual({
      addresses: ["ada@example.com", "grace@example.com", "lin@example.com"],
      wrong: [],
    });
  });

  it("names what is none, as typed", () => {
    expect(addressList(["ada@example.com, ada@example, @grace"])).toEqual({
      addresses: ["ada@example.com"],
      wrong: ["ada@example", "@grace"],
    });
  });

  it("holds nothing that could end a header, whatever was typed", () => {
    const typed = fc.array(fc.string({ unit: fc.constantFrom(...'a@.,; \r\n<>":é') }));
    fc.assert(
      fc.property(typed, (texts) => {
        for (const address of addressList(texts).addresses)
          expect(address).toMatch(/^[^\s,;<>":]+@[^\s,;<>":]+$/);
      }),
    );
  });
});

describe("the text of a header", () => {
  it("is one line", () => {
    expect(headerText(" Units changed\r\nBcc: eve@example.com\u2028now\u0000 ")).toBe(
      "Units changed Bcc: eve@example.com now",
    );
  });

  it("is cut where it is too long", () => {
    expect(headerText("abcdef", 4)).toBe("abc…");
    expect(headerText("abcd", 4)).toBe("abcd");
  });
});
