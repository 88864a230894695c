/** All that a tenant's nights have left behind, without ids and times: two tenants with the same history have the same record. */
import { asc } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { mailMessage } from "@/db/schema/mail";
import { syncRun } from "@/db/schema/sync-run";
import type { TestTenant } from "../factories";

export type NightRecord = Awaited<ReturnType<typeof nightRecord>>;

export async function nightRecord({ scope }: TestTenant) {
  return withTenant(scope, async (db) => ({
    runs: (await db.select().from(syncRun).orderBy(asc(syncRun.businessOn))).map(
      ({ businessOn, status }) => `${businessOn} ${status}`,
    ),
    units: (await db.select().from(unitSegment).orderBy(asc(unitSegment.recordedAt))).map(
      ({ effectiveOn, units, source }) => `${units} from ${effectiveOn} (${source})`,
    ),
    money: [
      ...(await db.select().from(billingItem).orderBy(asc(billingItem.effectiveOn), asc(billingItem.kind))),
      ...(await db.select().from(charge).orderBy(asc(charge.effectiveOn), asc(charge.kind))),
    ].map(
      ({ kind, periodStartOn, effectiveOn, units, previousUnits, amountMinor }) =>
        `${kind} of ${periodStartOn} from ${effectiveOn}: ${previousUnits} to ${units}, ${amountMinor}`,
    ),
    counted: (await db.select().from(reading).orderBy(asc(reading.position)))
      .filter(({ units }) => units !== null)
      .map(({ businessOn, state, units }) => `${businessOn} ${state} ${units}`),
    held: (await db.select().from(heldChange).orderBy(asc(heldChange.firstSeenOn))).map(
      ({ status, proposedUnits, firstSeenOn }) => `${proposedUnits} of ${firstSeenOn} ${status}`,
    ),
    audit: (await db.select().from(auditEvent).orderBy(asc(auditEvent.position)))
      .filter(({ actorKind }) => actorKind === "job")
      .map(({ action, changes }) => `${action} ${JSON.stringify(changes)}`),
    notifications: (await db.select().from(mailMessage).orderBy(asc(mailMessage.position))).map(
      ({ toAddresses, subject, textBody }) => `${toAddresses} | ${subject} | ${textBody}`,
    ),
  }));
}
