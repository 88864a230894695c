import { and, eq, sql } from "drizzle-orm";
import { among } from "@/db/among";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import type { LineOutcome } from "@/db/schema/sync-run";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { businessDate } from "@/lib/domain/regions";
import { lockAccounts, lookUpByIndex } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { type CurrentLine, segmentOn } from "../contract-lines/current-line";
import { applyReadings, LinesCannotBeBilled } from "./apply-readings";
import { type CountedLine, countLines, type RunLimits } from "./count-lines";
import { knownLines, recordedLines } from "./known-lines";
import { isSameIdentity, passIdentity } from "./pass-identity";
import type { PassOutcome } from "./pass-outcome";

/** What became of each line, and of which it could not be recorded, with the reason. */
export type RecordedLines = { outcomes: Map<string, LineOutcome>; failed: Map<string, Error> };

/** A line that is saved again and again while it is being counted is left to the next run. */
const MOST_TRIES = 3;

/**
 * Counts lines from the finished passes and records the outcome of each, its reading and, where nothing speaks against it, the
 * new units with all that follows from them: in one transaction, which is halved where it fails until the line that fails stands
 * alone, so that none stops another. What was read by another connection or credential than the one that counts now is no
 * count: its lines keep their units. A line that this run has recorded already is left alone, so that a repeated step writes
 * nothing twice. Lines that no longer bill by assets are in neither answer.
 */
export async function recordLines(
  ctx: CommandContext,
  pass: PassOutcome,
  limits: RunLimits,
  lineIds: readonly string[],
): Promise<RecordedLines> {
  const done: RecordedLines = { outcomes: new Map(), failed: new Map() };
  await recordOrHalve(ctx, pass, limits, lineIds, done);
  return done;
}

async function recordOrHalve(
  ctx: CommandContext,
  pass: PassOutcome,
  limits: RunLimits,
  lineIds: readonly string[],
  done: RecordedLines,
): Promise<void> {
  if (lineIds.length === 0) return;
  try {
    let left = lineIds;
    for (let tries = 1; left.length > 0; tries += 1) {
      if (tries > MOST_TRIES) {
        for (const lineId of left)
          done.failed.set(lineId, new Error(`It was changed while it was counted, ${MOST_TRIES} times over`));
        return;
      }
      left = await tryToRecord(ctx, pass, limits, left, done);
    }
  } catch (error) {
    const [only, ...others] = lineIds;
    if (others.length === 0) {
      done.failed.set(only!, error as Error);
      return;
    }
    for (const part of partsOf(lineIds, error)) await recordOrHalve(ctx, pass, limits, part, done);
  }
}

/** The lines that are known to be at fault each alone, else two halves. */
function partsOf(lineIds: readonly string[], error: unknown): (readonly string[])[] {
  if (!(error instanceof LinesCannotBeBilled)) {
    const middle = Math.ceil(lineIds.length / 2);
    return [lineIds.slice(0, middle), lineIds.slice(middle)];
  }
  const { faults } = error;
  return [
    lineIds.filter((lineId) => !faults.has(lineId)),
    ...lineIds.filter((lineId) => faults.has(lineId)).map((lineId) => [lineId]),
  ];
}

/** Answers the lines that were changed while they were counted: they are to be counted again. */
async function tryToRecord(
  ctx: CommandContext,
  pass: PassOutcome,
  limits: RunLimits,
  lineIds: readonly string[],
  done: RecordedLines,
): Promise<string[]> {
  const known = await withTenant(ctx.scope, async (db) => {
    await lookUpByIndex(db);
    return knownLines(db, ctx, pass, lineIds);
  });
  for (const [lineId, { recorded }] of known) {
    if (!recorded || !isFinal(recorded)) continue;
    done.outcomes.set(lineId, recorded.outcome);
    known.delete(lineId);
  }
  if (known.size === 0) return [];
  const { counted, failed } = await countLines(ctx, pass, limits, known);
  const written = await withTenant(ctx.scope, (db) => write(db, ctx, pass, counted));
  for (const [lineId, error] of failed) done.failed.set(lineId, error);
  for (const [lineId, outcome] of written.outcomes) done.outcomes.set(lineId, outcome);
  return written.again;
}

