import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import type { JobScope } from "@/db/schema/billing-job";
import { contract } from "@/db/schema/contract";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Refuses (`invalid`) accounts and contracts that are not of this company. */
export async function requireScope(db: Db, ctx: CommandContext, scope: JobScope): Promise<void> {
  const accounts =
    scope.accountIds.length === 0
      ? []
      : await db
          .select({ id: account.id })
          .from(account)
          .where(and(eq(account.tenantId, ctx.scope.tenantId), inArray(account.id, scope.accountIds)));
  if (accounts.length < scope.accountIds.length) throw unknown("accountIds", "account");
  const contracts =
    scope.contractIds.length === 0
      ? []
      : await db
          .select({ id: contract.id })
          .from(contract)
          .where(and(eq(contract.tenantId, ctx.scope.tenantId), inArray(contract.id, scope.contractIds)));
  if (contracts.length < scope.contractIds.length) throw unknown("contractIds", "contract");
}

const unknown = (path: string, what: string) =>
  new CommandRefused("invalid", {}, [
    { path, message: `One chosen ${what} does not exist any more; choose again` },
  ]);
