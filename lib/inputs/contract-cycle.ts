import { z } from "zod";
import { anchorDayFault, cycleFields } from "./contracts";
import { calendarDateText, recordId, recordVersion } from "./typed-fields";

/** Another billing cycle from the first day of an unposted period on (design.md 8). */
export const changeCycleInput = z
  .strictObject({
    ...cycleFields,
    contractId: recordId,
    version: recordVersion,
    fromOn: calendarDateText("Choose the day from which the new cycle bills"),
  })
  .superRefine((value, check) => {
    const message = anchorDayFault(value);
    if (message) check.addIssue({ code: "custom", path: ["anchorDay"], message });
  });
export type ChangeCycleInput = z.input<typeof changeCycleInput>;
