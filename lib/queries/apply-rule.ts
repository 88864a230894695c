import { and, asc, desc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { BillingCycle } from "@/lib/domain/billing/billing-period";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import { segmentOn } from "@/lib/domain/billing/segment-on";
import type { UnitsTerms } from "@/lib/domain/counting/count-units";
import { type NotChoosable, ruleCandidate } from "@/lib/domain/counting/rule-candidate";
import { isSameUse } from "@/lib/domain/counting/service-use";

/** A line whose rule can be applied; of lines that count the same only one is offered. */
export type OfferedRule = { lineId: string; lineName: string; accountName: string; inWords: string };

/** The line whose rule is applied, as the new lines will have it; price and cost are decimal text. */
export type RuleToApply = OfferedRule & {
  contractId: string;
  /** What a save names, so that a rule that changed since is not applied. */
  termsVersion: number;
  currency: string;
  billingCycle: BillingCycle;
  unitPrice: string;
  unitCost: string | null;
  terms: UnitsTerms;
};

/** An account, and the contracts the rule can be applied to; where there is none, `reason` says why. */
export type RuleAccount = {
  accountId: string;
  accountName: string;
  contracts: { id: string; name: string; contractNumber: number; startOn: string }[];
  reason: NotChoosable | null;
};

export type ApplyRulePage = {
  service: { id: string; name: string; isActive: boolean };
  /** What lines of the service count, each thing once, the oldest line's first. */
  offered: OfferedRule[];
  /** Null where no line of the service counts anything. */
  rule: RuleToApply | null;
  accounts: RuleAccount[];
  setUp: { isSetUp: boolean; isEnabled: boolean; isTwoWaySyncEnabled: boolean };
};

/**
 * All that "Apply rule to other accounts" shows as of `on`; null where this tenant has no such service, or the service no
 * such line that counts. Without a line its oldest one is taken.
 */
export async function applyRulePage(
  scope: TenantScope,
  { serviceId, lineId, on }: { serviceId: string; lineId: string | null; on: string },
): Promise<ApplyRulePage | null> {
  return withTenant(scope, async (db) => {
    const [found] = await db
      .select({ id: service.id, name: service.name, isActive: service.isActive })
      .from(service)
      .where(and(eq(service.tenantId, scope.tenantId), eq(service.id, serviceId)));
    if (!found) return null;
    const lines = await countingLines(db, scope, serviceId);
    const source = lineId === null ? lines[0] : lines.find((line) => line.lineId === lineId);
    if (lineId !== null && !source) return null;
    const { connectionId, ...setUp } = await setUpOf(db, scope);
    const offered = lines.filter(
      (line, index) => lines.findIndex((each) => isSameUse(each.rule, line.rule)) === index,
    );
    return {
      service: found,
      offered: [...offered, ...(source && !offered.includes(source) ? [source] : [])].map(shown),
      rule: source ? { ...shown(source), ...(await detailsOf(db, scope, source, on)) } : null,
      accounts: source ? await accountsFor(db, scope, { source, lines, connectionId, on }) : [],
      setUp,
    };
  });
}

type CountingLine = Awaited<ReturnType<typeof countingLines>>[number];

/** Lines of the service that count under their newest terms, the oldest first. */
async function countingLines(db: Db, scope: TenantScope, serviceId: string) {
  const rows = await db
    .selectDistinctOn([contractLine.id], {
      lineId: contractLine.id,
      lineName: contractLine.name,
      lineEndOn: contractLine.endOn,
      createdAt: contractLine.createdAt,
      contract,
      accountId: account.id,
      accountName: account.name,
      terms: lineTerms,
    })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
    .innerJoin(
      lineTerms,
      and(eq(lineTerms.tenantId, contractLine.tenantId), eq(lineTerms.lineId, contractLine.id)),
    )
    .where(and(eq(contractLine.tenantId, scope.tenantId), eq(contractLine.serviceId, serviceId)))
    .orderBy(contractLine.id, desc(lineTerms.termsVersion));
  return rows
    .flatMap(({ terms, ...line }) =>
      terms.billBy === "flexible-assets" && terms.countRule
        ? [{ ...line, terms, rule: terms.countRule }]
        : [],
    )
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.lineId.localeCompare(b.lineId));
}

