import { and, asc, desc, eq, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { UnitRounding } from "@/lib/domain/billed-units";
import type { Alignment, BillingCycle, IssueTime } from "@/lib/domain/billing/billing-period";
import type { Proration } from "@/lib/domain/billing/billing-policy";
import { cycleInForce, nextPeriodOn } from "@/lib/domain/billing/next-period";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { type FormService, formServices } from "./line-form-services";
import { type FormAssetType, formAssetTypes } from "./line-form-types";

export type FormLine = {
  id: string;
  version: number;
  serviceId: string;
  name: string;
  description: string;
  startOn: string;
  endOn: string | null;
  billBy: "none" | "flexible-assets";
  countRule: CountRule | null;
  ruleInWords: string | null;
  rounding: UnitRounding;
  minimumUnits: string | null;
  includedUnits: string | null;
  maximumUnits: string | null;
  prorateIncreases: Proration;
  prorateDecreases: Proration;
  /** Every recorded unit and price, oldest knowledge first: what applies on a day is worked out where it is shown. */
  units: { effectiveOn: string; recordedAt: string; units: string }[];
  prices: { effectiveOn: string; recordedAt: string; unitPrice: string; unitCost: string | null }[];
  /** Once anything of the line is posted its start date is frozen. */
  isPosted: boolean;
};

export type LineForm = {
  contract: {
    id: string;
    contractNumber: number;
    name: string;
    accountId: string;
    accountName: string;
    status: "active" | "inactive";
    startOn: string;
    endOn: string | null;
    billingCycle: BillingCycle;
    alignment: Alignment;
    issueInvoiceOn: IssueTime;
    currency: string;
  };
  line: FormLine | null;
  services: FormService[];
  assetTypes: FormAssetType[];
  /** When the types were last read from IT Glue; null: never. */
  typesReadAt: string | null;
  setUp: {
    isSetUp: boolean;
    isEnabled: boolean;
    isTwoWaySyncEnabled: boolean;
    /** Names of the organizations linked to the account; none: nothing can be counted. */
    organizations: string[];
  };
  /** What a new line starts with: the first day of the contract that is still to be billed. */
  defaultStartOn: string;
  /** The first day of the period after today's: from when a changed price counts unless a day is chosen. */
  nextPeriodOn: string;
};

/** All the service line form needs as of `on`; null where this tenant has no such contract or line. */
export async function lineForm(
  scope: TenantScope,
  { contractId, lineId, on }: { contractId: string; lineId: string | null; on: string },
): Promise<LineForm | null> {
  return withTenant(scope, async (db) => {
    const [found] = await db
      .select({ contract, accountName: account.name })
      .from(contract)
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.id, contractId)));
    if (!found) return null;
    const line = lineId === null ? null : await lineOf(db, scope, contractId, lineId);
    if (lineId !== null && line === null) return null;
    const { contract: own, accountName } = found;
    const cycle = cycleInForce(own, on);
    const { connectionId, ...setUp } = await setUpOf(db, scope, own.accountId);
    const types =
      connectionId === null
        ? { assetTypes: [], typesReadAt: null }
        : await formAssetTypes(db, scope, {
            connectionId,
            accountId: own.accountId,
            isMapped: setUp.organizations.length > 0,
          });
    return {
      contract: {
        id: own.id,
        contractNumber: own.contractNumber,
        name: own.name,
        accountId: own.accountId,
        accountName,
        status: own.status,
        startOn: own.startOn,
        endOn: own.endOn,
        billingCycle: cycle.billingCycle,
        alignment: cycle.alignment,
        issueInvoiceOn: cycle.issueInvoiceOn,
        currency: own.currency,
      },
      line,
      services: await formServices(db, scope, lineId),
      ...types,
      setUp,
      defaultStartOn: defaultStartOf(own, on),
      nextPeriodOn: nextPeriodOn(own, on),
    };
  });
}

async function lineOf(
  db: Db,
  scope: TenantScope,
  contractId: string,
  lineId: string,
): Promise<FormLine | null> {
  const [found] = await db
    .select({
      line: contractLine,
      terms: lineTerms,
      isPosted: sql<boolean>`exists (select 1 from charge c
        where c.tenant_id = ${contractLine.tenantId} and c.line_id = ${contractLine.id})`,
    })
    .from(contractLine)
    .innerJoin(
      lineTerms,
      and(eq(lineTerms.tenantId, contractLine.tenantId), eq(lineTerms.lineId, contractLine.id)),
    )
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        eq(contractLine.id, lineId),
        eq(contractLine.contractId, contractId),
      ),
    )
    .orderBy(desc(lineTerms.termsVersion))
    .limit(1);
  if (!found) return null;
  const { line, terms, isPosted } = found;
  const units = await db
    .select({
      effectiveOn: unitSegment.effectiveOn,
      recordedAt: unitSegment.recordedAt,
      units: unitSegment.units,
    })
    .from(unitSegment)
    .where(and(eq(unitSegment.tenantId, scope.tenantId), eq(unitSegment.lineId, lineId)))
    .orderBy(asc(unitSegment.recordedAt));
  const prices = await db
    .select({
      effectiveOn: priceSegment.effectiveOn,
      recordedAt: priceSegment.recordedAt,
      unitPrice: priceSegment.unitPrice,
      unitCost: priceSegment.unitCost,
    })
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, scope.tenantId), eq(priceSegment.lineId, lineId)))
    .orderBy(asc(priceSegment.recordedAt));
  const { id, version, serviceId, name, description, startOn, endOn } = line;
  const { billBy, countRule, ruleInWords, rounding, minimumUnits, includedUnits, maximumUnits } = terms;
  const { prorateIncreases, prorateDecreases } = terms;
  return {
    ...{ id, version, serviceId, name, description, startOn, endOn },
    ...{ billBy, countRule, ruleInWords, rounding, minimumUnits, includedUnits, maximumUnits },
    ...{ prorateIncreases, prorateDecreases, units, prices, isPosted },
  };
}

async function setUpOf(db: Db, scope: TenantScope, accountId: string) {
  const [settings] = await db
    .select({
      connectionId: itGlueSettings.connectionId,
      isEnabled: itGlueSettings.isEnabled,
      isTwoWaySyncEnabled: itGlueSettings.isTwoWaySyncEnabled,
    })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, scope.tenantId));
  const connectionId = settings?.connectionId ?? null;
  const linked =
    connectionId === null
      ? []
      : await db
          .select({ name: organization.name })
          .from(accountOrganization)
          .innerJoin(
            organization,
            and(
              eq(organization.tenantId, accountOrganization.tenantId),
              eq(organization.connectionId, accountOrganization.connectionId),
              eq(organization.id, accountOrganization.organizationId),
            ),
          )
          .where(
            and(
              eq(accountOrganization.tenantId, scope.tenantId),
              eq(accountOrganization.accountId, accountId),
              eq(accountOrganization.connectionId, connectionId),
            ),
          )
          .orderBy(asc(organization.name));
  return {
    connectionId,
    isSetUp: connectionId !== null,
    isEnabled: settings?.isEnabled ?? false,
    isTwoWaySyncEnabled: settings?.isTwoWaySyncEnabled ?? false,
    organizations: linked.map(({ name }) => name),
  };
}

type ContractRow = typeof contract.$inferSelect;

function defaultStartOf({ startOn, billedElsewhereThroughOn: through }: ContractRow, on: string): string {
  if (startOn >= on) return startOn;
  if (through === null) return on;
  const firstBilledOn = Temporal.PlainDate.from(through).add({ days: 1 }).toString();
  return firstBilledOn > startOn ? firstBilledOn : startOn;
}
