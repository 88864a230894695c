import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { UNIT_ROUNDINGS } from "@/lib/domain/billed-units";
import { type DecimalFault, parseDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import type { BillingInput } from "./billing-items";
import { ALIGNMENTS, BILLING_CYCLES, ISSUE_TIMES } from "./billing-period";
import { PRORATIONS } from "./billing-policy";
import { isBefore, later } from "./calendar";
import { isCurrency, minorDigits, parseAmount } from "./money";
import { CHARGE_KINDS } from "./posted-periods";

/** The JSON shape of design.md 8: decimals and dates are text, days are inclusive, unknown keys are faults. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

const day = z.string().transform((text, context): Temporal.PlainDate => {
  const on = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayOrNull(text) : null;
  if (on !== null && on.year >= FIRST_YEAR && on.year <= LAST_YEAR) return on;
  const message =
    on === null
      ? `"${text}" is not a day of the calendar, as in 2026-06-30`
      : `"${text}" is not between ${FIRST_YEAR} and ${LAST_YEAR}`;
  context.issues.push({ code: "custom", message, input: text });
  return z.NEVER;
});

function dayOrNull(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

const instant = z.string().transform((text, context): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    const message = `"${text}" is not an instant with its offset, as in 2026-06-30T05:15:00Z`;
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  }
});

function reasonOf(fault: DecimalFault, text: string, scale: number): string {
  return {
    blank: "is blank",
    "not-a-number": `"${text}" is not a decimal number, as in 12.50`,
    "too-many-decimals": `"${text}" has more than ${scale} decimal places`,
    "too-large": `"${text}" is too large`,
  }[fault];
}

const decimalOf = (scale: number) =>
  z.string().transform((text, context): bigint => {
    const parsed = parseDecimal(text, scale);
    if (parsed.ok) return parsed.value;
    context.issues.push({ code: "custom", message: reasonOf(parsed.fault, text, scale), input: text });
    return z.NEVER;
  });

const units = decimalOf(UNITS_SCALE);
const limit = units
  .refine((value) => value >= 0n, "must not be negative")
  .nullable()
  .default(null);
const unitPrice = decimalOf(UNIT_PRICE_SCALE).refine(
  (value) => value >= 0n,
  "must not be negative; give a discount as a manual adjustment",
);

/** Inclusive days in order. */
function assertOrder(
  [startOn, endOn]: readonly [Temporal.PlainDate, Temporal.PlainDate | null],
  [startKey, endKey]: readonly [string, string],
  context: z.RefinementCtx,
): void {
  if (endOn === null || !isBefore(endOn, startOn)) return;
  context.addIssue({ code: "custom", path: [endKey], message: `is before ${startKey}` });
}

const contract = z
  .strictObject({
    billingCycle: z.enum(BILLING_CYCLES),
    alignment: z.enum(ALIGNMENTS),
    anchorDay: z.int().min(1).max(31).nullable(),
    startOn: day,
    endOn: day.nullable(),
    issueInvoiceOn: z.enum(ISSUE_TIMES),
  })
  .superRefine((terms, context) => {
    assertOrder([terms.startOn, terms.endOn], ["startOn", "endOn"], context);
    const anchorDay = terms.anchorDay ?? 1;
    const message =
      terms.alignment === "calendar" && anchorDay !== 1
        ? "calendar periods have no anchor day of their own"
        : terms.billingCycle === "weekly" && anchorDay > 7
          ? "a weekly cycle is anchored on a weekday, 1 (Monday) to 7"
          : null;
    if (message !== null) context.addIssue({ code: "custom", path: ["anchorDay"], message });
  });

const line = z
  .strictObject({
    startOn: day,
    endOn: day.nullable(),
    prorateIncreases: z.enum(PRORATIONS),
    prorateDecreases: z.enum(PRORATIONS),
    rounding: z.enum(UNIT_ROUNDINGS).default("none"),
    minimum: limit,
    included: limit,
    maximum: limit,
    units: z.array(z.strictObject({ effectiveOn: day, units, recordedAt: instant })),
    prices: z.array(z.strictObject({ effectiveOn: day, unitPrice, recordedAt: instant })),
  })
  .superRefine((terms, context) => {
    assertOrder([terms.startOn, terms.endOn], ["startOn", "endOn"], context);
    if (terms.minimum !== null && terms.maximum !== null && terms.minimum > terms.maximum) {
      context.addIssue({ code: "custom", path: ["maximum"], message: "is below the minimum" });
    }
  });

const posted = z
  .strictObject({
    periodStartOn: day,
    periodEndOn: day,
    /** Its decimals are those of the currency, so it is read where that is known. */
    amount: z.string(),
    kind: z.enum(CHARGE_KINDS).nullable().default(null),
    effectiveOn: day.nullable().default(null),
    postedAt: instant.nullable().default(null),
  })
  .superRefine((charge, context) => {
    assertOrder([charge.periodStartOn, charge.periodEndOn], ["periodStartOn", "periodEndOn"], context);
    if (charge.kind === "proration" && charge.effectiveOn === null) {
      context.addIssue({
        code: "custom",
        path: ["effectiveOn"],
        message: "a posted proration names its effective date",
      });
    }
  });

const shape = z.strictObject({
  currency: z.string().refine(isCurrency, "is not a known currency code, as in USD"),
  contract,
  line,
  posted: z.array(posted),
  window: z.strictObject({ fromOn: day, toOn: day }).superRefine((window, context) => {
    assertOrder([window.fromOn, window.toOn], ["fromOn", "toOn"], context);
  }),
  asOf: instant.nullable(),
});

/** One billing question as JSON text can hold it; parsing gives the engine's own `BillingInput`. */
export const PreviewInput = shape.superRefine(assertPriced).transform(
  (input, context): BillingInput => ({
    ...input,
    posted: input.posted.map(({ amount, ...charge }, position) => {
      const parsed = parseAmount(amount, input.currency);
      if (parsed.ok) return { ...charge, amountMinor: parsed.value };
      const message = reasonOf(parsed.fault, amount, minorDigits(input.currency));
      context.issues.push({ code: "custom", path: ["posted", position, "amount"], message, input: amount });
      return z.NEVER;
    }),
  }),
);
export type PreviewInput = z.input<typeof PreviewInput>;

/** A day that bills units without a price would be billed at nothing: that is asked back, not assumed. */
function assertPriced({ contract, line }: z.output<typeof shape>, context: z.RefinementCtx): void {
  const firstCount = line.units.map((segment) => segment.effectiveOn).reduce(earliest, null);
  if (firstCount === null) return;
  const firstOn = later(later(contract.startOn, line.startOn), firstCount);
  if (line.prices.some((price) => !isBefore(firstOn, price.effectiveOn))) return;
  context.addIssue({
    code: "custom",
    path: ["line", "prices"],
    message: `no price is in force on ${firstOn}`,
  });
}

function earliest(known: Temporal.PlainDate | null, on: Temporal.PlainDate): Temporal.PlainDate {
  return known !== null && isBefore(known, on) ? known : on;
}
