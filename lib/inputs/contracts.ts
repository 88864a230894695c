import { z } from "zod";
import { ALIGNMENTS, BILLING_CYCLES, ISSUE_TIMES } from "@/lib/domain/billing/billing-period";
import { isCurrency } from "@/lib/domain/billing/money";
import { HEADER_LABELS, headerFaults, headerFields } from "./contract-header";
import {
  calendarDateText,
  optionalCalendarDateText,
  optionalText,
  recordId,
  recordVersion,
  requiredText,
} from "./typed-fields";

/** How a contract's periods follow each other, and when they are billed. */
export const cycleFields = {
  billingCycle: z.enum(BILLING_CYCLES, "Choose a billing cycle"),
  alignment: z.enum(ALIGNMENTS, "Choose what billing periods are based on"),
  /** On which day periods begin: null is the start's own; a day of the month, or for weekly cycles an ISO weekday. */
  anchorDay: z
    .int("Choose the day on which periods begin")
    .min(1, "Choose the day on which periods begin")
    .max(31, "Choose the day on which periods begin")
    .nullable(),
  issueInvoiceOn: z.enum(ISSUE_TIMES, "Choose when the invoice is issued"),
};

/** A recurring services contract as its form has it (domain.md 5.2). */
const contractFields = {
  name: requiredText("A contract name", "Enter a contract name", 200),
  referenceNumber: optionalText("A reference number", 100),
  ...cycleFields,
  startOn: calendarDateText("Enter the start date"),
  /** Last billed day; null is an open end. */
  endOn: optionalCalendarDateText(),
  /** Go-live: the last day that the previous system billed; asked where the start is past (design.md 8). */
  billedElsewhereThroughOn: optionalCalendarDateText(),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine(isCurrency, { error: ({ input }) => `“${input}” is not a currency; choose one such as USD` }),
  ...headerFields,
};

type Typed = {
  billingCycle?: unknown;
  alignment?: unknown;
  anchorDay?: unknown;
  startOn?: unknown;
  endOn?: unknown;
  billedElsewhereThroughOn?: unknown;
};

/** Checks between fields run whatever else is wrong, so that a person sees every fault of one save at once. */
function withDayChecks<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.superRefine((value, check) => {
    const { startOn, endOn, billedElsewhereThroughOn: through } = value as Typed;
    const anchorFault = anchorDayFault(value as Typed);
    if (anchorFault) check.addIssue({ code: "custom", path: ["anchorDay"], message: anchorFault });
    for (const { path, message } of headerFaults(value as Typed))
      check.addIssue({ code: "custom", path: [path], message });
    if (typeof startOn !== "string") return;
    if (typeof endOn === "string" && endOn < startOn)
      check.addIssue({
        code: "custom",
        path: ["endOn"],
        message: `The end date is before the start date, ${startOn}; enter that day or a later one, or leave it empty`,
      });
    if (typeof through === "string" && typeof endOn === "string" && through > endOn)
      check.addIssue({
        code: "custom",
        path: ["billedElsewhereThroughOn"],
        message: `This is after the end date, ${endOn}; nothing would be left to bill`,
      });
  }) as Schema;
}

/** Why periods cannot begin on this day. */
export function anchorDayFault({ billingCycle, alignment, anchorDay }: Typed): string | null {
  if (typeof anchorDay !== "number") return null;
  if (alignment === "calendar")
    return "Calendar periods begin on Mondays or on the first of a month; choose the start date's own day";
  if (billingCycle === "weekly" && anchorDay > 7) return "Choose the weekday on which weeks begin";
  return null;
}

export const createContractInput = withDayChecks(
  z.strictObject({
    ...contractFields,
    accountId: z.guid("Choose an account"),
    /** Makes a repeated send of one form find its first result instead of making a second contract. */
    idForNew: recordId.optional(),
  }),
);
export type CreateContractInput = z.input<typeof createContractInput>;

export const editContractInput = withDayChecks(
  z.strictObject({ ...contractFields, contractId: recordId, version: recordVersion }),
);
export type EditContractInput = z.input<typeof editContractInput>;

/** What the form itself checks, with the messages that the action would give. */
export const contractFormInput = withDayChecks(
  z.object({ ...contractFields, accountId: z.guid("Choose an account") }),
);
export type ContractFormValues = z.input<typeof contractFormInput>;

export const deactivateContractInput = z.strictObject({
  contractId: recordId,
  version: recordVersion,
  lastBilledOn: calendarDateText("Enter the last day that is billed"),
});
export type DeactivateContractInput = z.input<typeof deactivateContractInput>;

export const activateContractInput = z.strictObject({
  contractId: recordId,
  version: recordVersion,
  /** The end date it then has; null is an open end. */
  endOn: optionalCalendarDateText(),
});
export type ActivateContractInput = z.input<typeof activateContractInput>;

export const saveOpeningAmountsInput = z.strictObject({
  lineId: recordId,
  version: recordVersion,
  /** What the previous system billed for each period, in the contract's currency; blank is "no amount". */
  amounts: z
    .array(
      z.strictObject({
        periodStartOn: calendarDateText("Which period is it?"),
        amount: z.string().trim().max(40, "This amount is too long"),
      }),
    )
    .max(12, "At most 12 periods"),
});
export type SaveOpeningAmountsInput = z.input<typeof saveOpeningAmountsInput>;

export const cloneContractInput = z.strictObject({
  contractId: recordId,
  accountId: z.guid("Choose an account"),
  name: requiredText("A contract name", "Enter a contract name", 200),
  startOn: calendarDateText("Enter the start date"),
  /** Makes a repeated send of one form find its first result instead of making a second contract. */
  idForNew: recordId,
});
export type CloneContractInput = z.input<typeof cloneContractInput>;

/** The screen's words for what the audit notes of a contract. */
export const CONTRACT_LABELS: Record<keyof typeof contractFields | "status", string> = {
  name: "Contract name",
  referenceNumber: "Reference number",
  billingCycle: "Billing cycle",
  alignment: "Billing periods based on calendar year",
  anchorDay: "Periods begin on",
  issueInvoiceOn: "Issue invoice on",
  startOn: "Start date",
  endOn: "End date",
  billedElsewhereThroughOn: "Billed elsewhere through",
  currency: "Currency",
  ...HEADER_LABELS,
  status: "Status",
};
