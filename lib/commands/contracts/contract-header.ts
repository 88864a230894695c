import { and, eq, ne, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contract } from "@/db/schema/contract";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import type { ContractRow } from "./take-contract";

/** What a contract's header holds beside what decides its billing. */
export type ContractHeader = Pick<
  ContractRow,
  "sla" | "isDefaultContract" | "isNotificationEnabled" | "notificationEmails" | "isAutoRenewed"
>;

/** The header of a contract that says nothing of it. */
export const EMPTY_HEADER: ContractHeader = {
  sla: "",
  isDefaultContract: false,
  isNotificationEnabled: false,
  notificationEmails: [],
  isAutoRenewed: false,
};

export function contractHeader(row: ContractHeader): ContractHeader {
  const { sla, isDefaultContract, isNotificationEnabled, notificationEmails, isAutoRenewed } = row;
  return { sla, isDefaultContract, isNotificationEnabled, notificationEmails, isAutoRenewed };
}

/** What is typed of a header over what it held; a field that is left out stays. */
export function headerOver(before: ContractHeader, typed: Partial<ContractHeader>): ContractHeader {
  const said = Object.entries(typed).filter(([, value]) => value !== undefined);
  return contractHeader({ ...before, ...Object.fromEntries(said) });
}

/** An account has one default contract at most: the one that was, is no more, and its own history says so. */
export async function takeDefaultFromOthers(
  db: Db,
  ctx: CommandContext,
  accountId: string,
  contractId: string | null,
): Promise<void> {
  await lockAccounts(db, ctx, [accountId]);
  const others = await db
    .update(contract)
    .set({ isDefaultContract: false, version: sql`${contract.version} + 1` })
    .where(
      and(
        eq(contract.tenantId, ctx.scope.tenantId),
        eq(contract.accountId, accountId),
        eq(contract.isDefaultContract, true),
        contractId === null ? undefined : ne(contract.id, contractId),
      ),
    )
    .returning({ id: contract.id, version: contract.version });
  for (const { id, version } of others)
    await recordAudit(db, ctx, {
      action: "contract.edited",
      subject: { kind: "contract", id },
      changes: {
        isDefaultContract: { from: true, to: false },
        version: { from: version - 1, to: version },
      },
    });
}
