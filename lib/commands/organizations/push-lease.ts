import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";

/**
 * The right to write to IT Glue's organizations, of one sync at a time: two would make one organization twice. It runs by
 * the database's clock, outlasts any one request to IT Glue, and is taken anew before each.
 */
export type PushLease = {
  /** Before each request. False: it was lost, or the settings no longer allow to write; nothing may be sent. */
  renew: () => Promise<boolean>;
  release: () => Promise<void>;
};

const LEASE = sql`clock_timestamp() + interval '5 minutes'`;

/**
 * Takes the lease where nobody holds it and nothing was written since `revision`; otherwise answers null.
 * @param revision what the planned writes rest on.
 */
export async function takePushLease(
  ctx: CommandContext,
  connectionId: string,
  revision: number,
): Promise<PushLease | null> {
  const leaseId = crypto.randomUUID();
  const until = itGlueSettings.organizationPushLeaseUntil;
  const mayWrite = and(
    eq(itGlueSettings.tenantId, ctx.scope.tenantId),
    eq(itGlueSettings.connectionId, connectionId),
    eq(itGlueSettings.isEnabled, true),
    eq(itGlueSettings.isTwoWaySyncEnabled, true),
  );
  const isOwn = eq(itGlueSettings.organizationPushLeaseId, leaseId);
  /** A read that began before what is about to be sent is too old by this. */
  const raised = sql`${itGlueSettings.organizationsRevision} + 1`;
  const taken = await withTenant(ctx.scope, (db) =>
    db
      .update(itGlueSettings)
      .set({
        organizationPushLeaseId: leaseId,
        organizationPushLeaseUntil: LEASE,
        organizationsRevision: raised,
      })
      .where(
        and(
          mayWrite,
          eq(itGlueSettings.organizationsRevision, revision),
          or(isNull(until), lt(until, sql`clock_timestamp()`)),
        ),
      )
      .returning({ tenantId: itGlueSettings.tenantId }),
  );
  if (taken.length === 0) return null;
  return {
    renew: async () => {
      const renewed = await withTenant(ctx.scope, (db) =>
        db
          .update(itGlueSettings)
          .set({ organizationPushLeaseUntil: LEASE, organizationsRevision: raised })
          .where(and(mayWrite, isOwn))
          .returning({ tenantId: itGlueSettings.tenantId }),
      );
      return renewed.length > 0;
    },
    release: async () => {
      await withTenant(ctx.scope, (db) =>
        db
          .update(itGlueSettings)
          .set({ organizationPushLeaseId: null, organizationPushLeaseUntil: null })
          .where(and(eq(itGlueSettings.tenantId, ctx.scope.tenantId), isOwn)),
      );
    },
  };
}
