/** Many nights of many tenants with all that goes wrong in between; each line is followed by a model of what its units must be. */
import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { heldChange, unitSegment } from "@/db/schema/counting";
import { itGlueRequestBudget } from "@/db/schema/it-glue";
import { syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { Emulator } from "@/e2e/it-glue-emulator/start-emulator";
import { tellOfNight } from "@/inngest/functions/tell-of-changes";
import { postRun } from "@/lib/commands/billing/post-run";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import { businessDate, nightStart } from "@/lib/domain/regions";
import { REQUEST_RATE } from "@/lib/itglue/port";
import { totalOf } from "./line-model";
import { type NightTrouble, troubleOfNight } from "./night-trouble";
import { runAsEngine, wait } from "./processes";
import { postByModel } from "./soak-money";
import { changePrice, changeSomething, type Random, type SoakTenant, seenBy, soakTenant } from "./soak-world";
import type { StatementWatch } from "./watched-database";

export type SoakSize = { tenants: number; accounts: number; nights: number };

/** Clocks change within a month of it: in Sydney on 4 October, in London on 25 October, in New York on 1 November. */
export const FIRST_NIGHT = Temporal.PlainDate.from("2026-10-03");
const SERVERS = ["bms.kaseya.com", "bmsemea.kaseya.com", "bmsapac.kaseya.com"] as const;
const MOST_TRIES = 3;
const POSTS_EVERY_NIGHTS = 9;
/** How many of a tenant's days bring another price. */
const PRICE_CHANGES = 0.3;

export type SoakParts = {
  emulator: Emulator;
  random: Random;
  /** Who hears each statement of the database. */
  listen: (watch: StatementWatch | null) => void;
};

/**
 * Lives through `nights` nights tenant by tenant, and hands out each after its last one, which is undisturbed and all that it
 * held is approved.
 */
export async function* soak(size: SoakSize, parts: SoakParts): AsyncGenerator<SoakTenant> {
  const { emulator, random } = parts;
  for (let index = 0; index < size.tenants; index += 1) {
    const server = SERVERS[index % SERVERS.length]!;
    const of = await soakTenant(emulator, random, {
      accounts: size.accounts,
      server,
      position: index,
    });
    for (let night = 0; night < size.nights; night += 1) {
      const isLast = night === size.nights - 1;
      const on = FIRST_NIGHT.add({ days: night });
      const changes = Math.floor(random() * (1 + size.accounts / 3));
      for (let change = 0; change < changes; change += 1) await changeSomething(of, random);
      if (random() < PRICE_CHANGES) await changePrice(of, on, random);
      const trouble = isLast || night === 0 ? {} : troubleOfNight(emulator.url, of, random);
      if (isLast) speakUpAgain(of);
      if (!trouble.isMissed) await liveThrough(of, on, trouble, parts);
      notBefore(of, nightStart(on, of.tenant.facts.timeZone).add({ hours: 12 }));
      await decide(of, isLast ? () => 0 : random);
      if (night % POSTS_EVERY_NIGHTS === 8) await post(of, on.toString());
    }
    yield of;
  }
}

function notBefore({ tenant: { clock } }: SoakTenant, at: Temporal.Instant): void {
  if (clock.now().epochMilliseconds < at.epochMilliseconds) clock.set(at.toString());
}

/** A count that was rejected stays silent until it differs: here it does, whatever else the day brought. */
function speakUpAgain(of: SoakTenant): void {
  for (const line of of.lines)
    if (line.model.isSilenced(totalOf(seenBy(of, line))))
      of.itGlue.add(line.organizations[0]!, line.typeName, 1);
}

/** One date: the tick asks hourly until the night is completed; what went wrong is over after the first try, or at midnight. */
async function liveThrough(of: SoakTenant, on: Temporal.PlainDate, trouble: NightTrouble, parts: SoakParts) {
  const { clock, facts } = of.tenant;
  const begins = nightStart(on, facts.timeZone);
  const midnight = on.add({ days: 1 }).toZonedDateTime(facts.timeZone).toInstant();
  clock.set((trouble.isLate ? midnight.subtract({ seconds: 20 }) : begins).toString());
  await refillTurns(of);
  await trouble.answers?.begin();
  parts.listen(trouble.watchStatements ?? null);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if (!businessDate(clock.now(), facts.timeZone).equals(on)) break;
    const runs = Array.from({ length: trouble.isDoubled ? 2 : 1 }, () => night(of, on.toString(), trouble));
    await Promise.all(runs);
    parts.listen(null);
    await trouble.answers?.end();
    await follow(of, on.toString());
    if ((await statusOf(of, on.toString())) === "completed") break;
    wait(clock, 3600);
  }
}

