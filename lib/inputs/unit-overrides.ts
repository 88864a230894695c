import { z } from "zod";
import { calendarDateText, recordId, recordVersion, unitsText } from "./typed-fields";

/** Units of a line from a day through another, whatever is counted meanwhile. `version` is the line's, as it was seen. */
export const setOverrideInput = z
  .strictObject({
    lineId: recordId,
    version: recordVersion,
    fromOn: calendarDateText("Enter the first day"),
    throughOn: calendarDateText("Enter the last day"),
    units: unitsText,
    reason: z.string().trim().min(3, "Say in a few words why").max(500, "At most 500 characters"),
  })
  .refine(({ fromOn, throughOn }) => fromOn <= throughOn, {
    path: ["throughOn"],
    message: "The last day is before the first",
  });
export type SetOverrideInput = z.input<typeof setOverrideInput>;

export const withdrawOverrideInput = z.strictObject({
  overrideId: recordId,
  lineId: recordId,
  version: recordVersion,
});
export type WithdrawOverrideInput = z.input<typeof withdrawOverrideInput>;
