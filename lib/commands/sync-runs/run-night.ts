import { and, eq, ne } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { type SyncRunSummary, syncRun } from "@/db/schema/sync-run";
import { businessDate } from "@/lib/domain/regions";
import { ItGlueError } from "@/lib/itglue/port";
import { extendProjections } from "../billing/extend-projections";
import { checkConservation } from "../conservation/check-conservation";
import type { CommandContext } from "../context";
import { renewContracts } from "../contracts/renew-contracts";
import {
  noteItGlueError,
  noteItGlueSuccess,
  openTenantGateway,
  proveTenantAccount,
} from "../it-glue-settings/tenant-gateway";
import { mirrorAssetType } from "../mirror/mirror-asset-type";
import { readAssetTypes } from "../mirror/read-asset-types";
import { syncOrganizations } from "../organizations/sync-organizations";
import { unreadableReason } from "../readings/it-glue-reason";
import { CommandRefused } from "../refusal";
import { beginRun, type RunTrigger } from "./begin-run";
import { linesToCount } from "./lines-to-count";
import { logRunBegun, logRunEnded } from "./log-run";
import { noteTotals } from "./note-progress";
import { passIdentity } from "./pass-identity";
import type { Stage } from "./pass-outcome";
import { type OutcomeCounts, recordAll } from "./record-step";
import { runInline, type StepRunner } from "./step-runner";
import { TYPE_CHANGING, typeDigests } from "./type-digests";

export type RunNightResult = {
  runId: string;
  status: "completed" | "failed" | "missed" | "already-completed";
  summary: SyncRunSummary;
};

/**
 * The nightly recount of a tenant, in retryable steps: renew contracts, prove the IT Glue account, sync organizations, read
 * asset types, one mirror pass per billed type, the lists again, a count of every line, then the proof of billing. What cannot
 * be read leaves its lines as they were; one failing line never stops another. The date's run is completed only when everything
 * could be read, else it is tried again until local midnight.
 */
export async function runNight(
  ctx: CommandContext,
  input: { businessOn: string; trigger: RunTrigger },
  step: StepRunner = runInline,
): Promise<RunNightResult> {
  const begun = await step("begin", async () => {
    const run = await beginRun(ctx, input);
    if (!run.isCompleted) logRunBegun(ctx, { ...input, runId: run.runId, isNew: run.isNew });
    return { ...run, identity: await withTenant(ctx.scope, (db) => passIdentity(db, ctx)) };
  });
  if (begun.isCompleted) return { runId: begun.runId, status: "already-completed", summary: {} };

  // Needs nothing of IT Glue: a contract renews in a night that can read nothing, too.
  const renewals =
    input.trigger === "schedule" ? await step("renew", () => renewContracts(ctx, input.businessOn)) : null;
  const typeIds = await step("lines", async () => {
    const lines = await linesToCount(ctx, input.businessOn);
    await noteTotals(ctx, begun.runId, lines);
    return [...new Set(lines.map(({ assetTypeId }) => assetTypeId))].sort();
  });
  const readOrganizations = () => stage(ctx, async () => void (await syncOrganizations(ctx)));
  const listed = await step("organizations", readOrganizations);
  const types: TypesStage = listed.ok ? await step("asset-types", () => readTypes(ctx, typeIds)) : listed;
  const passes: Record<string, PassStage> = {};
  for (const assetTypeId of typeIds) {
    passes[assetTypeId] = types.ok ? await passType(ctx, begun.runId, assetTypeId, step) : types;
  }
  if (types.ok && typeIds.length > 0) {
    // Assets keep values under name-keys: a field renamed since the types were read would look like blanks.
    const after = await step("asset-types-again", () => readTypes(ctx, typeIds));
    for (const assetTypeId of typeIds.filter((id) => passes[id]!.ok))
      passes[assetTypeId] = { ...passes[assetTypeId], ...unchangedType(assetTypeId, types, after) };
  }
  // Assets may be gone with their organization, after that was listed: then the line is held, and not credited.
  const isSomethingGone = Object.values(passes).some((pass) => pass.ok && (pass.missing ?? 0) > 0);
  const organizations = isSomethingGone ? await step("organizations-again", readOrganizations) : listed;

  const { runId, identity } = begun;
  const pass = { runId, businessOn: input.businessOn, identity, organizations, types, assets: passes };
  const recorded = await recordAll(ctx, pass, step);
  if (input.trigger === "schedule") await proveBilling(ctx, step);
  const failure = [organizations, types, ...Object.values(passes)].find((found) => !found.ok);
  return step("finish", () =>
    finishRun(
      ctx,
      begun.runId,
      input.businessOn,
      recorded.counts,
      failure && !failure.ok
        ? failure.reason
        : recorded.failed
          ? { code: "line-failed", message: recorded.failed }
          : renewals?.failed[0]
            ? { code: "renewal-failed", message: renewals.failed[0] }
            : null,
    ),
  );
}

