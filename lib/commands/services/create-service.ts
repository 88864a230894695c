import { withTenant } from "@/db/client";
import { service } from "@/db/schema/service";
import { authorize } from "@/lib/auth/policy";
import { type CreateServiceInput, createServiceInput } from "@/lib/inputs/services";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { serviceFacts } from "./service-facts";
import { orNameTaken, requireFreeName } from "./unique-name";

/** Adds a service to the catalogue. Refuses `name-taken`. */
export async function createService(
  ctx: CommandContext,
  input: CreateServiceInput,
): Promise<{ serviceId: string }> {
  authorize(ctx, "services.manage");
  const facts = createServiceInput.parse(input);
  return orNameTaken(facts.name, () =>
    withTenant(ctx.scope, async (db) => {
      await requireFreeName(db, ctx, facts.name, null);
      const [created] = await db
        .insert(service)
        .values({
          ...facts,
          tenantId: ctx.scope.tenantId,
          createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        })
        .returning();
      await recordAudit(db, ctx, {
        action: "service.created",
        subject: { kind: "service", id: created!.id },
        changes: { ...changedFields({}, serviceFacts(created!)), version: { from: null, to: 1 } },
      });
      return { serviceId: created!.id };
    }),
  );
}
