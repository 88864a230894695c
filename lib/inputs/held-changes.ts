import { z } from "zod";

/** Deciding a held change: `version` is the one the person saw, so that nobody approves what a later night replaced. */
export const decideHeldChangeSchema = z.strictObject({
  heldChangeId: z.uuid(),
  version: z.number().int().positive(),
  decision: z.enum(["approve", "reject"]),
  reason: z.string().trim().min(3, "Say in a few words why").max(500, "At most 500 characters"),
});

export type DecideHeldChangeInput = z.infer<typeof decideHeldChangeSchema>;