/**
 * What a scheduled night does for billing beside the count: everything stored is proved by the independent check, then items
 * are projected on to three months ahead. Neither needs IT Glue, and neither fails the night: it is tried again the next one.
 */
async function proveBilling(ctx: CommandContext, step: StepRunner): Promise<void> {
  await step("conservation", () => attempt(() => checkConservation(ctx, { trigger: "nightly" })));
  await step("extend-projections", () => attempt(() => extendProjections(ctx)));
}

async function attempt<T>(work: () => Promise<T>): Promise<T | { error: string }> {
  try {
    return await work();
  } catch (error) {
    // A failed query names its values, which are no business of a run's record.
    return { error: error instanceof CommandRefused ? error.code : (error as Error).name };
  }
}

/** Runs one stage of reading; a failure of IT Glue becomes a reason, anything else is thrown and retried. */
async function stage(ctx: CommandContext, read: () => Promise<void>): Promise<Stage> {
  try {
    await read();
    await noteItGlueSuccess(ctx);
    return { ok: true };
  } catch (error) {
    const reason = unreadableReason(error);
    if (error instanceof ItGlueError) await noteItGlueError(ctx, error.code);
    return { ok: false, reason };
  }
}

/** `missing`: assets the mirror held that IT Glue has no more. */
type PassStage = Stage & { missing?: number };

/** Types as they were read, and of those that are billed what decides how their assets are read. */
type TypesStage = (Stage & { ok: true; digests: Record<string, string> }) | (Stage & { ok: false });

async function readTypes(ctx: CommandContext, typeIds: readonly string[]): Promise<TypesStage> {
  let digests: Record<string, string> = {};
  const outcome = await stage(ctx, async () => {
    digests = await typeDigests(await readAssetTypes(ctx, await openProved(ctx)), typeIds);
  });
  return outcome.ok ? { ok: true, digests } : outcome;
}

function unchangedType(assetTypeId: string, before: TypesStage & { ok: true }, after: TypesStage): Stage {
  if (!after.ok) return after;
  const isSame = before.digests[assetTypeId] === after.digests[assetTypeId];
  return isSame ? { ok: true } : { ok: false, reason: TYPE_CHANGING };
}

/**
 * One mirror pass of a type, in as many steps as it takes. A failure of IT Glue becomes a reason inside its step, so that a
 * job engine remembers it as a result and does not try the step again by itself.
 */
async function passType(
  ctx: CommandContext,
  runId: string,
  assetTypeId: string,
  step: StepRunner,
): Promise<PassStage> {
  const stages: StepRunner = async (id, work) => {
    const done = await step(id, async () => {
      let result: Awaited<ReturnType<typeof work>>;
      const outcome = await stage(ctx, async () => {
        result = await work();
      });
      return outcome.ok ? { ok: true as const, result: result! } : outcome;
    });
    if (!done.ok) throw new StageFailed(done);
    return done.result;
  };
  try {
    const parts = { open: () => openProved(ctx), runId, step: stages };
    const { missing } = await mirrorAssetType(ctx, assetTypeId, parts);
    return { ok: true, missing };
  } catch (error) {
    if (error instanceof StageFailed) return error.stage;
    return { ok: false, reason: unreadableReason(error) };
  }
}

/** Carries a failed stage out of a command that knows nothing of stages. */
class StageFailed extends Error {
  constructor(readonly stage: Stage & { ok: false }) {
    super(stage.reason.message);
  }
}

/** Every stage proves the account first: a key can change hands between two of them. */
async function openProved(ctx: CommandContext) {
  const opened = await openTenantGateway(ctx);
  const proof = await proveTenantAccount(opened);
  if (!proof.ok) throw new CommandRefused("it-glue-other-account");
  return opened;
}

async function finishRun(
  ctx: CommandContext,
  runId: string,
  businessOn: string,
  counts: OutcomeCounts,
  error: { code: string; message: string } | null,
): Promise<RunNightResult> {
  const { changed, unchanged, held, "not-counted": notCounted } = counts;
  const summary: SyncRunSummary = {
    lines: changed + unchanged + held + notCounted,
    changed,
    unchanged,
    held,
    notCounted,
    ...(error && { error }),
  };
  const isPast = businessDate(ctx.now(), ctx.tenant.timeZone).toString() !== businessOn;
  const status = isPast ? "missed" : error ? "failed" : "completed";
  // A date that another process completed meanwhile stays completed: a tick must not ask for it again.
  const finished = await withTenant(ctx.scope, (db) =>
    db
      .update(syncRun)
      .set({ status, summary, finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(
        and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.id, runId), ne(syncRun.status, "completed")),
      )
      .returning({ id: syncRun.id }),
  );
  // Asked again after its result was lost, it was this very process that completed it.
  const isOwn = finished.length > 0 || status === "completed";
  const ended: RunNightResult = { runId, status: isOwn ? status : "already-completed", summary };
  logRunEnded(ctx, { ...ended, businessOn });
  return ended;
}
