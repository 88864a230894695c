import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { tenant } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { simulationClock } from "./simulation-clock";

/**
 * Sets a simulation's clock to an instant at or after where it stands.
 * @param input `at`: an ISO instant. The same instant again changes nothing, so that a repeated step does no harm.
 * @throws CommandRefused "not-allowed", "not-simulation" or "clock-backwards".
 */
export async function setSimulationClock(ctx: CommandContext, input: { at: string }): Promise<void> {
  authorize(ctx, "clock.move");
  await withTenant(ctx.scope, (db) => moveTo(db, ctx, Temporal.Instant.from(input.at)));
}

/** Sets the clock inside a transaction that changes more than the clock. */
export async function moveTo(db: Db, ctx: CommandContext, to: Temporal.Instant): Promise<void> {
  const { at } = await simulationClock(db, ctx);
  const order = Temporal.Instant.compare(to, at);
  if (order < 0) throw new CommandRefused("clock-backwards", { now: at.toString() });
  if (order === 0) return;
  const simulatedAt = to.toString({ smallestUnit: "millisecond" });
  await db.update(tenant).set({ simulatedAt }).where(eq(tenant.id, ctx.scope.tenantId));
  await recordAudit(db, ctx, {
    action: "simulation-clock.set",
    subject: { kind: "tenant", id: ctx.scope.tenantId },
    changes: { simulatedAt: { from: at.toString({ smallestUnit: "millisecond" }), to: simulatedAt } },
  });
}
