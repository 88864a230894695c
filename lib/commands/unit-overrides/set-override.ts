import { withTenant } from "@/db/client";
import { unitOverride } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import { type SetOverrideInput, setOverrideInput } from "@/lib/inputs/unit-overrides";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { reprojectOrRefuse } from "../contract-lines/billable";
import { type CurrentLine, segmentOn } from "../contract-lines/current-line";
import { takeLine } from "../contract-lines/take-line";
import { requireWithinReach } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";

/**
 * Bills other units than counted ones from a day through another. Counting and its gates go on beside it; the day after, the
 * latest count applies (design.md 5). Refuses `invalid` where it would reach outside the line or over another override.
 */
export async function setOverride(
  ctx: CommandContext,
  raw: SetOverrideInput,
): Promise<{ overrideId: string; version: number }> {
  authorize(ctx, "contracts.manage");
  const { lineId, version, ...values } = setOverrideInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const current = await takeLine(db, ctx, { lineId, version });
    requireWithinLine(current, values);
    requireWithinReach(ctx, "fromOn", values.fromOn);
    const [made] = await db
      .insert(unitOverride)
      .values({
        ...values,
        tenantId: ctx.scope.tenantId,
        lineId,
        recordedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        recordedBy: ctx.actor.name,
      })
      .returning({ id: unitOverride.id });
    await reprojectOrRefuse(db, ctx, lineId);
    await recordAudit(db, ctx, {
      action: "unit-override.set",
      subject: { kind: "contract-line", id: lineId },
      changes: {
        units: { from: null, to: values.units },
        fromOn: { from: null, to: values.fromOn },
        throughOn: { from: null, to: values.throughOn },
        version: { from: version, to: current.line.version },
      },
      reason: values.reason,
    });
    return { overrideId: made!.id, version: current.line.version };
  });
}

function requireWithinLine(
  { line, contract, overrides, unitSegments }: CurrentLine,
  { fromOn, throughOn }: { fromOn: string; throughOn: string },
): void {
  const refuse = (path: "fromOn" | "throughOn", message: string): never => {
    throw new CommandRefused("invalid", {}, [{ path, message }]);
  };
  if (fromOn < line.startOn) refuse("fromOn", `This service line starts on ${line.startOn}`);
  // Nothing would be known for the day after: an unknown must not become a zero, which minimum units would bill.
  if (!segmentOn(unitSegments, fromOn))
    refuse("fromOn", `This service line has no units on ${fromOn} yet: count it first`);
  const endOn = [line.endOn, contract.endOn].filter((on) => on !== null).sort()[0];
  if (endOn !== undefined && throughOn > endOn) refuse("throughOn", `It is billed through ${endOn} only`);
  const other = overrides.find((each) => each.fromOn <= throughOn && fromOn <= each.throughOn);
  if (other)
    refuse(
      "fromOn",
      `Units are set from ${other.fromOn} through ${other.throughOn} already: withdraw that first, or choose other days`,
    );
}
