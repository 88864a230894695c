import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { service } from "@/db/schema/service";
import { SERVICE_LABELS } from "@/lib/inputs/services";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Raises the version of a service and answers it as it was: from here on the transaction alone may change it. Refuses
 * `not-found`, and `changed-meanwhile` where somebody saved a later version than the one that was opened.
 */
export async function takeService(
  db: Db,
  ctx: CommandContext,
  opened: { serviceId: string; version: number },
): Promise<typeof service.$inferSelect> {
  const isThis = and(eq(service.tenantId, ctx.scope.tenantId), eq(service.id, opened.serviceId));
  const [taken] = await db
    .update(service)
    .set({ version: sql`${service.version} + 1` })
    .where(and(isThis, eq(service.version, opened.version)))
    .returning();
  if (taken) return taken;
  const [found] = await db.select({ id: service.id }).from(service).where(isThis);
  if (!found) throw new CommandRefused("not-found", { what: "service" });
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "service", id: opened.serviceId, what: "service", openedVersion: opened.version },
    SERVICE_LABELS,
  );
}
