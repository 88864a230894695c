import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { type EndLineInput, endLineInput } from "@/lib/inputs/contract-lines";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { dayBefore, requireWithinReach, startWords, today } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";
import { reprojectOrRefuse } from "./billable";
import type { CurrentLine } from "./current-line";
import { takeLine } from "./take-line";

/**
 * Sets the last billed day of a service line, or takes it back (null): posted days after it are credited, nothing billed
 * is deleted (design.md 8, Ends). Refuses `changed-meanwhile`, `not-found`, `too-far-back` and `invalid`.
 */
export async function endLine(ctx: CommandContext, raw: EndLineInput): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const input = endLineInput.parse(raw);
  return withTenant(ctx.scope, (db) => endLineWithin(db, ctx, input));
}

/** As `endLine`, as part of a larger change: for a caller that has authorized "contracts.manage" and parsed its input. */
export async function endLineWithin(
  db: Db,
  ctx: CommandContext,
  { lineId, version, lastBilledOn }: { lineId: string; version: number; lastBilledOn: string | null },
): Promise<{ version: number }> {
  const before = await takeLine(db, ctx, { lineId, version });
  if (lastBilledOn !== null) requireLastDay(ctx, before, lastBilledOn);
  await db
    .update(contractLine)
    .set({ endOn: lastBilledOn })
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
  await reprojectOrRefuse(db, ctx, lineId);
  await recordAudit(db, ctx, {
    action: lastBilledOn === null ? "contract-line.reopened" : "contract-line.ended",
    subject: { kind: "contract-line", id: lineId },
    changes: {
      endOn: { from: before.line.endOn, to: lastBilledOn },
      version: { from: version, to: before.line.version },
    },
  });
  return { version: before.line.version };
}

function requireLastDay(ctx: CommandContext, { line, contract }: CurrentLine, on: string): void {
  const refuse = (message: string): never => {
    throw new CommandRefused("invalid", {}, [{ path: "lastBilledOn", message }]);
  };
  if (on < dayBefore(line.startOn)) refuse(`This service line ${startWords(line.startOn)}`);
  if (contract.endOn !== null && on > contract.endOn)
    refuse(`The contract ends on ${contract.endOn}; enter that day or an earlier one`);
  if (on < today(ctx)) requireWithinReach(ctx, "lastBilledOn", on);
}
