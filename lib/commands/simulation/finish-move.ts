import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { moveTo } from "./set-clock";
import { simulationClock } from "./simulation-clock";

/** Wall-clock time at which a moved clock comes to rest: the working day begins. */
const RESTS_AT = Temporal.PlainTime.from("09:00");

/**
 * Ends a move: sets the clock to 09:00 of `toOn` on the tenant's server, unless it already stands later, and says that it
 * rests. A move that was meanwhile asked to go further stays noted; its own job ends it.
 * @throws CommandRefused "not-allowed" or "not-simulation".
 */
export async function finishClockMove(ctx: CommandContext, input: { toOn: string }): Promise<void> {
  authorize(ctx, "clock.move");
  const rest = Temporal.PlainDate.from(input.toOn)
    .toZonedDateTime({ timeZone: ctx.tenant.timeZone, plainTime: RESTS_AT })
    .toInstant();
  await withTenant(ctx.scope, async (db) => {
    const { at } = await simulationClock(db, ctx);
    if (Temporal.Instant.compare(rest, at) > 0) await moveTo(db, ctx, rest);
    await db
      .update(tenant)
      .set({ simulationMovingToOn: null })
      .where(and(eq(tenant.id, ctx.scope.tenantId), eq(tenant.simulationMovingToOn, input.toOn)));
  });
}
