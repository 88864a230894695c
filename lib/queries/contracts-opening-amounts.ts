import { and, asc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { charge, openingAmount } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { type OpeningPeriod, openingPeriods } from "@/lib/domain/billing/opening-periods";

export type OpeningLine = {
  id: string;
  name: string;
  version: number;
  startOn: string;
  /** Once something of the line is posted, its opening amounts are frozen. */
  isPosted: boolean;
  /** Oldest first; `amount` in major units, null where none was entered. */
  periods: (OpeningPeriod & { amount: string | null })[];
};

export type OpeningAmounts = {
  contract: {
    id: string;
    contractNumber: number;
    name: string;
    currency: string;
    billedElsewhereThroughOn: string | null;
  };
  lines: OpeningLine[];
};

/** What the previous system billed, line by line, and what it could have; null where this tenant has no such contract. */
export async function openingAmounts(scope: TenantScope, contractId: string): Promise<OpeningAmounts | null> {
  return withTenant(scope, async (db) => {
    const [own] = await db
      .select()
      .from(contract)
      .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.id, contractId)));
    if (!own) return null;
    const { id, contractNumber, name, currency, billedElsewhereThroughOn } = own;
    return {
      contract: { id, contractNumber, name, currency, billedElsewhereThroughOn },
      lines: await openingLines(db, scope, own),
    };
  });
}

/** As `openingAmounts`, inside a transaction that has the contract already. */
export async function openingLines(
  db: Db,
  scope: TenantScope,
  own: typeof contract.$inferSelect,
): Promise<OpeningLine[]> {
  const lines = await db
    .select({
      id: contractLine.id,
      name: contractLine.name,
      version: contractLine.version,
      startOn: contractLine.startOn,
      endOn: contractLine.endOn,
    })
    .from(contractLine)
    .where(and(eq(contractLine.tenantId, scope.tenantId), eq(contractLine.contractId, own.id)))
    .orderBy(asc(contractLine.sortOrder), asc(contractLine.name));
  const posted = await db
    .selectDistinct({ lineId: charge.lineId })
    .from(charge)
    .where(and(eq(charge.tenantId, scope.tenantId), eq(charge.contractId, own.id)));
  const amounts = await db
    .select({ amount: openingAmount })
    .from(openingAmount)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, openingAmount.tenantId), eq(contractLine.id, openingAmount.lineId)),
    )
    .where(and(eq(openingAmount.tenantId, scope.tenantId), eq(contractLine.contractId, own.id)));
  return lines.map(({ endOn, ...line }) => ({
    ...line,
    isPosted: posted.some(({ lineId }) => lineId === line.id),
    periods: openingPeriods(own, { startOn: line.startOn, endOn }).map((period) => {
      const entered = amounts.find(
        ({ amount: { lineId, periodStartOn } }) => lineId === line.id && periodStartOn === period.startOn,
      );
      return {
        ...period,
        amount: entered ? formatAmount(entered.amount.amountMinor, entered.amount.currency) : null,
      };
    }),
  }));
}
