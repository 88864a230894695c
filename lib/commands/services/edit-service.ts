import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { type EditServiceInput, editServiceInput } from "@/lib/inputs/services";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { serviceFacts } from "./service-facts";
import { takeService } from "./take-service";
import { orNameTaken, requireFreeName } from "./unique-name";

/**
 * Changes a service of the catalogue. Lines that use it keep the name, price and cost agreed on them; what the service
 * says is the proposal for the next line. Refuses `changed-meanwhile`, `name-taken`, `not-found`.
 */
export async function editService(
  ctx: CommandContext,
  input: EditServiceInput,
): Promise<{ version: number }> {
  authorize(ctx, "services.manage");
  const { serviceId, version, ...facts } = editServiceInput.parse(input);
  return orNameTaken(facts.name, () =>
    withTenant(ctx.scope, async (db) => {
      const before = await takeService(db, ctx, { serviceId, version });
      await requireFreeName(db, ctx, facts.name, serviceId);
      const [after] = await db
        .update(service)
        .set(facts)
        .where(and(eq(service.tenantId, ctx.scope.tenantId), eq(service.id, serviceId)))
        .returning();
      await recordAudit(db, ctx, {
        action: "service.edited",
        subject: { kind: "service", id: serviceId },
        changes: {
          ...changedFields(serviceFacts(before), serviceFacts(after!)),
          version: { from: version, to: after!.version },
        },
      });
      return { version: after!.version };
    }),
  );
}
