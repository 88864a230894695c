import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contract, contractLine } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { ReadingState } from "@/lib/domain/counting/reading-state";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import { businessDate } from "@/lib/domain/regions";
import type { CountingIdentity } from "../connect/counting-identity";
import type { CommandContext } from "../context";
import { segmentOn } from "../contract-lines/current-line";
import { openTenantGatewayKnowing } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";
import { type CountComparison, compareCount } from "./compare-count";
import { linkedOrganizations } from "./linked-organizations";
import { mirroredType } from "./mirrored-type";
import { previousCount, unpackEvidence } from "./previous-evidence";
import { type LiveRead, readLive } from "./read-live";
import { requireNotCancelled, watchForCancellation } from "./recount-cancellation";
import { requireConnected } from "./require-connected";
import { rivalLines } from "./rival-lines";
import { packEvidence, storeReading } from "./store-reading";
import { type SeenInPass, takeReading } from "./take-reading";

export type UpdateUnitsInput = {
  contractId: string;
  lineId: string | null;
  rule: CountRule;
  /** By which it can be called off (`cancelRecount`). */
  recountId?: string;
};

/** A person waits: what IT Glue has not answered by then is unreachable. */
const LIMIT_MILLISECONDS = 10_000;

/** Account, organizations, types, assets, types again: a page each. */
const USUAL_REQUESTS = 5;

export type UpdateUnitsResult = {
  readingId: string;
  state: ReadingState;
  reasons: { code: string; message: string }[];
  /** The count; null where there is none (unmapped, unreachable, broken rule). */
  units: string | null;
  /** Units of the line today, as recorded; null for a line that has none yet. */
  previousUnits: string | null;
  askedAt: string;
  businessOn: string;
  ruleInWords: string;
  /** Who counted: the same identity whoever pressed (design.md 3). */
  countedBy: CountingIdentity;
  evidence: Pick<CountEvidence, "total" | "organizations" | "counted" | "leftOut"> | null;
} & CountComparison;

/**
 * Asks IT Glue now what a rule counts for a contract's account, and stores the reading on the server; units stay as they
 * are until the form is saved. The tenant's own credential counts: the user's Connect only proves the permission to press
 * (design.md 3). What IT Glue has not answered within `limitMilliseconds` is unreachable.
 * @throws CommandRefused "recount-cancelled" where it was called off: nothing is stored then.
 */
export async function updateUnits(
  ctx: CommandContext,
  input: UpdateUnitsInput,
  limitMilliseconds = LIMIT_MILLISECONDS,
): Promise<UpdateUnitsResult> {
  authorize(ctx, "units.update");
  const businessOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const { opened, known } = await openTenantGatewayKnowing(
    ctx,
    (db, connectionId) => whatIsAskedFor(db, ctx, input, connectionId),
    { requestsAtOnce: USUAL_REQUESTS },
  );

  const cancellation = watchForCancellation(ctx, input.recountId);
  let comparing: ReturnType<typeof comparedWith> | null = null;
  const compared = () => {
    comparing ??= comparedWith(ctx, input, { accountId: known.accountId, businessOn });
    return comparing;
  };
  const { linked, knownType } = known;
  const count = async (seen: SeenInPass, unreadable: LiveRead["unreadable"]) => {
    const { previous, rivals } = await compared();
    const taken = takeReading({ rule: input.rule, linked, seen, previous, unreadable, knownType });
    const packing = packEvidence(taken.evidence);
    const { evidence } = taken;
    const comparison = compareCount({ rule: input.rule, seen, evidence, previous, knownType, rivals });
    return { seen, taken, comparison, packed: await packing };
  };
  let ready: Awaited<ReturnType<typeof count>> | null = null;
  const ending = { cancelled: cancellation.signal, limit: AbortSignal.timeout(limitMilliseconds) };
  const { seen, unreadable } = await readLive(ctx, opened, input.rule, linked, ending, {
    meanwhile: compared,
    whileConfirming: async (whole) => {
      ready = await count(whole, null);
    },
  }).finally(cancellation.stop);
  // What was counted before its fields were confirmed is used for nothing but that very read.
  const { taken, comparison, packed } = isOf(ready, seen) ? ready : await count(seen, unreadable);
  const readingId = await withTenant(ctx.scope, async (db) => {
    await requireNotCancelled(db, ctx, input.recountId);
    return storeReading(db, ctx, {
      accountId: known.accountId,
      contractId: input.contractId,
      lineId: input.lineId,
      runId: null,
      source: "update-units",
      rule: input.rule,
      businessOn,
      taken,
      packed,
      askedByUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    });
  });
  return {
    readingId,
    state: taken.state,
    reasons: taken.reasons,
    units: taken.evidence?.total ?? null,
    previousUnits: segmentOn(known.unitSegments, businessOn)?.units ?? null,
    askedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    businessOn,
    ruleInWords: ruleInWords(input.rule, seen.assetType ?? null),
    countedBy: opened.identity,
    evidence: taken.evidence,
    ...comparison,
  };
}

