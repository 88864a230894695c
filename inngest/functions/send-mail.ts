import { jobContext } from "@/lib/auth/job-context";
import { type SentMail, sendMail } from "@/lib/commands/mail/send-mail";
import { renderAttachment } from "@/lib/files/mail-attachment";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { smtpTransport } from "@/lib/mail/smtp-transport";
import { inngest } from "../client";
import { mailQueued } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { runSteps } from "./run-steps";

/** Messages of one run: every step is run past all steps before it, so more go on in another run. */
const MOST_MESSAGES = 25;

/**
 * Sends what waits in a tenant's Outbox, a message a step, so that a run taken up again repeats none that is noted as sent.
 * What the mail server did not take waits for its next attempt; without a mail server everything stays in the Outbox.
 */
export const sendQueuedMail = inngest.createFunction(
  {
    id: "send-mail",
    name: "Send a tenant's e-mail",
    triggers: [mailQueued],
    concurrency: oneRunPerTenant,
    retries: 3,
  },
  async ({ event, step }) => {
    const { tenantId } = event.data;
    const ctx = await jobContext({ tenantId }, "Mail");
    const steps = runSteps(step, "", { tenantId });
    const sent: SentMail["outcome"][] = [];
    for (let turn = 1; turn <= MOST_MESSAGES; turn += 1) {
      const one = await steps(`send-${turn}`, async () => {
        const environment = mailEnvironment();
        return environment === null ? null : sendMail(ctx, smtpTransport(environment), renderAttachment);
      });
      if (one === null) return { sent };
      sent.push(one.outcome);
    }
    await step.sendEvent("go-on", mailQueued.create({ tenantId }));
    return { sent };
  },
);
