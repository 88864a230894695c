"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { mailQueued } from "@/inngest/events";
import { authorizedAction } from "@/lib/actions/safe-action";
import { requeueMail } from "@/lib/commands/mail/requeue-mail";
import { requeueMailInput } from "@/lib/inputs/mail";

/** Has a message that failed sent once more; answers `{ messageId }`. */
export const requeueMailAction = authorizedAction("contracts.manage")
  .inputSchema(requeueMailInput)
  .action(async ({ parsedInput, ctx }) => {
    const requeued = await requeueMail(ctx.command, parsedInput);
    await inngest.send(mailQueued.create({ tenantId: ctx.session.tenant.id }));
    refresh();
    return requeued;
  });
