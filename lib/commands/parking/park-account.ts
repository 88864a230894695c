import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { accountPark, type JobRunSummary, type ParkReason } from "@/db/schema/billing-job";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

export type PassedOver = JobRunSummary["passedOver"][number];

/** Why an account is parked; `explanation` is one readable sentence that names line and amount. */
export type Parking = { accountId: string; reason: ParkReason; explanation: string; lineId: string | null };

/** Parks an account, in the transaction of the caller; one that is parked for this reason already stays as it is. */
export async function parkAccount(db: Db, ctx: CommandContext, parking: Parking): Promise<void> {
  const [parked] = await db
    .insert(accountPark)
    .values({
      tenantId: ctx.scope.tenantId,
      ...parking,
      parkedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    })
    .onConflictDoNothing()
    .returning({ id: accountPark.id });
  if (!parked) return;
  await recordAudit(db, ctx, {
    action: "account.parked",
    subject: { kind: "account", id: parking.accountId },
    changes: { parked: { from: null, to: parking.reason } },
    reason: parking.explanation,
  });
}

/** Those of the accounts that are parked, each with its reasons in words; nothing of them is posted or invoiced. */
export async function parkedAmong(
  db: Db,
  scope: TenantScope,
  accountIds: readonly string[],
): Promise<PassedOver[]> {
  if (accountIds.length === 0) return [];
  return db
    .select({
      accountId: accountPark.accountId,
      accountName: account.name,
      lineId: accountPark.lineId,
      reason: accountPark.explanation,
    })
    .from(accountPark)
    .innerJoin(
      account,
      and(eq(account.tenantId, accountPark.tenantId), eq(account.id, accountPark.accountId)),
    )
    .where(
      and(
        eq(accountPark.tenantId, scope.tenantId),
        isNull(accountPark.releasedAt),
        inArray(accountPark.accountId, [...accountIds]),
      ),
    )
    .orderBy(account.name, accountPark.parkedAt);
}

/**
 * For what a person does by hand: refuses where one of the accounts is parked, with its name and reason.
 * @throws CommandRefused "account-parked".
 */
export async function refuseParked(
  db: Db,
  ctx: CommandContext,
  accountIds: readonly string[],
): Promise<void> {
  const [first] = await parkedAmong(db, ctx.scope, accountIds);
  if (first) throw new CommandRefused("account-parked", { name: first.accountName, why: first.reason });
}
