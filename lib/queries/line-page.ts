import { and, desc, eq, isNull } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitOverride, unitSegment } from "@/db/schema/counting";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { UnitRounding } from "@/lib/domain/billed-units";
import type { Alignment, BillingCycle, IssueTime } from "@/lib/domain/billing/billing-period";
import type { Proration } from "@/lib/domain/billing/billing-policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import { organizationsOf } from "./contract-page";
import { type EndedOverride, endedOverrides } from "./ended-overrides";
import { type LineFigures, lineFigures } from "./line-figures";
import { type HistoryEvent, subjectHistory } from "./subject-history";

/** One recorded fact about a line's units or price, and the days for which it holds now. */
export type Recorded = {
  id: string;
  effectiveOn: string;
  /** Last day for which it holds; null while nothing follows. */
  throughOn: string | null;
  /** A later record of the same day took its place. */
  isReplaced: boolean;
  recordedAt: string;
  recordedBy: string;
};

export type UnitRecord = Recorded & {
  units: string;
  source: "nightly" | "update-units" | "approved" | "typed";
  readingId: string | null;
  reason: string | null;
};

export type PriceRecord = Recorded & { unitPrice: string; unitCost: string | null };

export type OverrideRecord = {
  id: string;
  fromOn: string;
  throughOn: string;
  units: string;
  reason: string;
  recordedAt: string;
  recordedBy: string;
};

export type TermsRecord = {
  id: string;
  termsVersion: number;
  effectiveOn: string;
  billBy: "none" | "flexible-assets";
  ruleInWords: string | null;
  rounding: UnitRounding;
  minimumUnits: string | null;
  includedUnits: string | null;
  maximumUnits: string | null;
  prorateIncreases: Proration;
  prorateDecreases: Proration;
  recordedAt: string;
  recordedBy: string;
};

export type LinePage = {
  line: {
    id: string;
    version: number;
    name: string;
    description: string;
    startOn: string;
    endOn: string | null;
    serviceId: string;
    serviceName: string;
  };
  contract: {
    id: string;
    contractNumber: number;
    name: string;
    status: "active" | "inactive";
    accountId: string;
    accountName: string;
    billingCycle: BillingCycle;
    alignment: Alignment;
    issueInvoiceOn: IssueTime;
    currency: string;
    endOn: string | null;
  };
  figures: Omit<LineFigures, "extendedMinor"> & { extendedPrice: string | null };
  /** IT Glue organizations linked to the account. */
  organizations: number;
  /** Newest first. */
  terms: TermsRecord[];
  /** By effective date, the latest first; within one date the one in force first. */
  units: UnitRecord[];
  prices: PriceRecord[];
  /** Overrides that stand, the latest first. */
  overrides: OverrideRecord[];
  /** An override that is over while the line was not counted since; null for most. */
  endedOverride: EndedOverride | null;
  /** Newest first. */
  history: HistoryEvent[];
};

const HISTORY_SHOWN = 50;