/** What could not be counted is tried again when the run is taken up again. */
const isFinal = ({ outcome }: { outcome: LineOutcome }) => outcome !== "not-counted";

async function write(
  db: Db,
  ctx: CommandContext,
  pass: PassOutcome,
  counted: readonly CountedLine[],
): Promise<{ outcomes: Map<string, LineOutcome>; again: string[] }> {
  const outcomes = new Map<string, LineOutcome>();
  const again: string[] = [];
  // A date that has passed is never counted later: units stay as they were (design.md 5).
  if (businessDate(ctx.now(), ctx.tenant.timeZone).toString() !== pass.businessOn) {
    for (const { lineId } of counted) outcomes.set(lineId, "not-counted");
    return { outcomes, again };
  }
  await lookUpByIndex(db);
  await lockAccounts(
    db,
    ctx,
    counted.map(({ known }) => known.current.contract.accountId),
  );
  const lineIds = counted.map(({ lineId }) => lineId);
  const knowledge = await lockedKnowledge(db, ctx, lineIds);
  const recorded = await recordedLines(db, ctx, pass.runId, lineIds);
  const identity = await passIdentity(db, ctx);
  const due = counted.filter(({ lineId, known }) => {
    // Another process of the same run may have recorded the line while this one counted: its count stands.
    const before = recorded.get(lineId);
    if (before && isFinal(before)) {
      outcomes.set(lineId, before.outcome);
      return false;
    }
    const isSame =
      knowledge.get(lineId) === knowledgeOf(known.current) && isSameIdentity(identity, known.identity);
    if (!isSame) again.push(lineId);
    return isSame;
  });
  const news = due.filter((line) => !isRepeated(line, pass.businessOn));
  const applied = await applyReadings(db, ctx, pass, news);
  for (const { lineId } of due) outcomes.set(lineId, applied.get(lineId) ?? "not-counted");
  return { outcomes, again };
}

/** Not counted for the very reason for which this run has not counted it before: one reading says so. */
function isRepeated({ known: { recorded, current }, taken }: CountedLine, businessOn: string): boolean {
  if (!recorded || taken.evidence !== null || recorded.state !== taken.state) return false;
  const units = segmentOn(current.unitSegments, businessOn)?.units ?? null;
  return recorded.units === units && canonicalJson(recorded.reasons) === canonicalJson(taken.reasons);
}

/** What the count was based on: when it is no longer the same, the count is taken again. */
function knowledgeOf({ line, terms, unitSegments }: CurrentLine): string {
  return [line.version, terms.id, unitSegments.length].join("/");
}

/** Holds the lines, in the order of their ids, and answers what `knowledgeOf` each is now. */
async function lockedKnowledge(
  db: Db,
  ctx: CommandContext,
  lineIds: readonly string[],
): Promise<Map<string, string>> {
  const own = and(eq(contractLine.tenantId, ctx.scope.tenantId), among(contractLine.id, lineIds));
  await db
    .select({ id: contractLine.id })
    .from(contractLine)
    .where(own)
    .orderBy(contractLine.id)
    .for("update");
  const rows = await db
    .select({
      id: contractLine.id,
      knowledge: sql<string>`concat_ws('/', contract_line.version,
        (SELECT t.id FROM line_terms t WHERE t.tenant_id = contract_line.tenant_id AND t.line_id = contract_line.id
          ORDER BY t.terms_version DESC LIMIT 1),
        (SELECT count(*) FROM unit_segment s
          WHERE s.tenant_id = contract_line.tenant_id AND s.line_id = contract_line.id))`,
    })
    .from(contractLine)
    .where(own);
  return new Map(rows.map(({ id, knowledge }) => [id, knowledge]));
}
