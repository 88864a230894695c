import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { authorize } from "@/lib/auth/policy";
import { latestStart } from "@/lib/domain/automation/job-start";
import type { CommandContext } from "../context";
import { moveTo } from "./set-clock";
import { simulationClock } from "./simulation-clock";

/**
 * Moves a simulation's clock to the hour of `businessOn` from which billing jobs wait for a night no longer, unless it already
 * stands later; answers where it stands then.
 * @throws CommandRefused "not-allowed" or "not-simulation".
 */
export async function waitForJobs(ctx: CommandContext, businessOn: string): Promise<string> {
  authorize(ctx, "clock.move");
  return withTenant(ctx.scope, async (db) => {
    const { latestJobStart } = await billingSettingsOf(db, ctx.scope);
    const latest = latestStart(Temporal.PlainDate.from(businessOn), ctx.tenant.timeZone, latestJobStart);
    const { at } = await simulationClock(db, ctx);
    if (Temporal.Instant.compare(at, latest) >= 0) return at.toString();
    await moveTo(db, ctx, latest);
    return latest.toString();
  });
}
