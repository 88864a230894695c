import { z } from "zod";
import { formatDecimal, parseDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { recordId } from "./typed-fields";

/** A limit as typed: a number from 0 on; blank is "no such limit". */
function limitText(subject: string, example: string) {
  return z
    .string()
    .nullable()
    .transform((typed, check): string | null => {
      const text = (typed ?? "").trim();
      if (text === "") return null;
      const parsed = parseDecimal(text, UNITS_SCALE);
      if (parsed.ok && parsed.value >= 0n) return formatDecimal(parsed.value, UNITS_SCALE);
      const shown = text.length > 30 ? `${text.slice(0, 29)}…` : text;
      const message = `${subject} is a number from 0 on, such as ${example}, or blank for no limit; “${shown}” is not`;
      check.addIssue({ code: "custom", message });
      return z.NEVER;
    });
}

const limits = {
  percent: limitText("The percentage", "50"),
  units: limitText("The number of units", "10"),
  money: limitText("The amount", "500.00"),
};

/** Admin > My Company > Nightly Changes, as typed. */
export const nightlyChangesFormInput = z.object({
  ...limits,
  runCapPercent: limitText("The share", "20"),
});
export type NightlyChangesFormValues = Record<keyof z.input<typeof nightlyChangesFormInput>, string>;

/** `version` 0: the settings were never saved. */
export const saveNightlyChangesInput = nightlyChangesFormInput.extend({
  version: z.number().int().nonnegative(),
});
export type SaveNightlyChangesInput = z.input<typeof saveNightlyChangesInput>;

/** A line's own limits, or `isOwn` false for the company's. */
export const saveLineToleranceInput = z.object({ lineId: recordId, isOwn: z.boolean(), ...limits });
export type SaveLineToleranceInput = z.input<typeof saveLineToleranceInput>;
