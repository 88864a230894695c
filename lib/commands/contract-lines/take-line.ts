import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import { LINE_LABELS } from "@/lib/inputs/contract-lines";
import { lockAccounts } from "../billing/lock-accounts";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine } from "./current-line";

/**
 * Holds the line's account, raises the line's version and answers it as it was, with that raised version: from here on
 * the transaction alone changes it. Refuses `not-found`, and `changed-meanwhile` for an older version than the stored one.
 */
export async function takeLine(
  db: Db,
  ctx: CommandContext,
  opened: { lineId: string; version: number },
): Promise<CurrentLine> {
  const { contract } = await currentLine(db, ctx, opened.lineId);
  await lockAccounts(db, ctx, [contract.accountId]);
  const taken = await db
    .update(contractLine)
    .set({ version: sql`${contractLine.version} + 1` })
    .where(
      and(
        eq(contractLine.tenantId, ctx.scope.tenantId),
        eq(contractLine.id, opened.lineId),
        eq(contractLine.version, opened.version),
      ),
    )
    .returning({ id: contractLine.id });
  // Read again: what another save had committed while this one waited for the lock is in it.
  if (taken.length > 0) return currentLine(db, ctx, opened.lineId);
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "contract-line", id: opened.lineId, what: "service line", openedVersion: opened.version },
    LINE_LABELS,
  );
}
