import { and, DrizzleQueryError, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { DatabaseUnavailable } from "@/db/database";
import { account } from "@/db/schema/account";
import { BillingFault } from "@/lib/domain/billing/billing-fault";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type PassedOver, parkAccount } from "./park-account";

/** Most accounts of one transaction of a run (design.md 8, Runs). */
const ACCOUNTS_PER_CHUNK = 500;

/** The accounts of a run, in chunks of one transaction each. */
export function inChunks(accountIds: readonly string[], most = ACCOUNTS_PER_CHUNK): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < accountIds.length; from += most) {
    chunks.push(accountIds.slice(from, from + most));
  }
  return chunks;
}

/**
 * Bills a chunk of accounts in one transaction of `bill`'s own. Where that fails, each half is tried by itself, until the
 * account that cannot be billed is alone: it is parked with the reason, and all others are billed (design.md 8, Runs).
 */
export async function billOrPark<Outcome>(
  ctx: CommandContext,
  accountIds: readonly string[],
  bill: (accountIds: readonly string[]) => Promise<Outcome>,
): Promise<{ outcomes: Outcome[]; parked: PassedOver[] }> {
  try {
    return { outcomes: [await bill(accountIds)], parked: [] };
  } catch (error) {
    if (!isFaultOfAccount(error)) throw error;
    if (accountIds.length === 1) return { outcomes: [], parked: [await park(ctx, accountIds[0]!, error)] };
    const middle = Math.ceil(accountIds.length / 2);
    const first = await billOrPark(ctx, accountIds.slice(0, middle), bill);
    const second = await billOrPark(ctx, accountIds.slice(middle), bill);
    return { outcomes: [...first.outcomes, ...second.outcomes], parked: [...first.parked, ...second.parked] };
  }
}

/** SQLSTATE classes of what the data of an account can bring about: bad values, and keys that forbid them. */
const DATA_FAULT = /^(22|23|P0)/;

/** A refusal, or a database that is away or busy, is no reason to park anybody. */
function isFaultOfAccount(error: unknown): boolean {
  if (error instanceof CommandRefused || error instanceof DatabaseUnavailable) return false;
  if (!(error instanceof DrizzleQueryError))
    return error instanceof BillingFault || error instanceof RangeError;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === "string" && DATA_FAULT.test(code);
}

async function park(ctx: CommandContext, accountId: string, error: unknown): Promise<PassedOver> {
  const explanation = explain(error);
  const reason = error instanceof BillingFault ? "billing-fault" : "run-failed";
  return withTenant(ctx.scope, async (db) => {
    await parkAccount(db, ctx, { accountId, reason, explanation, lineId: null });
    const [own] = await db
      .select({ name: account.name })
      .from(account)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)));
    return { accountId, accountName: own?.name ?? "", lineId: null, reason: explanation };
  });
}

function explain(error: unknown): string {
  if (error instanceof BillingFault) return `It cannot be billed: ${error.reason}.`;
  const { constraint, code } = ((error as Error).cause ?? {}) as { constraint?: string; code?: string };
  const refused = constraint ?? code;
  return refused === undefined
    ? `It cannot be billed: ${(error as Error).message}.`
    : `It cannot be billed: the database refused what would be written (${refused}).`;
}
