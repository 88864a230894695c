import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import { asset, assetType, organization } from "@/db/schema/mirror";
import { type LineOutcome, syncRunLine } from "@/db/schema/sync-run";
import type { Asset } from "@/lib/domain/counting/count-units";
import type { HeldReason, Tolerance } from "@/lib/domain/counting/gate";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine, segmentOn } from "../contract-lines/current-line";
import { linkedOrganizations } from "../readings/linked-organizations";
import { previousCount, unpackEvidence } from "../readings/previous-evidence";
import { packEvidence } from "../readings/store-reading";
import { type SeenInPass, type TakenReading, takeReading } from "../readings/take-reading";
import { applyReading } from "./apply-reading";
import { gateReading } from "./gate-reading";
import { IDENTITY_CHANGED, isSameIdentity, type PassIdentity, passIdentity } from "./pass-identity";

export type RecordLineInput = {
  runId: string;
  businessOn: string;
  lineId: string;
  /** The connection and credential under which the pass began: what another one read is never recorded. */
  identity: PassIdentity;
  areOrganizationsRead: boolean;
  areTypesRead: boolean;
  areAssetsRead: boolean;
  /** Why something was not read; null when all was. */
  unreadable: { code: string; message: string } | null;
  /** How far this line's billed units may move by themselves. */
  tolerance: Tolerance;
  /** Why the whole run holds what it would change; null for most. */
  runHeld: HeldReason | null;
};

/** A line that is saved again and again while it is being counted is left to the next run. */
const MOST_TRIES = 3;

/**
 * Counts one line from the finished passes and records the outcome, its reading and, where nothing speaks against it, the
 * new units with all that follows from them, in one transaction. What was read by another connection or credential than the
 * one that counts now is no count: the line keeps its units. A line that this run has recorded already is left alone,
 * so that a repeated step writes nothing twice.
 */
export async function recordLine(ctx: CommandContext, input: RecordLineInput): Promise<LineOutcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryToRecord(ctx, input);
    if (outcome !== "changed-meanwhile") return outcome;
    if (tries === MOST_TRIES)
      throw new Error(`Line ${input.lineId} was changed while it was counted, ${tries} times over`);
  }
}

async function tryToRecord(
  ctx: CommandContext,
  input: RecordLineInput,
): Promise<LineOutcome | "changed-meanwhile"> {
  const known = await withTenant(ctx.scope, (db) => whatIsKnown(db, ctx, input));
  if (known.recorded) return known.recorded.outcome;
  const gated = await countKnown(known, input);
  const rule = known.current.terms.countRule!;
  const packed = await packEvidence(gated.evidence);

  return withTenant(ctx.scope, async (db) => {
    // A date that has passed is never counted later: units stay as they were (design.md 5).
    const isToday = businessDate(ctx.now(), ctx.tenant.timeZone).toString() === input.businessOn;
    if (!isToday) return "not-counted";
    await db
      .select({ id: contractLine.id })
      .from(contractLine)
      .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, input.lineId)))
      .for("update");
    // Another process of the same run may have recorded the line while this one counted: its count stands.
    const recorded = await recordedLine(db, ctx, input);
    if (recorded) return recorded.outcome;
    const now = await currentLine(db, ctx, input.lineId);
    if (knowledgeOf(now) !== knowledgeOf(known.current)) return "changed-meanwhile";
    if (!isSameIdentity(await passIdentity(db, ctx), known.identity)) return "changed-meanwhile";
    return applyReading(db, ctx, { ...input, current: now, rule, taken: gated, packed });
  });
}

/** Counts what is known and puts it before the gate: pure but for the unpacking of the receipt. */
async function countKnown(known: Known, input: RecordLineInput): Promise<TakenReading> {
  const previous = await unpackEvidence(known.previous?.packed);
  const taken = takeReading({
    rule: known.current.terms.countRule!,
    linked: known.linked,
    seen: known.seen,
    previous,
    unreadable: isSameIdentity(known.identity, input.identity) ? input.unreadable : IDENTITY_CHANGED,
  });
  return gateReading({
    taken,
    previous,
    previousAskedAt: known.previous?.askedAt ?? null,
    current: known.current,
    businessOn: input.businessOn,
    identityChangedAt: known.identity.identityChangedAt,
    tolerance: input.tolerance,
    runHeld: input.runHeld,
  });
}

/** What a run would do to a line, counted from the finished passes and not written. */
export type ProposedLine = {
  current: CurrentLine;
  taken: TakenReading;
  /** Units before the run, and what they would be after it; the same where the line is held or was not counted. */
  before: string | null;
  after: string | null;
};

