import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { formatDecimal, parseDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";

/** Fields as people type them: each fault says what was typed, what is wrong with it, and what to type instead. */

/** Characters a text field cannot hold: Postgres refuses NUL, and no screen shows the others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** One line or more of text, trimmed; blank is allowed. */
export function optionalText(label: string, maximumLength: number) {
  return z
    .string()
    .transform((typed) => typed.replace(CONTROL_CHARACTERS, "").trim())
    .pipe(
      z.string().max(maximumLength, `${label} has at most ${maximumLength} characters; shorten this one`),
    );
}

/** As `optionalText`, and not blank. `missing` says what to enter. */
export function requiredText(label: string, missing: string, maximumLength: number) {
  return z
    .string()
    .transform((typed) => typed.replace(CONTROL_CHARACTERS, "").trim())
    .pipe(
      z
        .string()
        .min(1, missing)
        .max(maximumLength, `${label} has at most ${maximumLength} characters; shorten this one`),
    );
}

type Quantity = {
  /** "A price", "Units": begins the sentence. */
  subject: string;
  /** Whether the subject is one thing or many: "is" or "are", "has" or "have". */
  isPlural: boolean;
  example: string;
  scale: number;
  /** Decimals that its text always has, as stored. */
  minimumDecimals: number;
  /** What a negative one should have been. */
  whenNegative: string;
};

const PRICE: Quantity = {
  subject: "A price",
  isPlural: false,
  example: "10.00",
  scale: UNIT_PRICE_SCALE,
  minimumDecimals: 2,
  whenNegative: "enter 0 or more",
};
const COST: Quantity = { ...PRICE, subject: "A cost", example: "7.50" };
const UNITS: Quantity = {
  subject: "Units",
  isPlural: true,
  example: "12 or 7.5",
  scale: UNITS_SCALE,
  minimumDecimals: 0,
  whenNegative: "enter 0 or more",
};

/** A unit price as typed, in the text in which it is stored ("10" is "10.00"). */
export const unitPriceText = quantity(PRICE, "Enter a price, such as 10.00; 0 is allowed");

/** A unit cost; blank and null are "not known". */
export const unitCostText = optionalQuantity(COST);

/** Units typed by hand, at most four decimals, in the text in which they are stored ("10.0" is "10"). */
export const unitsText = quantity(UNITS, "Enter the units, such as 12; 0 is allowed");

/** A limit of units (minimum, included, maximum); blank and null are "not agreed". */
export const unitsLimitText = optionalQuantity(UNITS);

function quantity(kind: Quantity, missing: string) {
  return z.string(missing).transform((typed, check) => {
    if (typed.trim() === "") return fault(check, missing);
    return readQuantity(kind, typed, check);
  });
}

function optionalQuantity(kind: Quantity) {
  return z
    .string()
    .nullable()
    .transform((typed, check) =>
      typed === null || typed.trim() === "" ? null : readQuantity(kind, typed, check),
    );
}

function readQuantity(kind: Quantity, typed: string, check: z.core.$RefinementCtx): string {
  const shown = `“${shortened(typed.trim())}”`;
  const [are, have] = kind.isPlural ? ["are", "have"] : ["is", "has"];
  const parsed = parseDecimal(typed, kind.scale);
  if (parsed.ok && parsed.value < 0n)
    return fault(check, `${kind.subject} cannot be negative; ${shown} is: ${kind.whenNegative}`);
  if (parsed.ok) return formatDecimal(parsed.value, kind.scale, kind.minimumDecimals);
  switch (parsed.fault) {
    case "too-many-decimals":
      return fault(
        check,
        `${kind.subject} ${have} at most ${kind.scale} decimals; ${shown} has more: leave the last ones out`,
      );
    case "too-large":
      return fault(check, `${kind.subject} ${have} at most 12 digits before the point; ${shown} has more`);
    default:
      return fault(check, notANumber(kind, typed, `${are} a number such as ${kind.example}`, shown));
  }
}

function notANumber(kind: Quantity, typed: string, isNumber: string, shown: string): string {
  if (/^\s*[+-]?[\d.,\s']*\d[\d.,\s']*$/.test(typed))
    return `${kind.subject} ${isNumber}, with a point before the decimals and nothing between thousands; ${shown} is not`;
  if (/^\s*\p{Sc}|\p{Sc}\s*$|^\s*[A-Z]{3}\s*\d|\d\s*[A-Z]{3}\s*$/u.test(typed))
    return `${kind.subject} ${isNumber}, without a currency sign; ${shown} has one`;
  return `${kind.subject} ${isNumber}; ${shown} is not`;
}

function fault(check: z.core.$RefinementCtx, message: string): never {
  check.addIssue({ code: "custom", message });
  return z.NEVER;
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

const EARLIEST_ON = "2000-01-01";
const LATEST_ON = "2099-12-31";

/** A calendar date, "2026-06-10". `missing` says what to enter. */
export function calendarDateText(missing: string) {
  return z.string(missing).superRefine((typed, check) => {
    const message = dateFault(typed, missing);
    if (message) check.addIssue({ code: "custom", message });
  });
}

/** As `calendarDateText`; blank and null are "none". */
export function optionalCalendarDateText() {
  return z
    .string()
    .nullable()
    .transform((typed) => (typed === null || typed.trim() === "" ? null : typed.trim()))
    .superRefine((typed, check) => {
      const message = typed === null ? null : dateFault(typed, "");
      if (message) check.addIssue({ code: "custom", message });
    });
}

function dateFault(typed: string, missing: string): string | null {
  if (typed === "") return missing;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed) || !isCalendarDate(typed))
    return `“${shortened(typed)}” is not a date; enter one such as 2026-06-10`;
  if (typed < EARLIEST_ON || typed > LATEST_ON)
    return `${typed} is outside the years that can be billed (2000 to 2099)`;
  return null;
}

function isCalendarDate(typed: string): boolean {
  try {
    Temporal.PlainDate.from(typed, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

export const recordId = z.guid("This is not the id of a record");

/** The version a form was opened with: a save that meets a later one is refused, and loses nothing. */
export const recordVersion = z.number().int().positive();
