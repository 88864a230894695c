import { and, eq } from "drizzle-orm";
import { rehearse, withTenant } from "@/db/client";
import { syncRun } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";
import { linesToCount } from "./lines-to-count";
import { gatewayInAdvance, readInAdvance } from "./read-in-advance";
import { type RunNightResult, runNight } from "./run-night";

export type RehearsedNight<Found> = Omit<RunNightResult, "runId"> & { found: Found };

/** What is read of a rehearsed night before all is taken back; queries are handed in, and given its scope. */
export type Around<Before, Found> = {
  before: (scope: TenantScope) => Promise<Before>;
  after: (scope: TenantScope, runId: string, before: Before) => Promise<Found>;
};

/**
 * A recount that counts for real and writes nothing: first everything is read from IT Glue, outside any transaction; then the
 * very code of a run goes through it in one transaction, which is taken back. Figures are thus exact, gates and all. IT Glue
 * is sent nothing; of our own records only the tally of requests moves (they were made), and where a user's connection
 * counts, a token that was about to end is renewed.
 * @param ctx `now` is the instant to be counted at: a simulation's may be a later one than its clock shows.
 * @throws CommandRefused "not-allowed", "invalid" while a run is under way, and what opening the way to IT Glue refuses.
 */
export async function rehearseNight<Before, Found>(
  ctx: CommandContext,
  around: Around<Before, Found>,
): Promise<RehearsedNight<Found>> {
  const businessOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  await requireNobodyCounts(ctx);
  const lines = await linesToCount(ctx, businessOn);
  const typeIds = [...new Set(lines.map(({ assetTypeId }) => assetTypeId))];
  const { gateway } = await openTenantGateway(ctx);
  const read = await readInAdvance(gateway, typeIds);
  return rehearse(ctx.scope, async (scope) => {
    const before = await around.before(scope);
    // No token is renewed in here: that is a call over HTTP, and the transaction is open.
    const own: CommandContext = {
      ...ctx,
      scope,
      itGlue: () => gatewayInAdvance(read),
      authorizationFor: () => null,
    };
    const { runId, ...night } = await runNight(own, { businessOn, trigger: "command-line" });
    return { ...night, found: await around.after(scope, runId, before) };
  });
}

/** Its passes would be waited for inside the rehearsal's transaction, and its lines be held by it. */
async function requireNobodyCounts(ctx: CommandContext): Promise<void> {
  const running = await withTenant(ctx.scope, (db) =>
    db
      .select({ id: syncRun.id })
      .from(syncRun)
      .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.status, "running")))
      .limit(1),
  );
  if (running.length > 0)
    throw new CommandRefused("invalid", {
      message: "A sync run is under way, and a dry run beside it would count half of it.",
      fix: "Try again when it has ended.",
    });
}
