import { parseDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { plainText } from "./plain-text";

/**
 * Reads one trait of a flexible asset by the kind of its field (design.md 4, itglue-api.md 6.1). Traits come from
 * people, scripts and integrations: nothing here throws, whatever the shape.
 */

/** `units` are scaled by `UNITS_SCALE`; `read` is the exact decimal text in IT Glue. */
export type NumberReading =
  | { is: "number"; units: bigint; read: string }
  | { is: "blank" }
  | { is: "not-a-number"; text: string };

/** One asset's value has at most nine digits before the point: a telephone number in "Seats" is not a count. */
const MAX_VALUE_DIGITS = 9;
const SMALLEST_TOO_LONG = 10 ** MAX_VALUE_DIGITS;
const ONE_UNIT = 10n ** BigInt(UNITS_SCALE);
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
const DAY = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[t ].*)?$/;
const ASCII = /^[ -~]*$/;
const SHOWN_CHARACTERS = 80;
const MOST_REMEMBERED = 1000;

/**
 * The shortest exact decimal text of a number's text ("1e3" is "1000", "2.50" is "2.5"), or null where it is none.
 * Thousands separators, currency and percent signs, hexadecimal and non-ASCII digits ("10²") are not numbers.
 */
export function exactDecimal(text: string): string | null {
  const match = NUMBER.exec(text.trim());
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (!match || (whole === "" && fraction === "")) return null;
  const shift = Number(exponent);
  const digits = `${"0".repeat(Math.max(0, -shift))}${whole}${fraction}${"0".repeat(Math.max(0, shift))}`;
  const point = Math.max(0, -shift) + whole.length + shift;
  const integer = digits.slice(0, point).replace(/^0+/, "") || "0";
  const decimals = digits.slice(point).replace(/0+$/, "");
  const unsigned = decimals === "" ? integer : `${integer}.${decimals}`;
  return sign === "-" && unsigned !== "0" ? `-${unsigned}` : unsigned;
}

/**
 * The value of a Number or Percent trait: a JSON number (through its shortest decimal text) or a numeric string. More
 * than four places are rounded half away from zero, on the text, never on a binary float; `read` keeps them all.
 */
export function readNumber(trait: unknown): NumberReading {
  if (isBlank(trait)) return { is: "blank" };
  // Nearly all of them: whole numbers that need no reading.
  if (typeof trait === "number" && Number.isInteger(trait) && Math.abs(trait) < SMALLEST_TOO_LONG)
    return { is: "number", units: BigInt(trait) * ONE_UNIT, read: String(trait) };
  const isText = typeof trait === "string" || typeof trait === "number";
  const read = isText ? exactDecimal(String(trait)) : null;
  const units = read === null ? null : roundToUnits(read);
  return read === null || units === null
    ? { is: "not-a-number", text: shownTrait(trait, "Text") }
    : { is: "number", units, read };
}

/** The number of tags of a Tag trait; each tagged record is counted once, an emptied list is 0. */
export function readTags(trait: unknown): NumberReading {
  if (isBlank(trait)) return { is: "blank" };
  const values = isRecord(trait) ? trait.values : trait;
  if (isBlank(values)) return { is: "blank" };
  if (!Array.isArray(values)) return { is: "not-a-number", text: shownTrait(trait, "Tag") };
  const tagged = new Set(values.map((tag) => (isRecord(tag) && tag.id != null ? String(tag.id) : tag)));
  return { is: "number", units: BigInt(tagged.size) * ONE_UNIT, read: String(tagged.size) };
}

/**
 * A test for "the trait is one of `values`", by kind: numbers and dates by value, a Checkbox as yes/no/true/false,
 * Tags and Selects by label, a Textbox by its text, all else as text. A blank trait is none of them.
 */
export function traitMatcher(kind: string, values: readonly string[]): (trait: unknown) => boolean {
  const wanted = new Set(values.map((value) => comparable(value, kind)));
  const isWanted = (text: string) => wanted.has(comparable(text, kind));
  // Assets repeat the few values of a field; each is folded once. The memory is the matcher's, and so the count's.
  const known = new Map<string, boolean>();
  return (trait) =>
    traitTexts(trait, kind).some((text) => {
      const answer = known.get(text) ?? isWanted(text);
      if (known.size < MOST_REMEMBERED) known.set(text, answer);
      return answer;
    });
}

/** The trait in one short line for a person, blank as "". */
export function shownTrait(trait: unknown, kind: string): string {
  const text = traitTexts(trait, kind).join(", ");
  if (text.length <= SHOWN_CHARACTERS) return text;
  const characters = [...text];
  return characters.length > SHOWN_CHARACTERS
    ? `${characters.slice(0, SHOWN_CHARACTERS).join("")}…`
    : characters.join("");
}

/** Text as it is compared: Unicode NFKC, trimmed, case-folded (full folding: "STRASSE" is "straße", "ı" is not "i"). */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.trim().toLowerCase();
  const folded = [...text.normalize("NFKC").trim()].map((character) =>
    character === "ı" ? character : character.toLowerCase().toUpperCase().toLowerCase(),
  );
  return folded.join("").normalize("NFKC");
}

/** Absent, null, empty or whitespace text: IT Glue leaves a cleared trait out altogether. */
function isBlank(trait: unknown): boolean {
  return trait === undefined || trait === null || (typeof trait === "string" && trait.trim() === "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function roundToUnits(exact: string): bigint | null {
  const [whole = "", fraction = ""] = exact.split(".");
  if (whole.replace("-", "").length > MAX_VALUE_DIGITS) return null;
  const parsed = parseDecimal(`${whole}.${fraction.slice(0, UNITS_SCALE)}`, UNITS_SCALE);
  if (!parsed.ok) return null;
  if ((fraction[UNITS_SCALE] ?? "0") < "5") return parsed.value;
  return whole.startsWith("-") ? parsed.value - 1n : parsed.value + 1n;
}

/** Every text a trait offers, as filters compare it: a string, number or boolean itself; a list's members; a tagged record's name. */
export function traitTexts(trait: unknown, kind: string): string[] {
  if (isBlank(trait)) return [];
  if (typeof trait === "string") return kind === "Textbox" ? [plainText(trait)].filter(Boolean) : [trait];
  if (typeof trait === "number" || typeof trait === "boolean") return [String(trait)];
  if (Array.isArray(trait)) return trait.flatMap((member) => traitTexts(member, kind));
  if (!isRecord(trait)) return [];
  return traitTexts("values" in trait ? trait.values : trait.name, kind);
}

/** Texts of one kind mean the same where this is the same. */
function comparable(text: string, kind: string): string {
  const folded = foldText(text);
  switch (kind) {
    case "Number":
      return exactDecimal(folded) ?? folded;
    case "Percent":
      return exactDecimal(folded.replace(/\s*%$/, "")) ?? folded;
    case "Date": {
      const [, year, , month = "", day = ""] = DAY.exec(folded) ?? [];
      return year === undefined ? folded : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    }
    case "Checkbox":
      return folded === "true" ? "yes" : folded === "false" ? "no" : folded;
    case "Textbox":
      return folded.replace(/\s+/g, " ");
    default:
      return folded;
  }
}
