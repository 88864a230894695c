import { and, eq, gte, isNull, or, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";

/** The rules by which lines of active contracts count an asset type under their newest terms. */
export async function rulesOfType(db: Db, ctx: CommandContext, assetTypeId: string): Promise<CountRule[]> {
  const today = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const rows = await db
    .select({ rule: lineTerms.countRule })
    .from(lineTerms)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, lineTerms.tenantId), eq(contractLine.id, lineTerms.lineId)),
    )
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .where(
      and(
        eq(lineTerms.tenantId, ctx.scope.tenantId),
        eq(contract.status, "active"),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, today)),
        eq(lineTerms.billBy, "flexible-assets"),
        sql`${lineTerms.countRule} ->> 'assetTypeId' = ${assetTypeId}`,
        sql`${lineTerms.termsVersion} = (SELECT max(newest.terms_version) FROM line_terms newest
             WHERE newest.tenant_id = ${lineTerms.tenantId} AND newest.line_id = ${lineTerms.lineId})`,
      ),
    );
  return rows.flatMap(({ rule }) => (rule ? [rule] : []));
}