/** Counts one line as `recordLine` would and writes nothing; what this run has changed already stands as it was recorded. */
export async function proposeLine(ctx: CommandContext, input: RecordLineInput): Promise<ProposedLine> {
  const known = await withTenant(ctx.scope, (db) => whatIsKnown(db, ctx, input));
  const { current, recorded } = known;
  const taken = await countKnown(known, input);
  const before = segmentOn(current.unitSegments, input.businessOn)?.units ?? null;
  if (recorded?.outcome === "changed")
    return { current, taken, before: recorded.previousUnits, after: recorded.units };
  const after = mayChangeUnits(taken.state) ? (taken.evidence?.total ?? before) : before;
  return { current, taken, before, after };
}

type Known = Awaited<ReturnType<typeof whatIsKnown>>;

/** What the count was based on: when it is no longer the same, the count is taken again. */
function knowledgeOf({ line, terms, unitSegments }: CurrentLine): string {
  return JSON.stringify([line.version, terms.id, unitSegments.length]);
}

/** What this run has recorded of a line; what could not be counted is tried again when the run is taken up again. */
async function recordedLine(db: Db, ctx: CommandContext, { runId, lineId }: RecordLineInput) {
  const [recorded] = await db
    .select({
      outcome: syncRunLine.outcome,
      previousUnits: syncRunLine.previousUnits,
      units: syncRunLine.units,
    })
    .from(syncRunLine)
    .where(
      and(
        eq(syncRunLine.tenantId, ctx.scope.tenantId),
        eq(syncRunLine.runId, runId),
        eq(syncRunLine.lineId, lineId),
        ne(syncRunLine.outcome, "not-counted"),
      ),
    );
  return recorded ?? null;
}

async function whatIsKnown(db: Db, ctx: CommandContext, input: RecordLineInput) {
  const current = await currentLine(db, ctx, input.lineId);
  const identity = await passIdentity(db, ctx);
  const { connectionId } = identity;
  const linked = connectionId
    ? await linkedOrganizations(db, ctx, current.contract.accountId, connectionId)
    : [];
  return {
    recorded: await recordedLine(db, ctx, input),
    current,
    linked,
    previous: await previousCount(db, ctx, input.lineId),
    identity,
    seen:
      connectionId && isSameIdentity(identity, input.identity)
        ? await seenInMirror(
            db,
            ctx,
            input,
            connectionId,
            current,
            linked.map(({ id }) => id),
          )
        : NOTHING_SEEN,
  };
}

const NOTHING_SEEN: SeenInPass = { organizationIds: null, assetType: undefined, assets: null };

/** The pass as the mirror holds it: SQL fetches and groups, it never counts (design.md 4). */
async function seenInMirror(
  db: Db,
  ctx: CommandContext,
  input: RecordLineInput,
  connectionId: string,
  current: CurrentLine,
  organizationIds: string[],
): Promise<SeenInPass> {
  const tenantId = ctx.scope.tenantId;
  const typeId = current.terms.countRule!.assetTypeId;
  if (organizationIds.length === 0) return NOTHING_SEEN;
  const present = await db
    .select({ id: organization.id })
    .from(organization)
    .where(
      and(
        eq(organization.tenantId, tenantId),
        eq(organization.connectionId, connectionId),
        inArray(organization.id, organizationIds),
        isNull(organization.missingSince),
      ),
    );
  const [type] = await db
    .select()
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, tenantId),
        eq(assetType.connectionId, connectionId),
        eq(assetType.id, typeId),
        isNull(assetType.missingSince),
      ),
    );
  const rows = await db
    .select()
    .from(asset)
    .where(
      and(
        eq(asset.tenantId, tenantId),
        eq(asset.connectionId, connectionId),
        eq(asset.assetTypeId, typeId),
        inArray(asset.organizationId, organizationIds),
        isNull(asset.missingSince),
      ),
    );
  return {
    organizationIds: input.areOrganizationsRead ? new Set(present.map(({ id }) => id)) : null,
    assetType: input.areTypesRead ? (type ?? null) : undefined,
    assets: input.areAssetsRead ? rows.map(mirroredAsset) : null,
  };
}

function mirroredAsset(row: typeof asset.$inferSelect): Asset {
  const { id, organizationId, assetTypeId, name, traits, isArchived, isRestricted, itGlueUpdatedAt } = row;
  return {
    id,
    organizationId,
    assetTypeId,
    name,
    traits,
    isArchived,
    isRestricted,
    updatedAt: itGlueUpdatedAt,
  };
}
