import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { lineTerms } from "@/db/schema/contract";
import { evidence, reading, unitOverride } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { explainChange } from "@/lib/domain/counting/explain-change";
import { type MovedAsset, movedAssets } from "@/lib/domain/counting/moved-assets";
import { type CountEvidence, decompress } from "@/lib/domain/counting/receipt";

/** Why a count differs from the one before it, as a person may read it anywhere units change. */
export type ExplainedChange = {
  readingId: string;
  /** The count before: its receipt is the other half of the proof. Null for a first count. */
  previousReadingId: string | null;
  /** "+1: Seats of Microsoft 365 Business Premium 6 → 7", "No change", "First count: 10 from 2 assets". */
  sentence: string;
  /** Signed decimal text; all moves add up to it. */
  delta: string;
  /** Parts of the rule that a person changed, and who. */
  ruleChanges: string[];
  ruleChangedBy: { name: string; at: string } | null;
  organizationsAdded: string[];
  organizationsRemoved: string[];
  /** Units that a person set for the count's own day: they are billed in its place. */
  override: { units: string; fromOn: string; throughOn: string; reason: string; name: string } | null;
  /** Assets that are new, are gone, have another value, or are admitted or left out otherwise; of a first count none. */
  moves: MovedAsset[];
};

/** A count of a line: a form's reading names no line when it is asked for, so the line is named beside it. */
export type CountOfLine = { lineId: string; readingId: string };

/** More than anyone reads on one screen; the rest keep their receipts. */
export const MOST_EXPLAINED = 100;
/** A rule that admits a whole new type moves thousands of assets: the first ones tell, the receipts hold them all. */
const MOST_MOVES = 50;

/**
 * Why counts differ from the last count that stood before each of them, by reading id; the first hundred that are asked for.
 * Counts without evidence (unmapped, unreachable, broken rule) are left out.
 * @param restricted ids of assets that go by their id although they were not restricted when they were counted.
 */
export async function explainedChanges(
  scope: TenantScope,
  counts: readonly CountOfLine[],
  restricted: ReadonlySet<string> = new Set(),
): Promise<Record<string, ExplainedChange>> {
  const wanted = counts.slice(0, MOST_EXPLAINED);
  if (wanted.length === 0) return {};
  const { pairs, packed, rules, terms, overrides } = await withTenant(scope, async (db) => {
    const found = await pairsOf(db, scope, wanted);
    const lineIds = [...new Set(found.map(({ line_id }) => line_id))];
    const hashes = [...new Set(found.flatMap(({ hash, previous_hash }) => [hash, previous_hash ?? hash]))];
    return {
      pairs: found,
      packed: await packedEvidence(db, scope, hashes),
      rules: await rulesOf(
        db,
        scope,
        found.map(({ reading_id }) => reading_id),
      ),
      terms: await termsOf(db, scope, lineIds),
      overrides: await overridesOf(db, scope, lineIds),
    };
  });
  const unpacked = new Map<string, CountEvidence>();
  for (const [hash, bytes] of packed)
    unpacked.set(
      hash,
      withRestricted(
        JSON.parse(new TextDecoder().decode(await decompress(bytes))) as CountEvidence,
        restricted,
      ),
    );

  const explained: Record<string, ExplainedChange> = {};
  for (const pair of pairs) {
    const after = unpacked.get(pair.hash);
    const before = pair.previous_hash === null ? null : unpacked.get(pair.previous_hash);
    if (!after || before === undefined) continue;
    const change = explainChange(before, after);
    const isRuleChanged = change.ruleChanges.length > 0;
    explained[pair.reading_id] = {
      readingId: pair.reading_id,
      previousReadingId: pair.previous_id,
      sentence: change.sentence,
      delta: change.delta,
      ruleChanges: change.ruleChanges,
      ruleChangedBy: isRuleChanged
        ? changedBy(terms.get(pair.line_id) ?? [], rules.get(pair.reading_id) ?? null)
        : null,
      override: overrideOn(overrides, pair),
      organizationsAdded: before === null ? [] : change.organizationsAdded.map(({ name }) => name),
      organizationsRemoved: change.organizationsRemoved.map(({ name }) => name),
      moves: before === null ? [] : movedAssets(change).slice(0, MOST_MOVES),
    };
  }
  return explained;
}

function withRestricted(counted: CountEvidence, restricted: ReadonlySet<string>): CountEvidence {
  if (restricted.size === 0) return counted;
  const mark = <Asset extends { id: string }>(asset: Asset) =>
    restricted.has(asset.id) ? { ...asset, isRestricted: true as const } : asset;
  return { ...counted, counted: counted.counted.map(mark), leftOut: counted.leftOut.map(mark) };
}

type Pair = {
  line_id: string;
  reading_id: string;
  business_on: string;
  hash: string;
  previous_id: string | null;
  previous_hash: string | null;
};

