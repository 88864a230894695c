import { eventType } from "inngest";
import { z } from "zod";

/** Shown in the audit and the run log; never a right to anything. */
const requestedBy = z.string().min(1);
const calendarDate = z.iso.date();

/** A recount of all lines of a tenant. Scheduled ones come from the tick, the others from people and the command line. */
export const tenantSyncRequested = eventType("units/tenant-sync.requested", {
  schema: z.object({
    tenantId: z.uuid(),
    businessOn: calendarDate,
    trigger: z.enum(["schedule", "on-demand", "command-line"]),
    requestedBy,
  }),
});

/** IT Glue's organizations and the accounts shall be made the same now: after the hour, a save of the settings, or a person. */
export const organizationsSyncRequested = eventType("organizations/sync.requested", {
  schema: z.object({ tenantId: z.uuid(), requestedBy }),
});

/** Fields of an account were saved that its organization has too: name, code, type, status, parent, active or not. */
export const accountSaved = eventType("accounts/account.saved", {
  schema: z.object({ tenantId: z.uuid(), accountId: z.uuid(), requestedBy }),
});

/** A simulation's clock shall move to the end of the night of `toOn`, running every night on the way. */
export const clockMoveRequested = eventType("simulation/clock-move.requested", {
  schema: z.object({ tenantId: z.uuid(), toOn: calendarDate, requestedBy }),
});

/** E-mail of a tenant waits in the Outbox to be sent. */
export const mailQueued = eventType("mail/message.queued", { schema: z.object({ tenantId: z.uuid() }) });
