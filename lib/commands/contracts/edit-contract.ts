import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { CONTRACT_LABELS, type EditContractInput, editContractInput } from "@/lib/inputs/contracts";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type ContractFacts, contractFacts, DECIDES_BILLING, FROZEN_BY_POSTING } from "./contract-facts";
import { contractHeader, headerOver, takeDefaultFromOthers } from "./contract-header";
import { requireWithinReach, today } from "./effective-date";
import { requireGoLive } from "./go-live";
import { hasOpeningAmounts, isPosted, reprojectContract, takeContract } from "./take-contract";

/**
 * Changes a contract; its account stays the one it was made for, and of its header what is left out stays. Once anything is posted, what the posted amounts rest on
 * stays as it is. Refuses `changed-meanwhile`, `not-found`, `too-far-back` and `invalid` with the fields.
 */
export async function editContract(
  ctx: CommandContext,
  input: EditContractInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { contractId, version, ...facts } = editContractInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeContract(db, ctx, { contractId, version });
    if (await isPosted(db, ctx, contractId)) requireUnfrozen(before, facts, POSTED);
    else if (await hasOpeningAmounts(db, ctx, contractId)) requireUnfrozen(before, facts, OPENED);
    else if (before.cycleChanges.length > 0) requireUnfrozen(before, facts, PLANNED);
    if (
      facts.startOn !== before.startOn ||
      facts.billedElsewhereThroughOn !== before.billedElsewhereThroughOn
    )
      requireGoLive(ctx, facts);
    if (facts.endOn !== null && facts.endOn !== before.endOn && facts.endOn < today(ctx))
      requireWithinReach(ctx, "endOn", facts.endOn);
    const header = headerOver(before, facts);
    if (header.isDefaultContract) await takeDefaultFromOthers(db, ctx, before.accountId, contractId);
    const [after] = await db
      .update(contract)
      .set({ ...contractFacts(facts), ...header })
      .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)))
      .returning();
    if (DECIDES_BILLING.some((field) => before[field] !== facts[field]))
      await reprojectContract(db, ctx, contractId);
    await recordAudit(db, ctx, {
      action: "contract.edited",
      subject: { kind: "contract", id: contractId },
      changes: {
        ...changedFields(contractFacts(before), contractFacts(after!)),
        ...changedFields(contractHeader(before), contractHeader(after!)),
        version: { from: version, to: after!.version },
      },
    });
    return { version: after!.version };
  });
}

const POSTED =
  "amounts of this contract are posted, and they rest on it. End this contract and start another one instead";
const OPENED =
  "opening amounts are entered for the periods as they stand. Clear the opening amounts first, then enter them anew";
const PLANNED =
  "another billing cycle is planned, on the first day of a period as they stand. Take that change back first";

function requireUnfrozen(before: ContractFacts, wanted: ContractFacts, why: string): void {
  const fields = FROZEN_BY_POSTING.filter((field) => before[field] !== wanted[field]).map((field) => ({
    path: field,
    message: `${CONTRACT_LABELS[field]} can no longer change: ${why}`,
  }));
  if (fields.length > 0) throw new CommandRefused("invalid", {}, fields);
}
