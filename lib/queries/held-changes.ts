import { and, asc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract, contractLine, lineTerms } from "@/db/schema/contract";
import { heldChange, type Reason } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { BillingCycle } from "@/lib/domain/billing/billing-period";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { billedUnits } from "@/lib/domain/counting/count-units";
import { cycleOn } from "./cycle-on";

export type HeldChangeRow = {
  id: string;
  /** What a decision names, so that nobody approves what a later night replaced. */
  version: number;
  lineId: string;
  lineName: string;
  contractId: string;
  contractName: string;
  accountName: string;
  currentUnits: string | null;
  proposedUnits: string;
  /** The date an approval makes it effective from. */
  firstSeenOn: string;
  reasons: Reason[];
  readingId: string;
  /** The cycle in force on that date. */
  billingCycle: BillingCycle;
  currency: string;
  /** What the line bills for one whole period now and once approved, in minor units as text; null without a price. */
  currentMinor: string | null;
  proposedMinor: string | null;
};

/** Open held changes, the longest waiting first; of one line where given. */
export async function heldChanges(scope: TenantScope, lineId?: string): Promise<HeldChangeRow[]> {
  const rows = await withTenant(scope, (db) =>
    db
      .select({
        id: heldChange.id,
        version: heldChange.version,
        lineId: heldChange.lineId,
        lineName: contractLine.name,
        contractId: contract.id,
        contractName: contract.name,
        accountName: account.name,
        currentUnits: heldChange.currentUnits,
        proposedUnits: heldChange.proposedUnits,
        firstSeenOn: heldChange.firstSeenOn,
        reasons: heldChange.reasons,
        readingId: heldChange.readingId,
        billingCycle: cycleOn(heldChange.firstSeenOn),
        currency: contract.currency,
        unitPrice: priceOn,
        rounding: lineTerms.rounding,
        minimum: lineTerms.minimumUnits,
        included: lineTerms.includedUnits,
        maximum: lineTerms.maximumUnits,
      })
      .from(heldChange)
      .innerJoin(
        contractLine,
        and(eq(contractLine.tenantId, heldChange.tenantId), eq(contractLine.id, heldChange.lineId)),
      )
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .innerJoin(
        lineTerms,
        and(eq(lineTerms.tenantId, contractLine.tenantId), eq(lineTerms.lineId, contractLine.id)),
      )
      .where(
        and(
          isNewestTerms,
          eq(heldChange.tenantId, scope.tenantId),
          eq(heldChange.status, "open"),
          lineId === undefined ? undefined : eq(heldChange.lineId, lineId),
        ),
      )
      .orderBy(asc(heldChange.firstSeenOn), asc(account.name)),
  );
  return rows.map(({ unitPrice, rounding, minimum, included, maximum, ...row }) => {
    const billed = (units: string) => billedUnits(units, { rounding, minimum, included, maximum });
    const perPeriod = (units: string | null) =>
      units === null || unitPrice === null
        ? null
        : `${extendedPriceMinor(billed(units), unitPrice, row.currency)}`;
    return {
      ...row,
      currentMinor: perPeriod(row.currentUnits),
      proposedMinor: perPeriod(row.proposedUnits),
    };
  });
}

/** The price on the day from which an approval would apply. */
const priceOn = sql<string | null>`(SELECT p.unit_price::text FROM price_segment p
  WHERE p.tenant_id = ${heldChange.tenantId} AND p.line_id = ${heldChange.lineId}
    AND p.effective_on <= greatest(${heldChange.firstSeenOn}, ${contractLine.startOn})
  ORDER BY p.effective_on DESC, p.recorded_at DESC LIMIT 1)`;

const isNewestTerms = sql`${lineTerms.termsVersion} = (SELECT max(newest.terms_version) FROM line_terms newest
  WHERE newest.tenant_id = ${heldChange.tenantId} AND newest.line_id = ${heldChange.lineId})`;
