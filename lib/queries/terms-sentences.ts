import { and, desc, eq, inArray, lte } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { lineTerms } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { cycleInForce, type PeriodFacts } from "@/lib/domain/billing/next-period";
import { termsInWords } from "@/lib/domain/billing/terms-in-words";
import { grouped } from "@/lib/domain/grouped";

/** A line whose terms are asked for, with its contract's cycles, and the day on which they are in force. */
export type LineOn = { lineId: string; contract: PeriodFacts; on: string };

/**
 * By line, what is counted and how changes are billed, in one dated sentence: the terms in force on the line's day, its
 * first ones before that. @param knownAt an instant: only versions recorded by then; null: all.
 */
export async function termsSentences(
  db: Db,
  scope: TenantScope,
  lines: readonly LineOn[],
  knownAt: string | null,
): Promise<Map<string, string>> {
  if (lines.length === 0) return new Map();
  const ids = lines.map(({ lineId }) => lineId);
  const versions = await db
    .select()
    .from(lineTerms)
    .where(
      and(
        eq(lineTerms.tenantId, scope.tenantId),
        inArray(lineTerms.lineId, ids),
        knownAt === null ? undefined : lte(lineTerms.recordedAt, knownAt),
      ),
    )
    .orderBy(desc(lineTerms.effectiveOn), desc(lineTerms.termsVersion));
  const byLine = grouped(versions, ({ lineId }) => lineId);
  return new Map(
    lines.flatMap(({ lineId, contract, on }) => {
      const known = byLine.get(lineId) ?? [];
      const version = known.find(({ effectiveOn }) => effectiveOn <= on) ?? known.at(-1);
      return version ? [[lineId, sentenceOf(version, contract, on)] as const] : [];
    }),
  );
}

function sentenceOf(version: typeof lineTerms.$inferSelect, contract: PeriodFacts, on: string): string {
  const { billingCycle, alignment, issueInvoiceOn } = cycleInForce(contract, on);
  const { rounding, prorateIncreases, prorateDecreases } = version;
  return termsInWords({
    ...{ billingCycle, alignment, issueInvoiceOn, rounding, prorateIncreases, prorateDecreases },
    rule: version.billBy === "none" ? null : (version.ruleInWords ?? "count of flexible assets"),
    minimum: version.minimumUnits,
    included: version.includedUnits,
    maximum: version.maximumUnits,
    effectiveOn: Temporal.PlainDate.from(version.effectiveOn),
  });
}
