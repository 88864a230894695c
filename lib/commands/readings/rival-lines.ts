import { and, desc, eq, gte, isNull, ne, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { CommandContext } from "../context";

export type RivalLine = {
  lineId: string;
  lineName: string;
  serviceId: string;
  contractId: string;
  contractName: string;
  rule: CountRule;
};

/** Other lines of the account that bill by the same asset type today or later, under their newest terms. */
export async function rivalLines(
  db: Db,
  ctx: CommandContext,
  of: { accountId: string; assetTypeId: string; exceptLineId: string | null; businessOn: string },
): Promise<RivalLine[]> {
  const rows = await db
    .selectDistinctOn([contractLine.id], {
      lineId: contractLine.id,
      lineName: contractLine.name,
      serviceId: contractLine.serviceId,
      contractId: contract.id,
      contractName: contract.name,
      billBy: lineTerms.billBy,
      rule: lineTerms.countRule,
    })
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
        eq(contract.accountId, of.accountId),
        eq(contract.status, "active"),
        or(isNull(contractLine.endOn), gte(contractLine.endOn, of.businessOn)),
        of.exceptLineId === null ? undefined : ne(contractLine.id, of.exceptLineId),
      ),
    )
    .orderBy(contractLine.id, desc(lineTerms.termsVersion));
  return rows.flatMap(({ billBy, rule, ...line }) =>
    billBy === "flexible-assets" && rule?.assetTypeId === of.assetTypeId ? [{ ...line, rule }] : [],
  );
}
