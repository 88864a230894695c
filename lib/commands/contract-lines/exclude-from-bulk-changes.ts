import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { contractLine } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { type SetLineExcludedInput, setLineExcludedInput } from "@/lib/inputs/service-lines";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { takeLine } from "./take-line";

/**
 * Leaves a service line out when the lines of its service are changed together, or takes it in again (domain.md 4.5).
 * Refuses `changed-meanwhile` and `not-found`.
 */
export async function excludeFromBulkChanges(
  ctx: CommandContext,
  raw: SetLineExcludedInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { lineId, version, isExcluded } = setLineExcludedInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const { line } = await takeLine(db, ctx, { lineId, version });
    await db
      .update(contractLine)
      .set({ isExcludedFromBulkChanges: isExcluded })
      .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
    await recordAudit(db, ctx, {
      action: "contract-line.edited",
      subject: { kind: "contract-line", id: lineId },
      changes: {
        isExcludedFromBulkChanges: { from: line.isExcludedFromBulkChanges, to: isExcluded },
        version: { from: version, to: line.version },
      },
    });
    return { version: line.version };
  });
}
