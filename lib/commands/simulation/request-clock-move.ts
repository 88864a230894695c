import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { businessDate } from "@/lib/domain/regions";
import { MOST_DAYS_AHEAD, type MoveClockInput, moveClockInput } from "@/lib/inputs/simulation";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { simulationClock } from "./simulation-clock";

/**
 * Notes that a simulation's clock shall move to `toOn`, running every night on the way; the job that does it is started
 * by the caller with `simulation/clock-move.requested`. Asking again while it moves is allowed for the same date or a
 * later one: a move that was lost starts again from where the clock stands.
 * @throws CommandRefused "not-allowed", "not-simulation", "clock-backwards" (not after today), "invalid" (more than 92
 * days ahead), "run-under-way" (a move to a later date is under way).
 */
export async function requestClockMove(
  ctx: CommandContext,
  input: MoveClockInput,
): Promise<{ fromOn: string; toOn: string }> {
  authorize(ctx, "clock.move");
  const { toOn } = moveClockInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const clock = await simulationClock(db, ctx);
    const today = businessDate(clock.at, ctx.tenant.timeZone);
    const daysAhead = today.until(Temporal.PlainDate.from(toOn)).days;
    if (daysAhead <= 0) throw new CommandRefused("clock-backwards", { now: today.toString() });
    if (daysAhead > MOST_DAYS_AHEAD) {
      const latest = today.add({ days: MOST_DAYS_AHEAD }).toString();
      const message = `The clock moves at most ${MOST_DAYS_AHEAD} days at once: choose ${latest} or earlier.`;
      throw new CommandRefused("invalid", {}, [{ path: "toOn", message }]);
    }
    if (clock.movingToOn !== null && toOn < clock.movingToOn) {
      throw new CommandRefused("run-under-way", { movingToOn: clock.movingToOn });
    }
    await db.update(tenant).set({ simulationMovingToOn: toOn }).where(eq(tenant.id, ctx.scope.tenantId));
    await recordAudit(db, ctx, {
      action: "simulation-clock.move-requested",
      subject: { kind: "tenant", id: ctx.scope.tenantId },
      changes: { movingToOn: { from: clock.movingToOn, to: toOn } },
    });
    return { fromOn: today.toString(), toOn };
  });
}