/** The budget of requests refills by the database's clock, for which two months pass in minutes: here by the tenant's. */
async function refillTurns({ tenant }: SoakTenant): Promise<void> {
  await withTenant(tenant.scope, (db) =>
    db
      .update(itGlueRequestBudget)
      .set({ tokens: REQUEST_RATE.burst })
      .where(eq(itGlueRequestBudget.tenantId, tenant.id)),
  );
}

function night({ tenant, jobCtx }: SoakTenant, businessOn: string, { watchSteps }: NightTrouble) {
  return runAsEngine(
    async (steps) => {
      const result = await runNight(jobCtx, { businessOn, trigger: "schedule" }, steps);
      await tellOfNight(jobCtx, steps);
      return result;
    },
    { clock: tenant.clock, watch: watchSteps },
  );
}

async function statusOf({ tenant }: SoakTenant, on: string) {
  const [run] = await withTenant(tenant.scope, (db) =>
    db.select({ status: syncRun.status }).from(syncRun).where(eq(syncRun.businessOn, on)),
  );
  return run?.status;
}

/** Tells the models of lines that were counted on this date which they were; what was counted they know from IT Glue alone. */
async function follow(of: SoakTenant, on: string): Promise<void> {
  const counted = await withTenant(of.tenant.scope, (db) =>
    db
      .select({ lineId: syncRunLine.lineId, outcome: syncRunLine.outcome })
      .from(syncRunLine)
      .innerJoin(syncRun, eq(syncRun.id, syncRunLine.runId))
      .where(eq(syncRun.businessOn, on)),
  );
  const ids = new Set(counted.filter(({ outcome }) => outcome !== "not-counted").map(({ lineId }) => lineId));
  for (const line of of.lines.filter(({ lineId }) => ids.has(lineId))) {
    if (line.countedOn === on) continue;
    line.countedOn = on;
    line.model.counted(on, seenBy(of, line));
  }
}

/** The next day somebody decides about most of what is held. */
async function decide(of: SoakTenant, random: Random): Promise<void> {
  const open = await withTenant(of.tenant.scope, (db) =>
    db
      .select()
      .from(heldChange)
      .where(eq(heldChange.status, "open"))
      .orderBy(heldChange.firstSeenOn, heldChange.lineId),
  );
  for (const line of of.lines) {
    const held = open.find(({ lineId }) => lineId === line.lineId);
    if (Boolean(held) !== Boolean(line.model.held))
      throw new Error(
        `${line.lineId}: ${held ? "held" : "not held"}, against the rules: ${JSON.stringify(held?.reasons)}`,
      );
    if (!held) continue;
    const dice = random();
    if (dice > 0.8) continue;
    const decision = dice < 0.65 ? "approve" : "reject";
    await decideHeldChange(of.ctx, {
      heldChangeId: held.id,
      version: held.version,
      decision,
      reason: "Seen",
    });
    if (decision === "approve") line.model.approve();
    else line.model.reject();
  }
}

const EVERYTHING = { accountIds: [], contractIds: [], kinds: [] };

async function post({ jobCtx, lines }: SoakTenant, throughOn: string): Promise<void> {
  await postRun(jobCtx, { scope: EVERYTHING, isDryRun: false, throughOn, staleAfterDays: null });
  for (const line of lines) postByModel(line, throughOn);
}

/** Units of each line as stored, newest effective date first to last. */
export function segmentsOf({ tenant }: SoakTenant, lineId: string) {
  return withTenant(tenant.scope, (db) =>
    db.select().from(unitSegment).where(eq(unitSegment.lineId, lineId)).orderBy(unitSegment.recordedAt),
  );
}
