import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { type SetServiceActiveInput, setServiceActiveInput } from "@/lib/inputs/services";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { takeService } from "./take-service";

/** An inactive service can be put on no new line; lines that have it keep billing. */
export async function setServiceActive(
  ctx: CommandContext,
  input: SetServiceActiveInput,
): Promise<{ version: number }> {
  authorize(ctx, "services.manage");
  const { serviceId, version, isActive } = setServiceActiveInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeService(db, ctx, { serviceId, version });
    await db
      .update(service)
      .set({ isActive })
      .where(and(eq(service.tenantId, ctx.scope.tenantId), eq(service.id, serviceId)));
    await recordAudit(db, ctx, {
      action: isActive ? "service.activated" : "service.deactivated",
      subject: { kind: "service", id: serviceId },
      changes: {
        isActive: { from: before.isActive, to: isActive },
        version: { from: version, to: before.version },
      },
    });
    return { version: before.version };
  });
}