/** Each count with the one before it: a night's count that stood, or one that a person saved or approved. */
async function pairsOf(db: Db, scope: TenantScope, counts: readonly CountOfLine[]): Promise<Pair[]> {
  const asked = JSON.stringify(
    counts.map(({ lineId, readingId }) => ({ line_id: lineId, reading_id: readingId })),
  );
  const tenantId = scope.tenantId;
  const result = await db.execute<Pair>(sql`
    SELECT w.line_id, w.reading_id, r.business_on::text AS business_on, r.evidence_hash AS hash,
           p.id AS previous_id, p.evidence_hash AS previous_hash
      FROM jsonb_to_recordset(${asked}::jsonb) AS w(line_id uuid, reading_id uuid)
      JOIN reading r ON r.tenant_id = ${tenantId} AND r.id = w.reading_id AND r.evidence_hash IS NOT NULL
      LEFT JOIN LATERAL (
        SELECT q.id, q.evidence_hash FROM (
          (SELECT n.id, n.evidence_hash, n.position FROM reading n
            WHERE n.tenant_id = ${tenantId} AND n.line_id = w.line_id AND n.position < r.position
              AND n.source = 'nightly' AND n.state IN ('counted', 'empty') AND n.evidence_hash IS NOT NULL
            ORDER BY n.position DESC LIMIT 1)
          UNION ALL
          (SELECT n.id, n.evidence_hash, n.position FROM unit_segment s
             JOIN reading n ON n.tenant_id = s.tenant_id AND n.id = s.reading_id
            WHERE s.tenant_id = ${tenantId} AND s.line_id = w.line_id AND n.position < r.position
              AND n.evidence_hash IS NOT NULL
            ORDER BY n.position DESC LIMIT 1)) q
        ORDER BY q.position DESC LIMIT 1) p ON true`);
  return (Array.isArray(result) ? result : (result as unknown as { rows: Pair[] }).rows) as Pair[];
}

async function packedEvidence(
  db: Db,
  scope: TenantScope,
  hashes: string[],
): Promise<Map<string, Uint8Array>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .select({ hash: evidence.hash, compressed: evidence.compressed })
    .from(evidence)
    .where(and(eq(evidence.tenantId, scope.tenantId), inArray(evidence.hash, hashes)));
  return new Map(rows.map(({ hash, compressed }) => [hash, compressed]));
}

async function rulesOf(db: Db, scope: TenantScope, ids: string[]): Promise<Map<string, CountRule>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: reading.id, rule: reading.rule })
    .from(reading)
    .where(and(eq(reading.tenantId, scope.tenantId), inArray(reading.id, ids)));
  return new Map(rows.map(({ id, rule }) => [id, rule]));
}

type TermsOfLine = { rule: CountRule | null; recordedBy: string; recordedAt: string }[];

async function termsOf(db: Db, scope: TenantScope, lineIds: string[]): Promise<Map<string, TermsOfLine>> {
  const terms = new Map<string, TermsOfLine>();
  if (lineIds.length === 0) return terms;
  const rows = await db
    .select({
      lineId: lineTerms.lineId,
      rule: lineTerms.countRule,
      recordedBy: lineTerms.recordedBy,
      recordedAt: lineTerms.recordedAt,
    })
    .from(lineTerms)
    .where(and(eq(lineTerms.tenantId, scope.tenantId), inArray(lineTerms.lineId, lineIds)))
    .orderBy(asc(lineTerms.lineId), asc(lineTerms.termsVersion));
  for (const { lineId, ...row } of rows) terms.set(lineId, [...(terms.get(lineId) ?? []), row]);
  return terms;
}

type SetUnits = {
  lineId: string;
  units: string;
  fromOn: string;
  throughOn: string;
  reason: string;
  name: string;
};

async function overridesOf(db: Db, scope: TenantScope, lineIds: string[]): Promise<SetUnits[]> {
  if (lineIds.length === 0) return [];
  return db
    .select({
      lineId: unitOverride.lineId,
      units: unitOverride.units,
      fromOn: unitOverride.fromOn,
      throughOn: unitOverride.throughOn,
      reason: unitOverride.reason,
      name: unitOverride.recordedBy,
    })
    .from(unitOverride)
    .where(
      and(
        eq(unitOverride.tenantId, scope.tenantId),
        inArray(unitOverride.lineId, lineIds),
        isNull(unitOverride.withdrawnAt),
      ),
    );
}

function overrideOn(
  overrides: readonly SetUnits[],
  { line_id, business_on }: Pair,
): ExplainedChange["override"] {
  const found = overrides.find(
    ({ lineId, fromOn, throughOn }) =>
      lineId === line_id && fromOn <= business_on && business_on <= throughOn,
  );
  if (!found) return null;
  const { lineId: _line, ...override } = found;
  return override;
}

/** Who saved the rule that a count is of: the first of the last versions that have it. */
function changedBy(terms: TermsOfLine, rule: CountRule | null): ExplainedChange["ruleChangedBy"] {
  const wanted = canonicalJson(rule);
  const isOfRule = (version: TermsOfLine[number] | undefined) =>
    version !== undefined && canonicalJson(version.rule) === wanted;
  let at = terms.findLastIndex(isOfRule);
  while (at > 0 && isOfRule(terms[at - 1])) at -= 1;
  const found = terms[at];
  return found ? { name: found.recordedBy, at: found.recordedAt } : null;
}
