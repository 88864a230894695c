import { authUrl } from "@/lib/auth/auth-environment";
import type { CommandContext } from "@/lib/commands/context";
import { tellOfChanges } from "@/lib/commands/notifications/tell-of-changes";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { unitChangeDigests } from "@/lib/queries/unit-change-digests";

/** The step after a night: those who are told of changed units are written to. Answers how many messages wait to be sent. */
export async function tellOfNight(ctx: CommandContext, steps: StepRunner): Promise<number> {
  const { messages } = await steps("tell-of-changes", () =>
    tellOfChanges(ctx, { read: unitChangeDigests, origin: authUrl()?.origin ?? null }),
  );
  return messages;
}
