import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import { tenant } from "@/db/schema/tenant";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import type { ContractRow } from "./take-contract";

/** The contract that an earlier send of the same form made; null where none has this id. */
export async function contractWithId(
  db: Db,
  ctx: CommandContext,
  contractId: string,
): Promise<ContractRow | null> {
  const [found] = await db
    .select()
    .from(contract)
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)));
  return found ?? null;
}

/** Refuses `not-found` and `invalid` for an account that can have no new contract. */
export async function requireAccount(db: Db, ctx: CommandContext, accountId: string): Promise<void> {
  const [found] = await db
    .select({ id: account.id, isActive: account.isActive })
    .from(account)
    .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)));
  if (!found)
    throw new CommandRefused("not-found", { what: "account" }, [
      { path: "accountId", message: "This account does not exist; choose another one" },
    ]);
  if (!found.isActive)
    throw new CommandRefused("invalid", {}, [
      { path: "accountId", message: "This account is inactive; choose another one, or activate it first" },
    ]);
}

/** The row lock of the update makes a second contract wait, and a rolled-back one gives its number back. */
export async function nextContractNumber(db: Db, ctx: CommandContext): Promise<number> {
  const [taken] = await db
    .update(tenant)
    .set({ nextContractNumber: sql`${tenant.nextContractNumber} + 1` })
    .where(eq(tenant.id, ctx.scope.tenantId))
    .returning({ next: tenant.nextContractNumber });
  return taken!.next - 1;
}
