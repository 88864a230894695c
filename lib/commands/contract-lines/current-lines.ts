import { and, eq, inArray, isNull } from "drizzle-orm";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitOverride, unitSegment } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { CurrentLine } from "./current-line";

/** `currentLine` of many lines in six questions to the database, by line id; lines of other tenants are left out. */
export async function currentLines(
  db: Db,
  { tenantId }: TenantScope,
  lineIds: readonly string[],
): Promise<Map<string, CurrentLine>> {
  if (lineIds.length === 0) return new Map();
  // Asked for at once, so that the database finds the next rows while these are read.
  const [found, contracts, terms, units, prices, overrides] = await Promise.all([
    db
      .select()
      .from(contractLine)
      .where(and(eq(contractLine.tenantId, tenantId), among(contractLine.id, lineIds))),
    db
      .select()
      .from(contract)
      .where(
        and(
          eq(contract.tenantId, tenantId),
          inArray(
            contract.id,
            db
              .select({ id: contractLine.contractId })
              .from(contractLine)
              .where(and(eq(contractLine.tenantId, tenantId), among(contractLine.id, lineIds))),
          ),
        ),
      ),
    db
      .select()
      .from(lineTerms)
      .where(and(eq(lineTerms.tenantId, tenantId), among(lineTerms.lineId, lineIds)))
      .orderBy(lineTerms.termsVersion),
    db
      .select()
      .from(unitSegment)
      .where(and(eq(unitSegment.tenantId, tenantId), among(unitSegment.lineId, lineIds)))
      .orderBy(unitSegment.recordedAt),
    db
      .select()
      .from(priceSegment)
      .where(and(eq(priceSegment.tenantId, tenantId), among(priceSegment.lineId, lineIds)))
      .orderBy(priceSegment.recordedAt),
    db
      .select()
      .from(unitOverride)
      .where(
        and(
          eq(unitOverride.tenantId, tenantId),
          among(unitOverride.lineId, lineIds),
          isNull(unitOverride.withdrawnAt),
        ),
      )
      .orderBy(unitOverride.fromOn),
  ]);
  const contractOf = new Map(contracts.map((contract) => [contract.id, contract]));
  const termsOf = byLine(terms);
  const unitsOf = byLine(units);
  const pricesOf = byLine(prices);
  const overridesOf = byLine(overrides);
  return new Map(
    found.flatMap((line) => {
      const contract = contractOf.get(line.contractId);
      const termsVersions = termsOf.get(line.id) ?? [];
      const newest = termsVersions.at(-1);
      if (contract === undefined || newest === undefined) return [];
      const current: CurrentLine = {
        line,
        contract,
        terms: newest,
        termsVersions,
        unitSegments: unitsOf.get(line.id) ?? [],
        priceSegments: pricesOf.get(line.id) ?? [],
        overrides: overridesOf.get(line.id) ?? [],
      };
      return [[line.id, current] as const];
    }),
  );
}

/** Rows by their line, each line's in the order given. */
export function byLine<Row extends { lineId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.lineId);
    if (group) group.push(row);
    else groups.set(row.lineId, [row]);
  }
  return groups;
}
