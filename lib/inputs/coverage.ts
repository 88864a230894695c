import { z } from "zod";
import { recordId } from "./typed-fields";

/** A value as the Coverage screen flagged it. */
export const acceptExceptionInput = z.strictObject({
  accountId: recordId,
  assetTypeId: z.string().min(1).max(64),
  assetId: z.string().min(1).max(64),
  measureKey: z.string().min(1).max(500),
  part: z.string().max(500).nullable(),
  kind: z.enum(["unbilled", "billed-twice"]),
  reason: z.string().trim().min(3, "Say in a few words why").max(500, "At most 500 characters"),
});
export type AcceptExceptionInput = z.input<typeof acceptExceptionInput>;

export const withdrawExceptionInput = z.strictObject({ exceptionId: recordId });
export type WithdrawExceptionInput = z.input<typeof withdrawExceptionInput>;
