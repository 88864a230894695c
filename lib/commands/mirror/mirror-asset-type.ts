import { withTenant } from "@/db/client";
import type { PassReason } from "@/lib/domain/mirror/pass-kind";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { TenantGateway } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { beginPass } from "./begin-pass";
import { closePass } from "./close-pass";
import { abandonPass, type MirrorPass } from "./open-pass";
import { readPassPages } from "./read-pass-pages";

/** A step begins no page, and closes no pass, after this long; and a page that has not come after this is given up. */
const STEP_READS_FOR_MS = 25_000;
const STEP_WAITS_FOR_MS = 50_000;
/** How often a step asks whether another worker's pass of the type has ended. */
const LOOKS_EVERY_MS = 500;
/** A type that is not read after this many steps, an hour or more, is left to the next try. */
const MOST_STEPS = 150;

export type MirrorAssetTypeParts = {
  /** Opens the tenant's gateway and proves the account; asked in every step, since a key can change hands between two. */
  open: () => Promise<TenantGateway>;
  runId?: string | null;
  step?: StepRunner;
  signal?: AbortSignal;
  /** How long a step reads; for tests. */
  stepReadsForMs?: number;
};

/** What a step has come to: small JSON, for a job engine to remember. */
type Advanced = { passId: string | null; finished: MirrorPass | null };

/**
 * Reads all assets of a type, or what changed of a large one, into the mirror: one pass, in resumable steps of less than a
 * minute. What is read waits in staging until the closing transaction, so that a read that fails, or a process that dies,
 * leaves the mirror as it was. A quick pass that proves nothing is followed by a full one.
 * @throws ItGlueError when IT Glue cannot be read, or another worker reads this type all the while; whatever `open` throws.
 */
export async function mirrorAssetType(
  ctx: CommandContext,
  assetTypeId: string,
  parts: MirrorAssetTypeParts,
): Promise<MirrorPass> {
  const { step = runInline } = parts;
  let passId: string | null = null;
  for (let number = 1; number <= MOST_STEPS; number += 1) {
    const id = number === 1 ? `assets-${assetTypeId}` : `assets-${assetTypeId}-${number}`;
    const before: string | null = passId;
    const advanced: Advanced = await step(id, () => advance(ctx, assetTypeId, parts, before));
    if (advanced.finished) return advanced.finished;
    passId = advanced.passId;
  }
  throw new ItGlueError("timeout", "IT Glue's list of assets took too long to read");
}

/** One step: goes on with the pass, or begins one, and closes it where all is read in time. */
async function advance(
  ctx: CommandContext,
  assetTypeId: string,
  { open, runId = null, signal, stepReadsForMs = STEP_READS_FOR_MS }: MirrorAssetTypeParts,
  before: string | null,
): Promise<Advanced> {
  const beganMs = Date.now();
  const untilMs = beganMs + stepReadsForMs;
  const abortAtMs = beganMs + STEP_WAITS_FOR_MS;
  let passId = before;
  try {
    const opened = await open();
    let doubt: PassReason | undefined;
    while (true) {
      const begun = await beginPass(ctx, opened, { assetTypeId, runId, passId, doubt });
      if (!begun) {
        if (Date.now() >= untilMs) return { passId: null, finished: null };
        await pause(LOOKS_EVERY_MS, signal);
        continue;
      }
      passId = begun.id;
      const { state, pagesHere } = await readPassPages(ctx, opened, begun, { untilMs, abortAtMs, signal });
      // What is left of this step must be enough to close in: else the next one finds all pages read.
      if (state === "more" || (pagesHere > 0 && Date.now() >= untilMs)) return { passId, finished: null };
      const closed = await closePass(ctx, passId);
      if (closed.ok) return { passId, finished: closed.result };
      doubt = closed.doubt;
    }
  } catch (error) {
    // Anything else is a crash: the pass is gone on with by whoever tries again.
    const reason =
      error instanceof ItGlueError
        ? `it-glue-${error.code}`
        : error instanceof CommandRefused
          ? error.code
          : null;
    const abandoned = passId;
    if (reason && abandoned) await withTenant(ctx.scope, (db) => abandonPass(db, ctx, abandoned, reason));
    throw error;
  }
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  if (signal?.aborted) throw new ItGlueError("cancelled", "The read was cancelled");
}
