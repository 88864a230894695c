import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { tenant } from "@/db/schema/tenant";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Where a simulation's clock stands and, while it moves, up to which date. */
export type SimulationClock = { at: Temporal.Instant; movingToOn: string | null };

/**
 * The clock of the tenant's simulation, locked until the transaction ends: two moves never write it at once.
 * @throws CommandRefused "not-simulation" for every other tenant.
 */
export async function simulationClock(db: Db, ctx: CommandContext): Promise<SimulationClock> {
  const [found] = await db
    .select({ simulatedAt: tenant.simulatedAt, movingToOn: tenant.simulationMovingToOn })
    .from(tenant)
    .where(and(eq(tenant.id, ctx.scope.tenantId), eq(tenant.isSimulation, true)))
    .for("update");
  if (!found?.simulatedAt) throw new CommandRefused("not-simulation");
  return { at: Temporal.Instant.from(found.simulatedAt), movingToOn: found.movingToOn };
}
