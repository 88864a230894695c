import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIMITERS, delimiterOf, readCsv } from "./csv-text";
import { decodeCsv } from "./decode-csv";
import { IMPORT_COLUMNS } from "./import-columns";
import { writeCsv } from "./write-csv";

const HEADERS = IMPORT_COLUMNS.map(({ header }) => header);
const isKnown = (cell: string) => (HEADERS as string[]).includes(cell);

const cell = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom('"', ",", ";", "\t", "\n", "\r\n", "\r", " ", "a", "=", "\uFEFF"), {
      maxLength: 8,
    })
    .map((signs) => signs.join("")),
);

describe("CSV text", () => {
  it("is read as it was written, whatever its separator, line ends, quotes and byte order mark", () => {
    const file = fc.record({
      delimiter: fc.constantFrom(...DELIMITERS),
      header: fc.subarray(HEADERS, { minLength: 2 }),
      mark: fc.constantFrom("", "\uFEFF"),
    });
    fc.assert(
      fc.property(
        file.chain(({ header, ...rest }) =>
          fc.record({
            header: fc.constant(header),
            rest: fc.constant(rest),
            rows: fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), {
              maxLength: 6,
            }),
          }),
        ),
        ({ header, rest: { delimiter, mark }, rows }) => {
          const text = mark + writeCsv([header, ...rows], delimiter);
          expect(delimiterOf(text, isKnown)).toBe(delimiter);
          expect(readCsv(text, delimiter)).toEqual({ ok: true, records: [header, ...rows] });
        },
      ),
    );
  });

  it.each(["\n", "\r\n", "\r"])("ends rows with %j, the last one too or not", (end) => {
    const records = [
      ["a", "b"],
      ["1", "2"],
    ];
    expect(readCsv(`a,b${end}1,2`, ",")).toEqual({ ok: true, records });
    expect(readCsv(`a,b${end}1,2${end}`, ",")).toEqual({ ok: true, records });
  });

  it("may mix line ends, as files that were edited by hand do", () => {
    expect(readCsv("a,b\r\n1,2\n3,4\r\n", ",")).toMatchObject({
      records: [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
      ],
    });
  });

  it.each([
    ['a,b\n1,"2\n3,4\n', 2, "never closed"],
    ['a,b\n1,2\n19" rack,4\n', 3, "inside a value"],
    ['a,b\n"19" rack",2\n', 2, "closing quotation mark"],
  ])("with a quotation mark out of place names the row: %j", (text, row, words) => {
    const read = readCsv(text, ",");
    expect(read).toMatchObject({ ok: false, row });
    expect(read.ok ? "" : read.message).toContain(words);
  });

  it("is separated by commas where no column is known", () => {
    expect(delimiterOf("x;y;z", isKnown)).toBe(",");
    expect(delimiterOf("", isKnown)).toBe(",");
  });

  it("does not take a separator inside a header for the file's own", () => {
    expect(delimiterOf('"Account";"a,Service,b"', isKnown)).toBe(";");
  });
});

describe("the bytes of a file", () => {
  it.each([
    ["UTF-8", new TextEncoder().encode("Zürich"), false],
    ["UTF-8 with a mark", new TextEncoder().encode("\uFEFFZürich"), false],
    [
      "UTF-16 of Excel's Unicode text",
      new Uint8Array([0xff, 0xfe, ...[..."Zürich"].flatMap((c) => [c.charCodeAt(0), 0])]),
      false,
    ],
    ["Windows-1252 of Excel's CSV", new Uint8Array([0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68]), true],
  ])("are read as %s", (_, bytes, isGuessed) => {
    expect(decodeCsv(bytes)).toEqual({ text: "Zürich", isGuessed });
  });
});
