import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { type DeactivateContractInput, deactivateContractInput } from "@/lib/inputs/contracts";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { dayBefore, requireWithinReach, startWords, today } from "./effective-date";
import { type ContractRow, reprojectContract, takeContract } from "./take-contract";

/**
 * Ends a contract with its last billed day: later days that were posted are credited, nothing billed is deleted
 * (design.md 8, Ends). Refuses `changed-meanwhile`, `not-found`, `too-far-back` and `invalid`.
 */
export async function deactivateContract(
  ctx: CommandContext,
  input: DeactivateContractInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { contractId, version, lastBilledOn } = deactivateContractInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeContract(db, ctx, { contractId, version });
    requireLastDay(ctx, before, lastBilledOn);
    await db
      .update(contract)
      .set({ status: "inactive", endOn: lastBilledOn })
      .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)));
    await reprojectContract(db, ctx, contractId);
    await recordAudit(db, ctx, {
      action: "contract.deactivated",
      subject: { kind: "contract", id: contractId },
      changes: {
        status: { from: before.status, to: "inactive" },
        endOn: { from: before.endOn, to: lastBilledOn },
        version: { from: version, to: before.version },
      },
    });
    return { version: before.version };
  });
}

function requireLastDay(ctx: CommandContext, { startOn, endOn, status }: ContractRow, on: string): void {
  const refuse = (message: string): never => {
    throw new CommandRefused("invalid", {}, [{ path: "lastBilledOn", message }]);
  };
  if (status === "inactive") refuse("This contract is already inactive");
  const billsNothing = on === dayBefore(startOn);
  if (on < startOn && !billsNothing) refuse(`The contract ${startWords(startOn)}`);
  if (endOn !== null && on > endOn) refuse(`The contract ends on ${endOn}; enter that day or an earlier one`);
  if (on > today(ctx) && on !== endOn && !billsNothing)
    refuse(
      "To end a contract on a later day, edit it and set its end date: until then it is counted and billed",
    );
  requireWithinReach(ctx, "lastBilledOn", on);
}