function isOf<Count extends { seen: SeenInPass }>(count: Count | null, seen: SeenInPass): count is Count {
  return count?.seen === seen;
}

/** What the question rests on, and whether this user may ask it: read before IT Glue is asked anything. */
async function whatIsAskedFor(db: Db, ctx: CommandContext, input: UpdateUnitsInput, connectionId: string) {
  await requireConnected(db, ctx);
  const found = await contractAsked(db, ctx, input);
  return {
    ...found,
    linked: await linkedOrganizations(db, ctx, found.accountId, connectionId),
    // What the form was filled in with; reading IT Glue replaces it.
    knownType: await mirroredType(db, ctx, connectionId, input.rule.assetTypeId),
  };
}

/** What the new count will be held against; read while IT Glue answers. */
async function comparedWith(
  ctx: CommandContext,
  { lineId, rule }: UpdateUnitsInput,
  of: { accountId: string; businessOn: string },
) {
  const { packed, rivals } = await withTenant(ctx.scope, async (db) => ({
    packed: lineId ? (await previousCount(db, ctx, lineId))?.packed : undefined,
    rivals: await rivalLines(db, ctx, { ...of, assetTypeId: rule.assetTypeId, exceptLineId: lineId }),
  }));
  return { previous: await unpackEvidence(packed), rivals };
}

/** The contract's account, and every recorded segment of the line, oldest knowledge first; of a new line none. */
async function contractAsked(db: Db, ctx: CommandContext, { contractId, lineId }: UpdateUnitsInput) {
  const rows = await db
    .select({
      accountId: contract.accountId,
      lineId: contractLine.id,
      segment: {
        effectiveOn: unitSegment.effectiveOn,
        units: unitSegment.units,
        recordedAt: unitSegment.recordedAt,
      },
    })
    .from(contract)
    .leftJoin(
      contractLine,
      lineId === null
        ? sql`false`
        : and(
            eq(contractLine.tenantId, contract.tenantId),
            eq(contractLine.contractId, contract.id),
            eq(contractLine.id, lineId),
          ),
    )
    .leftJoin(
      unitSegment,
      and(eq(unitSegment.tenantId, contractLine.tenantId), eq(unitSegment.lineId, contractLine.id)),
    )
    .where(and(eq(contract.tenantId, ctx.scope.tenantId), eq(contract.id, contractId)))
    .orderBy(unitSegment.recordedAt);
  const [found] = rows;
  if (!found) throw new CommandRefused("not-found", { what: "contract" });
  if (lineId !== null && found.lineId === null)
    throw new CommandRefused("not-found", { what: "service line" });
  return { accountId: found.accountId, unitSegments: rows.flatMap(({ segment }) => segment ?? []) };
}
