import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { assetPass } from "@/db/schema/mirror";
import {
  afterFullPage,
  type FullRead,
  judgeFullRead,
  needsDigest,
  readAgain,
  withoutGuess,
} from "@/lib/domain/mirror/full-read";
import { afterQuickPage, type QuickRead } from "@/lib/domain/mirror/quick-read";
import { type AssetPage, ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { TenantGateway } from "../it-glue-settings/tenant-gateway";
import { emptyFill, fillIn, seeingFills } from "./first-fill";
import { type OpenPass, passById, takenOver } from "./open-pass";
import { type FetchedPage, PageFetcher } from "./page-fetcher";
import {
  againstMirror,
  type MirroredHashes,
  mirroredHashes,
  stageDiffering,
  stageUnchanged,
} from "./stage-page";
import { clearStaging, gatherStaged } from "./staging";

export type ReadPassOptions = {
  /** No page is begun after this (milliseconds since 1970). */
  untilMs: number;
  /** A page that has not come by then is left to the next step. */
  abortAtMs: number;
  signal?: AbortSignal;
};

/** `more`: pages are left for another step; `read`: all pages are staged, a full read proved whole. */
export type PagesRead = { state: "more" | "read"; pagesHere: number };

/**
 * Reads pages of a pass into its staging until all are read or time is up. Each page, and where reading goes on after it,
 * is written in one transaction, so a process that dies loses the page at hand and nothing else; the next page is fetched
 * while one is being written. Two workers at one pass write no page twice.
 * @throws ItGlueError when a page cannot be read; "unavailable" where the list never held still.
 */
export async function readPassPages(
  ctx: CommandContext,
  opened: TenantGateway,
  begun: OpenPass,
  options: ReadPassOptions,
): Promise<PagesRead> {
  let pass = begun;
  let pagesHere = 0;
  const meter = new Meter(opened);
  const fetcher = new PageFetcher(opened, pass, options);
  // A quick pass reads little but what has changed.
  const comparing = pass.kind === "full" && pass.progress.mirrored > 0 && !isDone(pass.progress.read);
  const mirrored: MirroredHashes = comparing ? await mirroredHashes(ctx, pass) : new Map();
  while (true) {
    const { read } = pass.progress;
    if (isDone(read)) {
      const settled = read.kind === "full" ? await settleFullRead(ctx, pass, read, meter) : "read";
      if (settled === "read") return { state: "read", pagesHere };
      pass = settled;
      continue;
    }
    if (pagesHere > 0 && !fetcher.isAhead(read) && Date.now() >= options.untilMs)
      return { state: "more", pagesHere };
    const page = await pageOrNothing(fetcher, read, pagesHere > 0);
    if (page === "late") return { state: "more", pagesHere };
    if (page === "unknown-address") {
      pass = await keepProgress(ctx, pass, withoutGuess(read as FullRead), meter);
      continue;
    }
    const after = afterPage(pass, page);
    // A page that is still to come cannot be asked for later than now: the next one is on its way while this is written.
    if (!isDone(after) && Date.now() < options.untilMs) await fetcher.ahead(after);
    pass = await keepPage(ctx, pass, { page, mirrored }, after, meter);
    pagesHere += 1;
  }
}

function isDone(read: FullRead | QuickRead): boolean {
  return read.kind === "full" ? read.phase === "done" : read.isDone;
}

function afterPage(pass: OpenPass, { records, next, total }: AssetPage): FullRead | QuickRead {
  const { read, mirrored } = pass.progress;
  return read.kind === "full"
    ? afterFullPage(read, { records: records.length, next, total })
    : afterQuickPage(read, { updatedAts: records.map((record) => record.updatedAt), next, total }, mirrored);
}

/** Requests and time since it was last asked, so that each transaction adds its own share to the pass. */
class Meter {
  private requests: number;
  private atMs = Date.now();
  constructor(private readonly opened: TenantGateway) {
    this.requests = opened.gateway.requests;
  }
  take(): { requests: number; milliseconds: number } {
    const [requests, atMs] = [this.opened.gateway.requests, Date.now()];
    const share = { requests: requests - this.requests, milliseconds: Math.max(0, atMs - this.atMs) };
    [this.requests, this.atMs] = [requests, atMs];
    return share;
  }
}

/** The page a read goes on with; "late" where it did not come in this step's time although others had. */
async function pageOrNothing(
  fetcher: PageFetcher,
  read: FullRead | QuickRead,
  hasOthers: boolean,
): Promise<FetchedPage | "late" | "unknown-address"> {
  try {
    return await fetcher.page(read);
  } catch (error) {
    if (fetcher.isLate(error)) {
      if (hasOthers) return "late";
      throw new ItGlueError("timeout", "IT Glue did not give one page of assets in the time of a whole step");
    }
    // An address kept from another night may be none of IT Glue's any more: then the list is asked for afresh.
    const isGuess = read.kind === "full" && read.phase === "guess";
    const isUnknown =
      error instanceof ItGlueError && ["malformed", "not-found", "unprocessable"].includes(error.code);
    if (isGuess && isUnknown) return "unknown-address";
    throw error;
  }
}

async function keepPage(
  ctx: CommandContext,
  pass: OpenPass,
  { page, mirrored }: { page: FetchedPage; mirrored: MirroredHashes },
  read: FullRead | QuickRead,
  meter: Meter,
): Promise<OpenPass> {
  // Nothing of a quick pass in doubt is used: what could not be read in it is left to the full one.
  const isSpoiled = read.kind === "quick" && read.doubt !== null;
  const assets = isSpoiled ? [] : page.assets();
  const { unchanged, differing } = againstMirror(assets, mirrored);
  return moving(ctx, pass, async (db) => {
    const fresh = pass.isFilling
      ? await fillIn(db, ctx, pass, differing)
      : await stageDiffering(db, ctx, pass, differing);
    const staged = pass.progress.staged + unchanged.length + fresh;
    const [moved] = await Promise.all([
      advance(db, ctx, pass, { read, staged, pages: 1 }, meter),
      stageUnchanged(db, ctx, pass, unchanged),
    ]);
    return moved;
  });
}

function keepProgress(ctx: CommandContext, pass: OpenPass, read: FullRead, meter: Meter): Promise<OpenPass> {
  const { staged } = pass.progress;
  return moving(ctx, pass, (db) => advance(db, ctx, pass, { read, staged, pages: 0 }, meter));
}

/**
 * Moves a pass on in one transaction, unless another worker has meanwhile: then its state is taken over instead.
 * @throws ItGlueError "unavailable" where the pass was ended by somebody else.
 */
function moving<Moved>(
  ctx: CommandContext,
  pass: OpenPass,
  move: (db: Db) => Promise<Moved>,
): Promise<Moved | OpenPass> {
  return withTenant(ctx.scope, async (db) => {
    const [current] = await Promise.all([
      passById(db, ctx, pass.id, { lock: true }),
      // Nothing to wait for a disk for: if the database crashes, staging is empty and the pass begins anew in any case; what
      // was filled in is lost together with the progress that tells of it.
      db.execute(sql`SET LOCAL synchronous_commit = off`),
    ]);
    if (current.status !== "running") throw takenOver();
    if (current.progress.revision !== pass.progress.revision) return current;
    return pass.isFilling ? seeingFills(db, ctx.scope, () => move(db)) : move(db);
  });
}

async function advance(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  { read, staged, pages }: { read: FullRead | QuickRead; staged: number; pages: number },
  meter: Meter,
): Promise<OpenPass> {
  const revision = pass.progress.revision + 1;
  const progress = { ...pass.progress, touchedAtMs: Date.now(), revision, staged, read };
  const { requests, milliseconds } = meter.take();
  await db
    .update(assetPass)
    .set({
      progress,
      nextPage: read.at,
      pages: sql`${assetPass.pages} + ${pages}`,
      requests: sql`${assetPass.requests} + ${requests}`,
      milliseconds: sql`${assetPass.milliseconds} + ${milliseconds}`,
    })
    .where(and(eq(assetPass.tenantId, ctx.scope.tenantId), eq(assetPass.id, pass.id)));
  return { ...pass, progress };
}

/** Proves a finished full read, or sets the pass back to read the list again; throws where it was the last try. */
function settleFullRead(
  ctx: CommandContext,
  pass: OpenPass,
  read: FullRead,
  meter: Meter,
): Promise<"read" | OpenPass> {
  return moving<"read" | OpenPass>(ctx, pass, async (db) => {
    const gathered = await gatherStaged(db, ctx, pass, { withDigest: needsDigest(read) });
    const judgement = judgeFullRead(read, gathered);
    if (judgement.isWhole) return "read";
    const again = readAgain(read, gathered);
    if (!again) {
      const words = `IT Glue's list of assets did not hold still: ${judgement.summary}`;
      throw new ItGlueError("unavailable", words, 200);
    }
    await clearStaging(db, ctx, pass.id);
    if (pass.isFilling) await emptyFill(db, ctx, pass);
    return advance(db, ctx, pass, { read: again, staged: 0, pages: 0 }, meter);
  });
}
