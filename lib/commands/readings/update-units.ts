import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { authorize } from "@/lib/auth/policy";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { ReadingState } from "@/lib/domain/counting/reading-state";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import { businessDate } from "@/lib/domain/regions";
import type { CountingIdentity } from "../connect/counting-identity";
import type { CommandContext } from "../context";
import { openTenantGatewayKnowing } from "../it-glue-settings/tenant-gateway";
import { askedFor } from "./asked-for";
import { type CountComparison, compareCount } from "./compare-count";
import { previousCount, unpackEvidence } from "./previous-evidence";
import { type LiveRead, readLive, sentOut } from "./read-live";
import { watchForCancellation } from "./recount-cancellation";
import { type RivalLine, rivalLines } from "./rival-lines";
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
    (db, connectionId) =>
      askedFor(db, ctx, { ...input, assetTypeId: input.rule.assetTypeId, connectionId, businessOn }),
    ({ linked }) => (linked.length > 0 ? USUAL_REQUESTS : 0),
  );

  const cancellation = watchForCancellation(ctx, input.recountId);
  let held: Promise<HeldAgainst> | null = null;
  const heldAgainst = (db?: Db) => {
    const of = { ...input, accountId: known.accountId, businessOn };
    held ??= db
      ? readHeldAgainst(db, ctx, of)
      : withTenant(ctx.scope, (own) => readHeldAgainst(own, ctx, of));
    return held;
  };
  let comparing: ReturnType<typeof unpacked> | null = null;
  const compared = () => {
    comparing ??= heldAgainst().then(unpacked);
    return comparing;
  };
  const { linked, knownType } = known;
  const count = async (seen: SeenInPass, unreadable: LiveRead["unreadable"]) => {
    const { previous, rivals } = await compared();
    const taken = takeReading({ rule: input.rule, linked, seen, previous, unreadable, knownType });
    return { seen, previous, rivals, taken, packed: await packEvidence(taken.evidence) };
  };
  let ready: Awaited<ReturnType<typeof count>> | null = null;
  const ending = { cancelled: cancellation.signal, limit: AbortSignal.timeout(limitMilliseconds) };
  const { seen, unreadable } = await readLive(ctx, opened, input.rule, linked, ending, {
    alongside: heldAgainst,
    meanwhile: compared,
    whileConfirming: async (whole) => {
      ready = await count(whole, null);
    },
  }).finally(cancellation.stop);
  // What was counted before its fields were confirmed is used for nothing but that very read.
  const { taken, packed, ...against } = isOf(ready, seen) ? ready : await count(seen, unreadable);
  const storing = withTenant(ctx.scope, (db) =>
    storeReading(
      db,
      ctx,
      {
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
      },
      input.recountId,
    ),
  );
  storing.catch(() => undefined);
  await sentOut();
  // While the database stores: what is compared is for the person alone.
  const { rule } = input;
  const { evidence } = taken;
  const comparison = compareCount({ ...against, rule, evidence, knownType });
  const readingId = await storing;
  return {
    readingId,
    state: taken.state,
    reasons: taken.reasons,
    units: evidence?.total ?? null,
    previousUnits: known.previousUnits,
    askedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    businessOn,
    ruleInWords: ruleInWords(rule, seen.assetType ?? null),
    countedBy: opened.identity,
    evidence,
    ...comparison,
  };
}

function isOf<Count extends { seen: SeenInPass }>(count: Count | null, seen: SeenInPass): count is Count {
  return count?.seen === seen;
}

type HeldAgainst = { packed: Uint8Array | undefined; rivals: RivalLine[] };

/** What the new count will be held against; read while IT Glue answers. */
async function readHeldAgainst(
  db: Db,
  ctx: CommandContext,
  { lineId, rule, ...of }: UpdateUnitsInput & { accountId: string; businessOn: string },
): Promise<HeldAgainst> {
  const [previous, rivals] = await Promise.all([
    lineId === null ? null : previousCount(db, ctx, lineId),
    rivalLines(db, ctx, { ...of, assetTypeId: rule.assetTypeId, exceptLineId: lineId }),
  ]);
  return { packed: previous?.packed, rivals };
}

async function unpacked({ packed, rivals }: HeldAgainst) {
  return { previous: await unpackEvidence(packed), rivals };
}
