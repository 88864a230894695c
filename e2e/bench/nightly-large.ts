import { sql } from "drizzle-orm";
import pg from "pg";
import { withTenant } from "@/db/client";
import {
  controlEmulator,
  emulatorRequestCounts,
  emulatorRequests,
} from "@/e2e/it-glue-emulator/control-client";
import { syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { approveAllHeld, countedPortfolio } from "@/lib/testing/counted-portfolio";
import { contextFor, jobContextFor, type TestTenant } from "@/lib/testing/factories";
import { barePages } from "./bare-pages";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process";
import { type Measured, measured } from "./figures";
import { connectGenerated } from "./generated-tenant";

/** IT Glue's own limit, by key. */
const LIMIT = { requests: 3000, perSeconds: 300, retryAfter: "seconds" } as const;

export type LargeTenantOptions = {
  assets: number;
  organizations: number;
  types: number;
  lines: number;
  seed: number;
};

type Bare = { pages: number; everyHundredth: { id: string; seats: number }[] };
export type Night = Measured<{ changed: number; held: number; unchanged: number }> & {
  requests: number;
  /** Seconds of its stages, in their order. */
  stages: Map<string, number>;
};
/** `refused`: requests that IT Glue's limit turned away. */
export type Nights = { bare: Measured<Bare>; first: Night; quiet: Night; full: Night; refused: number };

/**
 * One large tenant: its first night, a quiet one with 1 % of the assets changed and a full one a week later, beside the bare
 * read of the same pages. The emulator has a process of its own.
 */
export async function largeTenant(options: LargeTenantOptions, ownerUrl: string): Promise<Nights> {
  const { assets, organizations, types, lines, seed } = options;
  const emulator = await startEmulatorProcess({ organizations, assets, types, seed });
  try {
    await controlEmulator(emulator.url, { action: "switches", set: { rateLimit: LIMIT } });
    const { tenant, itGlue, ctx } = await connectGenerated(emulator);
    await syncOrganizations(ctx);
    await countedPortfolio(tenant, { lines, types: await typesOf(emulator) });
    await analyze(ownerUrl);
    const night = (businessOn: string) => {
      tenant.clock.set(`${businessOn}T04:20:00Z`);
      return measuredNight(emulator, (step) =>
        runNight(jobContextFor(tenant, { itGlue }), { businessOn, trigger: "schedule" }, step),
      );
    };

    const first = await night("2026-06-02");
    await approveAllHeld(contextFor(tenant));
    await analyze(ownerUrl);
    const bare = await measured(() => bareRead(emulator));
    await changeSome(emulator, bare.result, 1);
    const quiet = await night("2026-06-03");
    await changeSome(emulator, bare.result, 2);
    await analyze(ownerUrl);
    const full = await night("2026-06-09");
    const refused = (await emulatorRequests(emulator.url)).filter(({ status }) => status === 429).length;
    await proveLines(tenant, lines);
    return { bare, first, quiet, full, refused };
  } finally {
    await emulator.stop();
  }
}

async function measuredNight(
  emulator: EmulatorProcess,
  run: (step: StepRunner) => ReturnType<typeof runNight>,
): Promise<Night> {
  const stages = new Map<string, number>();
  const before = await emulatorRequestCounts(emulator.url, emulator.key);
  const { result, ...figures } = await measured(() => run(timing(stages)));
  const after = await emulatorRequestCounts(emulator.url, emulator.key);
  const { changed = 0, held = 0, unchanged = 0 } = result.summary;
  if (result.status !== "completed") throw new Error(`A night ended as ${JSON.stringify(result)}`);
  return {
    ...figures,
    result: { changed, held, unchanged },
    requests: after.requests - before.requests,
    stages,
  };
}

/** Steps of one stage differ by a type's id or a number at their end: their seconds are added up. */
function timing(stages: Map<string, number>): StepRunner {
  return async (id, work) => {
    const began = performance.now();
    try {
      return await work();
    } finally {
      const stage = id.replace(/(-\d+)+$/, "");
      stages.set(stage, (stages.get(stage) ?? 0) + (performance.now() - began) / 1000);
    }
  };
}

/** The pages of all types, dropped but for every hundredth asset. */
async function bareRead(emulator: EmulatorProcess): Promise<Bare> {
  const bare: Bare = { pages: 0, everyHundredth: [] };
  let read = 0;
  for (const typeId of emulator.typeIds) {
    for await (const page of barePages(emulator, typeId)) {
      for (const { id, attributes } of page) {
        if (read % 100 === 0)
          bare.everyHundredth.push({ id, seats: Math.round(Number(attributes.traits.seats ?? 0)) || 0 });
        read += 1;
      }
      bare.pages += 1;
    }
  }
  return bare;
}

async function changeSome(emulator: EmulatorProcess, { everyHundredth }: Bare, more: number): Promise<void> {
  for (const { id, seats } of everyHundredth)
    await controlEmulator(emulator.url, {
      action: "set-traits",
      assetId: id,
      traits: { seats: seats + more },
    });
}

async function typesOf(emulator: EmulatorProcess): Promise<{ id: string; seats: string; license: string }[]> {
  const url = `${emulator.baseUrl}/flexible_asset_types?include=flexible_asset_fields&page[size]=1000`;
  const answer = await fetch(url, { headers: { "x-api-key": emulator.key } });
  const { included } = (await answer.json()) as {
    included: { id: string; attributes: { name: string; "flexible-asset-type-id": string | number } }[];
  };
  return emulator.typeIds.map((id) => {
    const field = (name: string) =>
      included.find(
        ({ attributes }) => attributes.name === name && String(attributes["flexible-asset-type-id"]) === id,
      )!.id;
    return { id, seats: field("Seats"), license: field("License") };
  });
}

/** A fast night that bills wrongly is none: every line is recorded thrice, and the independent check found nothing. */
async function proveLines(tenant: TestTenant, lines: number): Promise<void> {
  const [found] = await withTenant(tenant.scope, async (db) => {
    const result: unknown = await db.execute(sql`
      SELECT (SELECT count(*)::int FROM sync_run_line) AS recorded,
             (SELECT coalesce(sum(differences), 0)::int FROM conservation_check) AS differences`);
    return (result as { rows: { recorded: number; differences: number }[] }).rows;
  });
  if (found!.recorded !== 3 * lines || found!.differences !== 0)
    throw new Error(`In place of ${3 * lines} lines recorded without a difference: ${JSON.stringify(found)}`);
}

/** What autovacuum does within a minute or two. */
async function analyze(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("ANALYZE");
  await owner.end();
}
