import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine } from "./current-line";

/** The line of this tenant that has the id a new form brought along. */
export async function lineWithId(
  db: Db,
  ctx: CommandContext,
  lineId: string | undefined,
): Promise<CurrentLine | null> {
  if (lineId === undefined) return null;
  const [found] = await db
    .select({ id: contractLine.id })
    .from(contractLine)
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
  return found ? currentLine(db, ctx, lineId) : null;
}

/** Whether a line is what this form made: unchanged since, under the same contract and service, of the same units. */
export function isSameNewLine({ line, unitSegments }: CurrentLine, input: ParsedLineInput): boolean {
  const [first] = unitSegments;
  const isSameUnits =
    input.billBy.by === "none"
      ? first?.units === input.billBy.units
      : (first?.readingId ?? null) === input.billBy.readingId;
  return (
    line.version === 1 &&
    line.contractId === input.contractId &&
    line.serviceId === input.serviceId &&
    line.name === input.name &&
    line.startOn === input.startOn &&
    isSameUnits
  );
}
