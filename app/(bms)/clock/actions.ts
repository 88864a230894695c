"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { clockMoveRequested } from "@/inngest/events";
import { authorizedAction } from "@/lib/actions/safe-action";
import { requestClockMove } from "@/lib/commands/simulation/request-clock-move";
import { moveClockInput } from "@/lib/inputs/simulation";

/** Moves a simulation's clock to a date; the job that does it runs every night on the way. */
export const moveClockAction = authorizedAction("clock.move")
  .inputSchema(moveClockInput)
  .action(async ({ parsedInput, ctx }) => {
    const { tenant, user } = ctx.session;
    const move = await requestClockMove(ctx.command, parsedInput);
    await inngest.send(
      clockMoveRequested.create({ tenantId: tenant.id, toOn: move.toOn, requestedBy: user.name }),
    );
    refresh();
    return move;
  });