function shown({ lineId, lineName, accountName, terms }: CountingLine): OfferedRule {
  return { lineId, lineName, accountName, inWords: terms.ruleInWords ?? "" };
}

async function detailsOf(db: Db, scope: TenantScope, line: CountingLine, on: string) {
  const prices = await db
    .select()
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, scope.tenantId), eq(priceSegment.lineId, line.lineId)))
    .orderBy(asc(priceSegment.recordedAt));
  const price = segmentOn(prices, "9999-12-31");
  const { termsVersion, rounding, minimumUnits, includedUnits, maximumUnits } = line.terms;
  return {
    contractId: line.contract.id,
    termsVersion,
    currency: line.contract.currency,
    billingCycle: cycleInForce(line.contract, on).billingCycle,
    unitPrice: price?.unitPrice ?? "",
    unitCost: price?.unitCost ?? null,
    terms: { rounding, minimum: minimumUnits, included: includedUnits, maximum: maximumUnits },
  };
}

async function setUpOf(db: Db, scope: TenantScope) {
  const [settings] = await db
    .select({
      connectionId: itGlueSettings.connectionId,
      isEnabled: itGlueSettings.isEnabled,
      isTwoWaySyncEnabled: itGlueSettings.isTwoWaySyncEnabled,
    })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, scope.tenantId));
  const connectionId = settings?.connectionId ?? null;
  return {
    connectionId,
    isSetUp: connectionId !== null,
    isEnabled: settings?.isEnabled ?? false,
    isTwoWaySyncEnabled: settings?.isTwoWaySyncEnabled ?? false,
  };
}

/** Every active account by name, choosable or not. */
async function accountsFor(
  db: Db,
  scope: TenantScope,
  of: { source: CountingLine; lines: readonly CountingLine[]; connectionId: string | null; on: string },
): Promise<RuleAccount[]> {
  const { tenantId } = scope;
  const accounts = await db
    .select({ accountId: account.id, accountName: account.name })
    .from(account)
    .where(and(eq(account.tenantId, tenantId), eq(account.isActive, true)))
    .orderBy(asc(sql`lower(${account.name})`), account.id);
  const contracts = await db
    .select()
    .from(contract)
    .where(eq(contract.tenantId, tenantId))
    .orderBy(asc(contract.contractNumber));
  const linked =
    of.connectionId === null
      ? []
      : await db
          .selectDistinct({ accountId: accountOrganization.accountId })
          .from(accountOrganization)
          .where(
            and(
              eq(accountOrganization.tenantId, tenantId),
              eq(accountOrganization.connectionId, of.connectionId),
            ),
          );
  const mapped = new Set(linked.map(({ accountId }) => accountId));
  const contractsOf = byAccount(
    contracts.map((row) => ({ ...row, billingCycle: cycleInForce(row, of.on).billingCycle })),
  );
  const uses = of.lines.filter(isUnended(of.on)).map((line) => ({ ...line, contractId: line.contract.id }));
  const usesOf = byAccount(uses);
  const { rule, contract: own } = of.source;
  const { billingCycle } = cycleInForce(own, of.on);
  return accounts.map((each) => {
    const found = ruleCandidate(
      {
        isMapped: mapped.has(each.accountId),
        contracts: contractsOf.get(each.accountId) ?? [],
        uses: usesOf.get(each.accountId) ?? [],
      },
      { rule, currency: own.currency, billingCycle, on: of.on },
    );
    return {
      ...each,
      contracts: found.contracts.map(({ id, name, contractNumber, startOn }) => {
        return { id, name, contractNumber, startOn };
      }),
      reason: found.reason,
    };
  });
}

function isUnended(on: string) {
  return ({ contract: { status }, lineEndOn }: CountingLine) =>
    status === "active" && (lineEndOn === null || lineEndOn >= on);
}

function byAccount<Row extends { accountId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.accountId, [...(found.get(row.accountId) ?? []), row]);
  return found;
}