/** One service line with all its page shows as of `on`; null where the contract has none of this id. */
export async function linePage(
  scope: TenantScope,
  { contractId, lineId, on }: { contractId: string; lineId: string; on: string },
): Promise<LinePage | null> {
  return withTenant(scope, async (db) => {
    const [found] = await db
      .select({ line: contractLine, contract, accountName: account.name, serviceName: service.name })
      .from(contractLine)
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .innerJoin(
        service,
        and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
      )
      .where(
        and(
          eq(contractLine.tenantId, scope.tenantId),
          eq(contractLine.id, lineId),
          eq(contractLine.contractId, contractId),
        ),
      );
    if (!found) return null;
    const { line, contract: own } = found;
    const day = line.startOn > on ? line.startOn : on;
    const figures = (await lineFigures(db, scope, [{ id: lineId, currency: own.currency }], day)).get(lineId);
    if (!figures) return null;
    const { extendedMinor, ...shown } = figures;
    const { id, version, name, description, startOn, endOn, serviceId } = line;
    return {
      line: { id, version, name, description, startOn, endOn, serviceId, serviceName: found.serviceName },
      contract: {
        id: own.id,
        contractNumber: own.contractNumber,
        name: own.name,
        status: own.status,
        accountId: own.accountId,
        accountName: found.accountName,
        ...cycleInForce(own, day),
        currency: own.currency,
        endOn: own.endOn,
      },
      figures: {
        ...shown,
        extendedPrice: extendedMinor === null ? null : formatAmount(extendedMinor, own.currency),
      },
      organizations: await organizationsOf(db, scope, own.accountId),
      terms: await termsOf(db, scope, lineId),
      units: await unitsOf(db, scope, lineId),
      prices: await pricesOf(db, scope, lineId),
      overrides: await overridesOf(db, scope, lineId),
      endedOverride: (await endedOverrides(db, scope, { businessOn: on, lineId }))[0] ?? null,
      history: await subjectHistory(db, scope, [{ kind: "contract-line", ids: [lineId] }], HISTORY_SHOWN),
    };
  });
}

async function termsOf(db: Db, scope: TenantScope, lineId: string): Promise<TermsRecord[]> {
  const rows = await db
    .select()
    .from(lineTerms)
    .where(and(eq(lineTerms.tenantId, scope.tenantId), eq(lineTerms.lineId, lineId)))
    .orderBy(desc(lineTerms.termsVersion));
  return rows.map(({ tenantId: _own, lineId: _line, countRule: _rule, ...row }) => row);
}

async function unitsOf(db: Db, scope: TenantScope, lineId: string): Promise<UnitRecord[]> {
  const rows = await db
    .select()
    .from(unitSegment)
    .where(and(eq(unitSegment.tenantId, scope.tenantId), eq(unitSegment.lineId, lineId)))
    .orderBy(desc(unitSegment.effectiveOn), desc(unitSegment.recordedAt));
  return withDays(rows.map(({ tenantId: _own, lineId: _line, ...row }) => row));
}

async function overridesOf(db: Db, scope: TenantScope, lineId: string): Promise<OverrideRecord[]> {
  return db
    .select({
      id: unitOverride.id,
      fromOn: unitOverride.fromOn,
      throughOn: unitOverride.throughOn,
      units: unitOverride.units,
      reason: unitOverride.reason,
      recordedAt: unitOverride.recordedAt,
      recordedBy: unitOverride.recordedBy,
    })
    .from(unitOverride)
    .where(
      and(
        eq(unitOverride.tenantId, scope.tenantId),
        eq(unitOverride.lineId, lineId),
        isNull(unitOverride.withdrawnAt),
      ),
    )
    .orderBy(desc(unitOverride.fromOn));
}

async function pricesOf(db: Db, scope: TenantScope, lineId: string): Promise<PriceRecord[]> {
  const rows = await db
    .select()
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, scope.tenantId), eq(priceSegment.lineId, lineId)))
    .orderBy(desc(priceSegment.effectiveOn), desc(priceSegment.recordedAt));
  return withDays(rows.map(({ tenantId: _own, lineId: _line, ...row }) => row));
}

/** A segment runs until the next `effectiveOn`, whenever recorded (design.md 5). `rows` are the latest effective first. */
export function withDays<Row extends { effectiveOn: string }>(
  rows: readonly Row[],
): (Row & { throughOn: string | null; isReplaced: boolean })[] {
  let nextOn: string | null = null;
  let currentOn: string | null = null;
  return rows.map((row) => {
    const isReplaced = row.effectiveOn === currentOn;
    if (!isReplaced) {
      nextOn = currentOn;
      currentOn = row.effectiveOn;
    }
    return { ...row, isReplaced, throughOn: isReplaced || nextOn === null ? null : dayBefore(nextOn) };
  });
}

function dayBefore(on: string): string {
  return Temporal.PlainDate.from(on).subtract({ days: 1 }).toString();
}
