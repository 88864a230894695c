import { sha256Of } from "#sha256";
import { withTenant } from "@/db/client";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { HeldReason, Tolerance } from "@/lib/domain/counting/gate";
import { type CountEvidence, compress, evidenceBytes } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import { packedEvidence, unpackEvidence } from "../readings/previous-evidence";
import { type TakenReading, takeReading } from "../readings/take-reading";
import { gateReading } from "./gate-reading";
import type { KnownLine } from "./known-lines";
import { IDENTITY_CHANGED, isSameIdentity } from "./pass-identity";
import { type PassOutcome, unreadOf } from "./pass-outcome";

/** How far a run may move lines by itself. */
export type RunLimits = {
  /** Of one line: its own, or the tenant's. */
  toleranceOf: (lineId: string) => Tolerance;
  /** Why the whole run holds what it would change; null for most. */
  runHeld: HeldReason | null;
};

export type CountedLine = {
  lineId: string;
  known: KnownLine;
  taken: TakenReading;
  /** Of the receipt; null without one. */
  evidenceHash: string | null;
  /** The receipt packed; null where it is stored already, as the line's last one is. */
  compressed: Uint8Array | null;
};

export type CountedLines = { counted: CountedLine[]; failed: Map<string, Error> };

/**
 * Counts lines from what is known and puts each count before the gate. A line whose count fails is named beside the others,
 * which it does not touch. The receipt of the last count is unpacked only where the new one differs: where their hashes are
 * the same, so are they.
 */
export async function countLines(
  ctx: CommandContext,
  pass: PassOutcome,
  limits: RunLimits,
  known: ReadonlyMap<string, KnownLine>,
): Promise<CountedLines> {
  const failed = new Map<string, Error>();
  const fresh = new Map<string, Fresh>();
  for (const [lineId, line] of known) {
    try {
      fresh.set(lineId, freshCount(pass, line));
    } catch (error) {
      failed.set(lineId, error as Error);
    }
  }
  const differing = [...fresh].flatMap(([lineId, { hash }]) => {
    const before = known.get(lineId)!.previous;
    return before && before.evidenceHash !== hash ? [before.evidenceHash] : [];
  });
  const packed =
    differing.length === 0
      ? new Map<string, Uint8Array>()
      : await withTenant(ctx.scope, (db) => packedEvidence(db, ctx, differing));

  const counted: CountedLine[] = [];
  for (const [lineId, count] of fresh) {
    try {
      counted.push(await gatedCount(pass, limits, lineId, known.get(lineId)!, count, packed));
    } catch (error) {
      failed.set(lineId, error as Error);
    }
  }
  return { counted, failed };
}

/** A count on its own, beside no other. */
type Fresh = { taken: TakenReading; hash: string | null };

function freshCount(pass: PassOutcome, known: KnownLine): Fresh {
  const taken = reading(pass, known, null);
  return { taken, hash: hashOf(taken) };
}

const hashOf = ({ evidence }: TakenReading) => evidence && sha256Of(canonicalJson(evidence));

async function gatedCount(
  pass: PassOutcome,
  { toleranceOf, runHeld }: RunLimits,
  lineId: string,
  known: KnownLine,
  fresh: Fresh,
  packed: ReadonlyMap<string, Uint8Array>,
): Promise<CountedLine> {
  const before = known.previous;
  // Under the same receipt the same organizations, assets and values were counted: beside it, the count is what it is alone.
  const isSame = before !== null && before.evidenceHash === fresh.hash;
  const previous: CountEvidence | null =
    before === null
      ? null
      : isSame
        ? fresh.taken.evidence
        : await unpackEvidence(packed.get(before.evidenceHash));
  const isAlone = previous === null || isSame;
  const taken = gateReading({
    taken: isAlone ? fresh.taken : reading(pass, known, previous),
    previous,
    previousAskedAt: before?.askedAt ?? null,
    current: known.current,
    businessOn: pass.businessOn,
    identityChangedAt: known.identity.identityChangedAt,
    tolerance: toleranceOf(lineId),
    runHeld,
  });
  const evidenceHash = isAlone ? fresh.hash : hashOf(taken);
  const isStored = evidenceHash === null || evidenceHash === before?.evidenceHash;
  const compressed = isStored ? null : await compress(evidenceBytes(taken.evidence!));
  return { lineId, known, taken, evidenceHash, compressed };
}

function reading(pass: PassOutcome, known: KnownLine, previous: CountEvidence | null): TakenReading {
  const rule = known.current.terms.countRule!;
  const isSame = isSameIdentity(known.identity, pass.identity);
  return takeReading({
    rule,
    linked: known.linked,
    seen: known.seen,
    previous,
    unreadable: isSame ? unreadOf(pass, rule.assetTypeId) : IDENTITY_CHANGED,
  });
}
