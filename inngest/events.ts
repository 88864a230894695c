import { eventType } from "inngest";
import { z } from "zod";

/** Shown in the audit and the run log; never a right to anything. */
const requestedBy = z.string().min(1);
const calendarDate = z.iso.date();

/** Inngest's own limit of how far a run may be put ahead. */
export const MOST_HEAD_START_SECONDS = 600;

/** A recount of all lines of a tenant. Scheduled ones come from the tick, the others from people and the command line. */
export const tenantSyncRequested = eventType("units/tenant-sync.requested", {
  schema: z.object({
    tenantId: z.uuid(),
    businessOn: calendarDate,
    trigger: z.enum(["schedule", "on-demand", "command-line"]),
    requestedBy,
    /** Whose rate limit the run draws on: the IT Glue account, or the tenant where that is not known. */
    itGlueAccount: z.string().min(1),
    /** How far it goes ahead of what was asked for at the same time: a night by how late it is, a person always. */
    headStartSeconds: z.int().min(0).max(MOST_HEAD_START_SECONDS),
  }),
});

/** IT Glue was turned off: runs of the tenant that are under way or waiting have nothing left to read. */
export const itGlueTurnedOff = eventType("it-glue/turned-off", { schema: z.object({ tenantId: z.uuid() }) });

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

/** A billing job shall run for a local date: of the tick, once or more often a date, or of a person, who names the run. */
export const billingJobRunRequested = eventType("billing/job-run.requested", {
  schema: z.discriminatedUnion("trigger", [
    z.object({
      tenantId: z.uuid(),
      jobId: z.uuid(),
      businessOn: calendarDate,
      trigger: z.literal("schedule"),
      requestedBy,
    }),
    z.object({
      tenantId: z.uuid(),
      jobId: z.uuid(),
      businessOn: calendarDate,
      trigger: z.literal("manual"),
      runId: z.uuid(),
      requestedBy,
    }),
  ]),
});
