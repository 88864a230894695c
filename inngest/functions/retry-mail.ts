import { cron } from "inngest";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { tenantsWithDueMail } from "@/lib/queries/tenants-with-due-mail";
import { inngest } from "../client";
import { mailQueued } from "../events";

/**
 * Asks every quarter of an hour whose e-mail is due: attempts that waited, and messages whose event was lost or whose
 * sender's process ended.
 */
export const retryMail = inngest.createFunction(
  { id: "retry-mail", name: "Start sending due e-mail", triggers: [cron("*/15 * * * *")], retries: 3 },
  async ({ step }) => {
    const due = await step.run("find-due-mail", async (): Promise<string[]> => {
      return mailEnvironment() === null ? [] : tenantsWithDueMail();
    });
    if (due.length > 0)
      await step.sendEvent(
        "request-sending",
        due.map((tenantId) => mailQueued.create({ tenantId })),
      );
    return { requested: due.length };
  },
);
