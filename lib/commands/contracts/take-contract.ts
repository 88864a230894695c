import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { charge, openingAmount } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { CONTRACT_LABELS } from "@/lib/inputs/contracts";
import { lockAccounts } from "../billing/lock-accounts";
import { reprojectLine } from "../billing/reproject-line";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

export type ContractRow = typeof contract.$inferSelect;

/** The contract with this id; refuses `not-found` where it is not of this tenant. */
export async function contractInScope(db: Db, ctx: CommandContext, contractId: string): Promise<ContractRow> {
  const [found] = await db
    .select()
    .from(contract)
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)));
  if (!found) throw new CommandRefused("not-found", { what: "contract" });
  return found;
}

/**
 * Holds the contract's account, raises the contract's version and answers it as it was: from here on the transaction
 * alone changes it. Refuses `not-found`, and `changed-meanwhile` for an older version than the stored one.
 */
export async function takeContract(
  db: Db,
  ctx: CommandContext,
  opened: { contractId: string; version: number },
): Promise<ContractRow> {
  const { accountId } = await contractInScope(db, ctx, opened.contractId);
  await lockAccounts(db, ctx, [accountId]);
  const [taken] = await db
    .update(contract)
    .set({ version: sql`${contract.version} + 1` })
    .where(
      and(
        eq(contract.tenantId, ctx.scope.tenantId),
        eq(contract.id, opened.contractId),
        eq(contract.version, opened.version),
      ),
    )
    .returning();
  if (taken) return taken;
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "contract", id: opened.contractId, what: "contract", openedVersion: opened.version },
    CONTRACT_LABELS,
  );
}

/** Whether anything of the contract was ever posted. */
export async function isPosted(db: Db, ctx: CommandContext, contractId: string): Promise<boolean> {
  const found = await db
    .select({ id: charge.id })
    .from(charge)
    .where(and(eq(charge.tenantId, ctx.scope.tenantId), eq(charge.contractId, contractId)))
    .limit(1);
  return found.length > 0;
}

/** Whether a line of the contract has opening amounts, which are for its periods as they now stand. */
export async function hasOpeningAmounts(db: Db, ctx: CommandContext, contractId: string): Promise<boolean> {
  const found = await db
    .select({ id: openingAmount.id })
    .from(openingAmount)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, openingAmount.tenantId), eq(contractLine.id, openingAmount.lineId)),
    )
    .where(and(eq(openingAmount.tenantId, ctx.scope.tenantId), eq(contractLine.contractId, contractId)))
    .limit(1);
  return found.length > 0;
}

/** Projects the billing items of every line of the contract anew. */
export async function reprojectContract(db: Db, ctx: CommandContext, contractId: string): Promise<void> {
  const lines = await db
    .select({ id: contractLine.id })
    .from(contractLine)
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.contractId, contractId)))
    .orderBy(contractLine.id);
  for (const { id } of lines) await reprojectLine(db, ctx, id);
}
