import { z } from "zod";
import { UNIT_ROUNDINGS } from "@/lib/domain/billed-units";
import { PRORATIONS } from "@/lib/domain/billing/billing-policy";
import { countRuleSchema } from "@/lib/domain/counting/count-rule";
import { decimal, UNITS_SCALE } from "@/lib/domain/decimal";
import {
  calendarDateText,
  optionalCalendarDateText,
  optionalText,
  recordId,
  recordVersion,
  requiredText,
  unitCostText,
  unitPriceText,
  unitsLimitText,
  unitsText,
} from "./typed-fields";

/**
 * "Bill by". Counted units never come from the browser: a rule comes with the reading that Update Units stored on the
 * server, or with none where nothing was counted (design.md 9). Units typed by hand exist under None alone.
 */
const billBySchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("none"), units: unitsText }),
  z.strictObject({
    by: z.literal("flexible-assets"),
    rule: countRuleSchema,
    readingId: z.guid("Press Update Units first").nullable(),
  }),
]);

const lineFields = {
  serviceId: z.guid("Choose a service"),
  name: requiredText("A name", "Enter the name that the invoice shows", 200),
  description: optionalText("A description", 2000),
  startOn: calendarDateText("Enter the start date"),
  unitPrice: unitPriceText,
  unitCost: unitCostText,
  billBy: billBySchema,
  rounding: z.enum(UNIT_ROUNDINGS, "Choose how units are rounded"),
  minimumUnits: unitsLimitText,
  includedUnits: unitsLimitText,
  maximumUnits: unitsLimitText,
  prorateIncreases: z.enum(PRORATIONS, "Choose how increases are prorated"),
  prorateDecreases: z.enum(PRORATIONS, "Choose how decreases are prorated"),
  /** From when changed units count. A line's first units count from its start, whatever stands here. */
  effectiveOn: calendarDateText("Enter from when the change takes effect"),
  /** From when a changed price counts; null is the next period. A line's first price counts from its start. */
  priceEffectiveOn: optionalCalendarDateText(),
  reason: optionalText("A reason", 500),
};

type Limits = { minimumUnits?: unknown; maximumUnits?: unknown };

function withLimitChecks<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.superRefine((value, check) => {
    const { minimumUnits: minimum, maximumUnits: maximum } = value as Limits;
    if (typeof minimum !== "string" || typeof maximum !== "string") return;
    if (decimal(maximum, UNITS_SCALE) < decimal(minimum, UNITS_SCALE))
      check.addIssue({
        code: "custom",
        path: ["maximumUnits"],
        message: `The maximum is below the minimum, ${minimum}; enter ${minimum} or more, or leave it empty`,
      });
  }) as Schema;
}

export const saveLineInput = withLimitChecks(
  z.strictObject({
    ...lineFields,
    contractId: recordId,
    /** Null for a new line. */
    lineId: recordId.nullable(),
    /** The version the form was opened with; null for a new line. */
    version: recordVersion.nullable(),
    /** Makes a repeated send of one form find its first result instead of making a second line. */
    idForNew: recordId.optional(),
  }),
);
export type SaveLineInput = z.input<typeof saveLineInput>;
export type ParsedLineInput = z.output<typeof saveLineInput>;

/** What the form itself checks, with the messages that the action would give. */
export const lineFormInput = withLimitChecks(z.object(lineFields));

export const updateUnitsInput = z.strictObject({
  contractId: recordId,
  lineId: recordId.nullable(),
  rule: countRuleSchema,
  /** Made by the form for each question, so that it can be called off. */
  recountId: recordId.optional(),
});
export type UpdateUnitsFormInput = z.input<typeof updateUnitsInput>;

export const backtestRuleInput = z.strictObject({ lineId: recordId, rule: countRuleSchema });

export const comparePoliciesInput = z.strictObject({
  lineId: recordId,
  /** A day of the period. */
  on: calendarDateText("Choose a day"),
});

export const endLineInput = z.strictObject({
  lineId: recordId,
  version: recordVersion,
  /** The last day that is billed; null takes an earlier end back. */
  lastBilledOn: optionalCalendarDateText(),
});
export type EndLineInput = z.input<typeof endLineInput>;

/** What the audit notes of a service line, in the order of its form. */
export type LineFactName =
  | "name"
  | "description"
  | "startOn"
  | "endOn"
  | "billBy"
  | "countRule"
  | "units"
  | "unitPrice"
  | "unitCost"
  | "rounding"
  | "minimumUnits"
  | "includedUnits"
  | "maximumUnits"
  | "prorateIncreases"
  | "prorateDecreases";

/** The screen's words for them. */
export const LINE_LABELS: Record<LineFactName, string> = {
  name: "Name",
  description: "Description",
  startOn: "Start date",
  billBy: "Bill by",
  countRule: "What is counted",
  units: "Units",
  unitPrice: "Unit price",
  unitCost: "Unit cost",
  rounding: "Rounding",
  minimumUnits: "Minimum units",
  includedUnits: "Included units",
  maximumUnits: "Maximum units",
  prorateIncreases: "Prorate increases",
  prorateDecreases: "Prorate decreases",
  endOn: "Last billed day",
};
