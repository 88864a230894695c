import { and, eq, gte, isNull, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import type { CommandContext } from "../context";

export type LineToCount = { lineId: string; accountId: string; assetTypeId: string };

/**
 * Lines of active contracts that bill by flexible assets under their newest terms and have not ended before `businessOn`, by
 * account and id.
 */
export async function linesToCount(ctx: CommandContext, businessOn: string): Promise<LineToCount[]> {
  return withTenant(ctx.scope, async (db) => {
    const rows = await db
      .select({ lineId: contractLine.id, accountId: contract.accountId, rule: lineTerms.countRule })
      .from(contractLine)
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .innerJoin(
        lineTerms,
        and(eq(lineTerms.tenantId, contractLine.tenantId), eq(lineTerms.lineId, contractLine.id)),
      )
      .where(
        and(
          eq(contractLine.tenantId, ctx.scope.tenantId),
          eq(contract.status, "active"),
          or(isNull(contractLine.endOn), gte(contractLine.endOn, businessOn)),
          eq(lineTerms.billBy, "flexible-assets"),
          sql`${lineTerms.termsVersion} = (SELECT max(newest.terms_version) FROM line_terms newest
               WHERE newest.tenant_id = ${contractLine.tenantId} AND newest.line_id = ${contractLine.id})`,
        ),
      )
      .orderBy(contract.accountId, contractLine.id);
    return rows.flatMap(({ rule, ...line }) => (rule ? [{ ...line, assetTypeId: rule.assetTypeId }] : []));
  });
}
