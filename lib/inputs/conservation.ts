import { z } from "zod";

/** Releasing a parked account: the park that the person saw, and why it may be billed again. */
export const releaseAccountSchema = z.strictObject({
  parkId: z.uuid(),
  reason: z.string().trim().min(3, "Say in a few words why").max(500, "At most 500 characters"),
});

export type ReleaseAccountInput = z.infer<typeof releaseAccountSchema>;

/** A check of everything takes no choices. */
export const checkNowSchema = z.strictObject({});
