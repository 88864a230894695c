import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import type { UsedRule } from "@/lib/domain/counting/service-use";
import type { CommandContext } from "../context";
import type { ContractRow } from "../contracts/take-contract";

export type StoredLine = Pick<
  typeof contractLine.$inferSelect,
  "id" | "contractId" | "serviceId" | "name" | "endOn"
>;

export type StoredRule = UsedRule & {
  accountId: string;
  serviceId: string;
  lineName: string;
  contractName: string;
  isRunning: boolean;
};

/** What is there already and bears on an import for these accounts. */
export type StoredRecords = {
  contracts: ContractRow[];
  lines: StoredLine[];
  /** What lines of the whole tenant count, under their newest terms. */
  rules: StoredRule[];
  /** Accounts with an IT Glue organization. */
  mappedAccountIds: ReadonlySet<string>;
};

export async function storedRecords(
  db: Db,
  ctx: CommandContext,
  accountIds: readonly string[],
  businessOn: string,
): Promise<StoredRecords> {
  const { tenantId } = ctx.scope;
  if (accountIds.length === 0) return { contracts: [], lines: [], rules: [], mappedAccountIds: new Set() };
  const contracts = await db
    .select()
    .from(contract)
    .where(and(eq(contract.tenantId, tenantId), inArray(contract.accountId, [...accountIds])))
    .orderBy(asc(contract.contractNumber));
  const { id, contractId, serviceId, name, endOn } = contractLine;
  const lines = await db
    .select({ id, contractId, serviceId, name, endOn })
    .from(contractLine)
    .innerJoin(contract, and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractId)))
    .where(and(eq(contractLine.tenantId, tenantId), inArray(contract.accountId, [...accountIds])))
    .orderBy(asc(contractLine.sortOrder), asc(id));
  const mapped = await db
    .selectDistinct({ accountId: accountOrganization.accountId })
    .from(accountOrganization)
    .innerJoin(
      itGlueSettings,
      and(
        eq(itGlueSettings.tenantId, accountOrganization.tenantId),
        eq(itGlueSettings.connectionId, accountOrganization.connectionId),
      ),
    )
    .where(eq(accountOrganization.tenantId, tenantId));
  return {
    contracts,
    lines,
    rules: await rulesInUse(db, ctx, businessOn),
    mappedAccountIds: new Set(mapped.map(({ accountId }) => accountId)),
  };
}

async function rulesInUse(db: Db, ctx: CommandContext, businessOn: string): Promise<StoredRule[]> {
  const newest = await db
    .selectDistinctOn([lineTerms.lineId], {
      billBy: lineTerms.billBy,
      rule: lineTerms.countRule,
      inWords: lineTerms.ruleInWords,
      accountId: contract.accountId,
      serviceId: contractLine.serviceId,
      lineName: contractLine.name,
      contractName: contract.name,
      isRunning: sql<boolean>`${contract.status} = 'active'
        AND (${contractLine.endOn} IS NULL OR ${contractLine.endOn} >= ${businessOn}::date)`,
    })
    .from(lineTerms)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, lineTerms.tenantId), eq(contractLine.id, lineTerms.lineId)),
    )
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .where(eq(lineTerms.tenantId, ctx.scope.tenantId))
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion));
  return newest.flatMap(({ billBy, rule, inWords, ...line }) =>
    billBy === "flexible-assets" && rule ? [{ ...line, rule, inWords: inWords ?? "" }] : [],
  );
}
