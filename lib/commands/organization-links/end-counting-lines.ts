import { and, asc, desc, eq, gte, isNull, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import type { LinesToEnd } from "@/lib/inputs/organization-links";
import type { CommandContext } from "../context";
import { endLineWithin } from "../contract-lines/end-line";
import { dayBefore, laterDay, today } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";

/**
 * Ends the service lines of an account that count flexible assets, by the rules of `endLine`. A line that starts later is
 * not billed at all; one that ends earlier, by itself or with its contract, keeps that end.
 * @returns how many got a last billed day.
 * @throws CommandRefused "changed-meanwhile" where other lines count than the person was shown; whatever `endLine`
 * refuses, with the line's name.
 */
export async function endCountingLines(
  db: Db,
  ctx: CommandContext,
  accountId: string,
  { lastBilledOn, lines }: LinesToEnd,
): Promise<number> {
  const counting = await countingLines(db, ctx, accountId);
  const shown = new Map(lines.map(({ lineId, version }) => [lineId, version]));
  if (shown.size !== counting.length || counting.some(({ id }) => !shown.has(id)))
    throw new CommandRefused("changed-meanwhile", { what: "account's service lines" });
  let ended = 0;
  for (const line of counting) {
    const on = laterDay(lastBilledOn, dayBefore(line.startOn));
    const endsOn = [line.endOn, line.contractEndOn].filter((each) => each !== null);
    if (endsOn.some((each) => each <= on)) continue;
    await endNamed(db, ctx, line.name, { lineId: line.id, version: shown.get(line.id)!, lastBilledOn: on });
    ended += 1;
  }
  return ended;
}

async function endNamed(
  db: Db,
  ctx: CommandContext,
  name: string,
  end: { lineId: string; version: number; lastBilledOn: string },
): Promise<void> {
  try {
    await endLineWithin(db, ctx, end);
  } catch (error) {
    if (!(error instanceof CommandRefused) || error.code === "changed-meanwhile") throw error;
    const words = error.fields[0]?.message ?? error.details.message;
    const message = `${name}: ${words ?? "it cannot end on this day"}`;
    throw new CommandRefused(error.code, { ...error.details, message }, [
      { path: "units.lastBilledOn", message },
    ]);
  }
}

/** Lines of active contracts that count assets and are not over, in the order of their ids: two commands take turns. */
async function countingLines(db: Db, ctx: CommandContext, accountId: string) {
  const { tenantId } = ctx.scope;
  const newestTerms = db
    .selectDistinctOn([lineTerms.lineId], { lineId: lineTerms.lineId, billBy: lineTerms.billBy })
    .from(lineTerms)
    .where(eq(lineTerms.tenantId, tenantId))
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion))
    .as("newest_terms");
  return db
    .select({
      id: contractLine.id,
      name: contractLine.name,
      startOn: contractLine.startOn,
      endOn: contractLine.endOn,
      contractEndOn: contract.endOn,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(newestTerms, eq(newestTerms.lineId, contractLine.id))
    .where(
      and(
        eq(contractLine.tenantId, tenantId),
        eq(contract.accountId, accountId),
        eq(contract.status, "active"),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, today(ctx))),
        eq(newestTerms.billBy, "flexible-assets"),
      ),
    )
    .orderBy(asc(contractLine.id));
}
