import { sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { withGate } from "@/db/client";
import type { SyncRunSummary } from "@/db/schema/sync-run";
import { tellOfNight } from "@/inngest/functions/tell-of-changes";
import { jobContext } from "@/lib/auth/job-context";
import type { CommandContext } from "@/lib/commands/context";
import { setSimulationClock } from "@/lib/commands/simulation/set-clock";
import { rehearseNight } from "@/lib/commands/sync-runs/rehearse-night";
import { type RunNightResult, runNight } from "@/lib/commands/sync-runs/run-night";
import { runInline } from "@/lib/commands/sync-runs/step-runner";
import { dueByLine, type RehearsedLine, rehearsedLines } from "@/lib/queries/rehearsed-run";
import { type TickingTenant, tenantsForTick } from "@/lib/queries/tenants-for-tick";

/** What `npm run sync` asks for; also what it hands to a running app. */
export const syncChoice = z.strictObject({
  /** Company name as typed at sign-in; every company with IT Glue enabled where absent. */
  tenant: z.string().min(1).optional(),
  /** Simulations only: the date whose night is run; today where absent. */
  businessOn: z.iso.date().optional(),
  /** Counts for real, says what would change, and writes nothing. */
  dryRun: z.boolean().optional(),
});
export type SyncChoice = z.infer<typeof syncChoice>;

export type SyncedTenant = {
  tenant: string;
  businessOn: string;
  status: RunNightResult["status"];
  summary: SyncRunSummary;
  /** Of a dry run: lines that would not stay as they are. */
  dryRun?: RehearsedLine[];
};

/** Why nothing was recounted, in one line for a terminal. */
export class SyncRefused extends Error {
  override readonly name = "SyncRefused";
}

const NIGHT_AT = Temporal.PlainTime.from("00:20");

/**
 * Recounts companies now, one after another, in the process that has the database. A later date of a simulation moves its
 * clock there first; nobody else's date can be chosen (design.md 5).
 * @throws SyncRefused before anything was recounted.
 */
export async function syncTenants(choice: SyncChoice): Promise<SyncedTenant[]> {
  const chosen = await chosenTenants(choice);
  const synced: SyncedTenant[] = [];
  for (const tenant of chosen) {
    const businessOn = choice.businessOn ?? tenant.today;
    synced.push(await (choice.dryRun ? rehearseTenant(tenant, businessOn) : syncTenant(tenant, businessOn)));
  }
  return synced;
}

const contextOf = ({ tenantId }: TickingTenant) =>
  jobContext({ tenantId }, "npm run sync", { kind: "command-line" });

/** The small hours of a later date of a simulation; null for today, which is counted as of now. */
function laterNight({ timeZone }: CommandContext["tenant"], today: string, businessOn: string) {
  if (businessOn === today) return null;
  return Temporal.PlainDate.from(businessOn).toZonedDateTime({ timeZone, plainTime: NIGHT_AT }).toInstant();
}

async function syncTenant(tenant: TickingTenant, businessOn: string): Promise<SyncedTenant> {
  const ctx = await contextOf(tenant);
  const at = laterNight(ctx.tenant, tenant.today, businessOn);
  if (at) await setSimulationClock(ctx, { at: at.toString() });
  const now = await contextOf(tenant);
  const { status, summary } = await runNight(now, { businessOn, trigger: "command-line" });
  // Written to as after any run; what waits in the Outbox is sent within a quarter of an hour, by the app.
  await tellOfNight(now, runInline);
  return { tenant: tenant.slug, businessOn, status, summary };
}

async function rehearseTenant(tenant: TickingTenant, businessOn: string): Promise<SyncedTenant> {
  const ctx = await contextOf(tenant);
  const at = laterNight(ctx.tenant, tenant.today, businessOn);
  const night = at ? { ...ctx, now: () => at } : ctx;
  const { status, summary, found } = await rehearseNight(night, {
    before: (scope) => dueByLine(scope, businessOn),
    after: (scope, runId, before) => rehearsedLines(scope, runId, { on: businessOn, before }),
  });
  return { tenant: tenant.slug, businessOn, status, summary, dryRun: found };
}

async function chosenTenants({ tenant: slug, businessOn }: SyncChoice): Promise<TickingTenant[]> {
  const ticking = await tenantsForTick();
  if (slug === undefined) {
    if (businessOn !== undefined)
      throw new SyncRefused("--date needs --tenant: each company has its own date.");
    if (ticking.length === 0)
      throw new SyncRefused("No company has enabled IT Glue, so there is nothing to recount.");
    return ticking;
  }
  const tenant = ticking.find((found) => found.slug === slug.toLowerCase());
  if (!tenant) throw new SyncRefused(await whyNot(slug));
  if (businessOn !== undefined && !tenant.isSimulation) {
    throw new SyncRefused(
      `--date is for simulations: ${tenant.slug} is counted as of today, ${tenant.today}. Leave --date out.`,
    );
  }
  if (businessOn !== undefined && businessOn < tenant.today) {
    throw new SyncRefused(
      `The clock of ${tenant.slug} stands at ${tenant.today}: ${businessOn} has passed and is never counted later.`,
    );
  }
  return [tenant];
}

async function whyNot(slug: string): Promise<string> {
  const found = await withGate((db) => db.select({ slug: sql`slug` }).from(sql`tenant_by_slug(${slug})`));
  return found.length === 0
    ? `There is no company "${slug}".`
    : `${slug} has not enabled IT Glue: do it under Admin > My Company > IT Glue Settings.`;
}
