import { and, eq } from "drizzle-orm";
import { billedThroughOn } from "@/db/billed-through";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { areSameChanges, cycleChangeDays, withCycleChange } from "@/lib/domain/billing/cycle-changes";
import { beginsPeriod, cycleInForce } from "@/lib/domain/billing/next-period";
import { type ChangeCycleInput, changeCycleInput } from "@/lib/inputs/contract-cycle";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { laterDay, requireWithinReach } from "./effective-date";
import { reprojectContract, takeContract } from "./take-contract";

/** So many first days of periods are named where the chosen one is none. */
const NAMED = 3;

/**
 * Gives a contract another billing cycle, alignment or issue time from the first day of an unposted period on; what is
 * billed before stays as it is (design.md 8). Changes planned for that day or later fall away; the cycle already in force
 * takes them back. Refuses `changed-meanwhile`, `not-found`, `too-far-back` and `invalid` with the field.
 */
export async function changeCycle(
  ctx: CommandContext,
  input: ChangeCycleInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { contractId, version, ...change } = changeCycleInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeContract(db, ctx, { contractId, version });
    requireWithinReach(ctx, "fromOn", change.fromOn);
    const billedOn = await billedThroughOn(db, ctx.scope, contractId);
    const afterOn = [billedOn, before.billedElsewhereThroughOn].reduce<string>(
      (latest, on) => (on === null ? latest : laterDay(latest, on)),
      before.startOn,
    );
    const kept = before.cycleChanges.filter(({ fromOn }) => fromOn < change.fromOn);
    const facts = { ...before, cycleChanges: kept };
    if (change.fromOn <= afterOn || !beginsPeriod(facts, change.fromOn))
      throw refused("fromOn", notPossible(cycleChangeDays(facts, { afterOn, endOn: before.endOn }, NAMED)));
    if (before.endOn !== null && change.fromOn > before.endOn)
      throw refused("fromOn", `The contract ends on ${before.endOn}: nothing is billed from this day on`);
    const cycleChanges = withCycleChange(before, change);
    if (areSameChanges(cycleChanges, before.cycleChanges))
      throw refused("billingCycle", `This is the cycle that is in force on ${change.fromOn} already`);
    const [after] = await db
      .update(contract)
      .set({ cycleChanges })
      .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)))
      .returning();
    await reprojectContract(db, ctx, contractId);
    await recordAudit(db, ctx, {
      action: "contract.cycle-changed",
      subject: { kind: "contract", id: contractId },
      changes: {
        cycleFromOn: { from: null, to: change.fromOn },
        ...changedFields(cycleInForce(before, change.fromOn), cycleInForce(after!, change.fromOn)),
        version: { from: version, to: after!.version },
      },
    });
    return { version: after!.version };
  });
}

function refused(path: string, message: string): CommandRefused {
  return new CommandRefused("invalid", {}, [{ path, message }]);
}

function notPossible(days: readonly string[]): string {
  const why = "Another cycle begins on the first day of a period of which nothing is billed yet";
  return days.length === 0
    ? `${why}, and this contract has none left: change its end date first`
    : `${why}, such as ${days.join(", ")}`;
}
