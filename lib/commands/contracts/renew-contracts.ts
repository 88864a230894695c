import { and, asc, desc, eq, gte, isNotNull, lt, lte } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contract } from "@/db/schema/contract";
import { syncRun } from "@/db/schema/sync-run";
import { authorize } from "@/lib/auth/policy";
import { RENEWS_DAYS_BEFORE, renewalOn, type Term } from "@/lib/domain/renewal";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type ContractRow, contractInScope, reprojectContract, takeContract } from "./take-contract";

/** Contracts whose end was moved on, and why others could not be; small JSON. */
export type RenewedContracts = { renewed: number; failed: string[] };

/**
 * Renews what is due in the night of `businessOn` (the rules: lib/domain/renewal), each contract in a transaction of its own,
 * so that one that cannot be renewed stops no other. The new end bills as an edited one would: lines without an end of their
 * own go on, the others end as they said. Run again for the same night, it finds nothing to do.
 */
export async function renewContracts(ctx: CommandContext, businessOn: string): Promise<RenewedContracts> {
  authorize(ctx, "sync.run");
  const { sinceOn, due } = await withTenant(ctx.scope, async (db) => {
    const sinceOn = (await lastNightBefore(db, ctx, businessOn)) ?? businessOn;
    return { sinceOn, due: await dueContracts(db, ctx, businessOn, sinceOn) };
  });
  const renewed: RenewedContracts = { renewed: 0, failed: [] };
  for (const { id, contractNumber } of due) {
    try {
      const term = await withTenant(ctx.scope, (db) => renewOne(db, ctx, { id, businessOn, sinceOn }));
      if (term !== null) renewed.renewed += 1;
    } catch (error) {
      // A failed query names its values, which are no business of a run's summary.
      const why = error instanceof CommandRefused ? error.code : (error as Error).name;
      renewed.failed.push(`Contract ${contractNumber} was not renewed (${why})`);
    }
  }
  return renewed;
}

/** What had ended before the last completed night is not brought back by a later one. */
async function lastNightBefore(db: Db, ctx: CommandContext, businessOn: string): Promise<string | null> {
  const [last] = await db
    .select({ businessOn: syncRun.businessOn })
    .from(syncRun)
    .where(
      and(
        eq(syncRun.tenantId, ctx.scope.tenantId),
        eq(syncRun.trigger, "schedule"),
        eq(syncRun.status, "completed"),
        lt(syncRun.businessOn, businessOn),
      ),
    )
    .orderBy(desc(syncRun.businessOn))
    .limit(1);
  return last?.businessOn ?? null;
}

async function dueContracts(db: Db, ctx: CommandContext, businessOn: string, sinceOn: string) {
  const near = Temporal.PlainDate.from(businessOn).add({ days: RENEWS_DAYS_BEFORE }).toString();
  return db
    .select({ id: contract.id, contractNumber: contract.contractNumber })
    .from(contract)
    .where(
      and(
        eq(contract.tenantId, ctx.scope.tenantId),
        eq(contract.status, "active"),
        eq(contract.isAutoRenewed, true),
        isNotNull(contract.endOn),
        lte(contract.endOn, near),
        gte(contract.endOn, sinceOn),
      ),
    )
    .orderBy(asc(contract.contractNumber));
}

type Night = { id: string; businessOn: string; sinceOn: string };

/** Answers the new term; null where a person changed the contract meanwhile so that nothing is due. */
async function renewOne(
  db: Db,
  ctx: CommandContext,
  { id, businessOn, sinceOn }: Night,
): Promise<Term | null> {
  const found = await contractInScope(db, ctx, id);
  const term = termDue(found, businessOn, sinceOn);
  if (term === null) return null;
  const before = await takeContract(db, ctx, { contractId: id, version: found.version });
  await db
    .update(contract)
    .set(term)
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, id)));
  await reprojectContract(db, ctx, id);
  await recordAudit(db, ctx, {
    action: "contract.renewed-automatically",
    subject: { kind: "contract", id },
    changes: {
      endOn: { from: before.endOn, to: term.endOn },
      version: { from: found.version, to: before.version },
    },
  });
  return term;
}

function termDue(row: ContractRow, businessOn: string, sinceOn: string): Term | null {
  const { status, isAutoRenewed, startOn, termStartOn, endOn } = row;
  if (status !== "active" || !isAutoRenewed || endOn === null) return null;
  return renewalOn({ startOn, termStartOn, endOn }, businessOn, sinceOn);
}
