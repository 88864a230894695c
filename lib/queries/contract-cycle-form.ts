import { and, eq } from "drizzle-orm";
import { billedThroughOn } from "@/db/billed-through";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Cycle } from "@/lib/domain/billing/billing-period";
import { cycleChangeDays } from "@/lib/domain/billing/cycle-changes";
import { type CycleChangeFacts, cycleInForce } from "@/lib/domain/billing/next-period";

/** So many first days of periods are offered; a weekly contract can change within half a year. */
const OFFERED = 26;

export type ContractCycleForm = {
  contract: { id: string; version: number; contractNumber: number; name: string; endOn: string | null };
  /** In force on `on`. */
  current: Cycle;
  planned: CycleChangeFacts[];
  /** The last day that is billed, here or elsewhere; null: nothing is. */
  billedThroughOn: string | null;
  /** The days from which another cycle may bill, each with the cycle in force before it. */
  days: { fromOn: string; before: Cycle }[];
};

/** What changing a contract's billing cycle needs as of `on`; null where this tenant has none of this id. */
export async function contractCycleForm(
  scope: TenantScope,
  contractId: string,
  on: string,
): Promise<ContractCycleForm | null> {
  return withTenant(scope, async (db) => {
    const [own] = await db
      .select()
      .from(contract)
      .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.id, contractId)));
    if (!own) return null;
    const billedHereOn = await billedThroughOn(db, scope, contractId);
    const billedOn = [billedHereOn, own.billedElsewhereThroughOn]
      .filter((day) => day !== null)
      .sort()
      .at(-1);
    const afterOn = billedOn !== undefined && billedOn > own.startOn ? billedOn : own.startOn;
    const days = cycleChangeDays(own, { afterOn, endOn: own.endOn }, OFFERED);
    return {
      contract: {
        id: own.id,
        version: own.version,
        contractNumber: own.contractNumber,
        name: own.name,
        endOn: own.endOn,
      },
      current: cycleInForce(own, on),
      planned: own.cycleChanges.filter(({ fromOn }) => fromOn > on),
      billedThroughOn: billedOn ?? null,
      days: days.map((fromOn) => ({
        fromOn,
        before: cycleInForce(
          { ...own, cycleChanges: own.cycleChanges.filter((change) => change.fromOn < fromOn) },
          fromOn,
        ),
      })),
    };
  });
}
