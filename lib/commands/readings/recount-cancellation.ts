import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { recountCancellation } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

const KEPT_FOR_HOURS = 1;
/** How often a running recount asks whether it was called off. */
const LOOK_EVERY_MILLISECONDS = 400;

/**
 * Calls off a recount by the id its form gave it, wherever it runs. It stores nothing, whether it was still reading or
 * just about to store; one that has stored its reading already stays as it is. Repeating it changes nothing.
 */
export async function cancelRecount(ctx: CommandContext, recountId: string): Promise<void> {
  authorize(ctx, "units.update");
  const { tenantId } = ctx.scope;
  // Real time, not the tenant's: a simulated clock stands still.
  const now = Temporal.Now.instant();
  await withTenant(ctx.scope, async (db) => {
    await db
      .delete(recountCancellation)
      .where(
        and(
          eq(recountCancellation.tenantId, tenantId),
          lt(recountCancellation.requestedAt, now.subtract({ hours: KEPT_FOR_HOURS }).toString()),
        ),
      );
    await db
      .insert(recountCancellation)
      .values({ tenantId, recountId, requestedAt: now.toString({ smallestUnit: "millisecond" }) })
      .onConflictDoNothing();
  });
}

/** @throws CommandRefused "recount-cancelled" where the recount was called off; in the transaction that would store it. */
export async function requireNotCancelled(
  db: Db,
  ctx: CommandContext,
  recountId: string | undefined,
): Promise<void> {
  if (recountId !== undefined && (await isCancelled(db, ctx, recountId)))
    throw new CommandRefused("recount-cancelled");
}

/** For a statement that stores a reading: whether the recount behind it was called off. */
export function isCancelledRecount(ctx: CommandContext, recountId: string): SQL<boolean> {
  return sql<boolean>`EXISTS (SELECT FROM ${recountCancellation} WHERE ${cancellationOf(ctx, recountId)})`;
}

/** A signal that aborts soon after the recount was called off. `stop` ends the looking; call it whatever happens. */
export function watchForCancellation(
  ctx: CommandContext,
  recountId: string | undefined,
): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  if (recountId === undefined) return { signal: controller.signal, stop: () => undefined };
  let timer: ReturnType<typeof setTimeout>;
  let isStopped = false;
  const look = () => {
    timer = setTimeout(async () => {
      // A look that fails leaves the recount to its own end: the storing transaction asks once more.
      const isOff = await withTenant(ctx.scope, (db) => isCancelled(db, ctx, recountId)).catch(() => false);
      if (isOff) controller.abort(new CommandRefused("recount-cancelled"));
      else if (!isStopped) look();
    }, LOOK_EVERY_MILLISECONDS);
  };
  look();
  return {
    signal: controller.signal,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function isCancelled(db: Db, ctx: CommandContext, recountId: string): Promise<boolean> {
  const [found] = await db
    .select({ recountId: recountCancellation.recountId })
    .from(recountCancellation)
    .where(cancellationOf(ctx, recountId));
  return found !== undefined;
}

function cancellationOf(ctx: CommandContext, recountId: string): SQL | undefined {
  return and(
    eq(recountCancellation.tenantId, ctx.scope.tenantId),
    eq(recountCancellation.recountId, recountId),
  );
}
