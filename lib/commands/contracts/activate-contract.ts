import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { type ActivateContractInput, activateContractInput } from "@/lib/inputs/contracts";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { reprojectContract, takeContract } from "./take-contract";

/**
 * Brings an inactive contract back, with the end date it then has: days from the day after the old end are billed again,
 * as if it had never ended. Refuses `changed-meanwhile`, `not-found` and `invalid`.
 */
export async function activateContract(
  ctx: CommandContext,
  input: ActivateContractInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { contractId, version, endOn } = activateContractInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeContract(db, ctx, { contractId, version });
    if (endOn !== null && endOn < before.startOn)
      throw new CommandRefused("invalid", {}, [
        { path: "endOn", message: `The contract starts on ${before.startOn}; enter that day or a later one` },
      ]);
    await db
      .update(contract)
      .set({ status: "active", endOn })
      .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)));
    await reprojectContract(db, ctx, contractId);
    await recordAudit(db, ctx, {
      action: "contract.activated",
      subject: { kind: "contract", id: contractId },
      changes: {
        status: { from: before.status, to: "active" },
        endOn: { from: before.endOn, to: endOn },
        version: { from: version, to: before.version },
      },
    });
    return { version: before.version };
  });
}
