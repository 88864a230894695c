import { and, eq, lt } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { standsByItself } from "@/db/open-charges";
import { charge, openingAmount } from "@/db/schema/billing";
import type { BillingInput } from "@/lib/domain/billing/billing-items";
import type { CountTerms } from "@/lib/domain/billing/line-account";
import { cycleChangesOf } from "@/lib/domain/billing/next-period";
import { withOverrides } from "@/lib/domain/billing/overrides";
import { decimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import type { CommandContext } from "../context";
import type { CurrentLine } from "../contract-lines/current-line";
import { dayOf, momentOf } from "./stored-text";

const units = (text: string) => decimal(text, UNITS_SCALE);
const unitsOrNull = (text: string | null) => (text === null ? null : units(text));

/**
 * A line with all that is posted for it, as the billing engine takes it, for items due up to and including `toOn`. What was
 * unposted is left out with its mirror: the line is as if it had never been posted, however often that happened.
 * `knownAt`: only what was recorded by then and posted before it; null: everything.
 */
export async function lineBillingInput(
  db: Db,
  ctx: CommandContext,
  current: CurrentLine,
  toOn: Temporal.PlainDate,
  knownAt: string | null = null,
): Promise<BillingInput> {
  const { line } = current;
  const charges = await db
    .select()
    .from(charge)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.lineId, line.id),
        standsByItself(db),
        knownAt === null ? undefined : lt(charge.postedAt, knownAt),
      ),
    )
    .orderBy(charge.postedAt, charge.revision);
  const openings = await db
    .select()
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, ctx.scope.tenantId), eq(openingAmount.lineId, line.id)))
    .orderBy(openingAmount.periodStartOn);
  const input = billingInputOf(current, { charges, openings }, toOn);
  return knownAt === null ? input : { ...input, asOf: momentOf(knownAt) };
}

/** What of a line's charges and opening amounts the engine reads, in the order of their posting and of their periods. */
export type PostedRows = {
  charges: Pick<
    typeof charge.$inferSelect,
    "periodStartOn" | "periodEndOn" | "amountMinor" | "kind" | "effectiveOn" | "postedAt"
  >[];
  openings: Pick<typeof openingAmount.$inferSelect, "periodStartOn" | "periodEndOn" | "amountMinor">[];
};

/** The same of rows already read, as by a run that reads many lines at once. */
export function billingInputOf(
  { line, contract, termsVersions, unitSegments, priceSegments, overrides }: CurrentLine,
  { charges, openings }: PostedRows,
  toOn: Temporal.PlainDate,
): BillingInput {
  const [firstTerms, ...laterTerms] = termsVersions;
  const startOn = firstBilledDay(line.startOn, contract.billedElsewhereThroughOn, openings[0]?.periodStartOn);
  return {
    currency: contract.currency,
    contract: {
      billingCycle: contract.billingCycle,
      alignment: contract.alignment,
      anchorDay: contract.anchorDay,
      startOn: dayOf(contract.startOn),
      endOn: contract.endOn === null ? null : dayOf(contract.endOn),
      issueInvoiceOn: contract.issueInvoiceOn,
      cycleChanges: cycleChangesOf(contract.cycleChanges),
    },
    line: {
      startOn,
      endOn: line.endOn === null ? null : dayOf(line.endOn),
      ...countTerms(firstTerms!),
      termsChanges: laterTerms.map((terms) => ({
        ...countTerms(terms),
        effectiveOn: dayOf(terms.effectiveOn),
        recordedAt: momentOf(terms.recordedAt),
      })),
      units: withOverrides(
        unitSegments.map((segment) => ({
          effectiveOn: dayOf(segment.effectiveOn),
          units: units(segment.units),
          recordedAt: momentOf(segment.recordedAt),
        })),
        overrides.map((override) => ({
          fromOn: dayOf(override.fromOn),
          throughOn: dayOf(override.throughOn),
          units: units(override.units),
          recordedAt: momentOf(override.recordedAt),
        })),
      ),
      prices: priceSegments.map((segment) => ({
        effectiveOn: dayOf(segment.effectiveOn),
        unitPrice: decimal(segment.unitPrice, UNIT_PRICE_SCALE),
        recordedAt: momentOf(segment.recordedAt),
      })),
    },
    posted: [
      ...openings.map((opening) => ({
        periodStartOn: dayOf(opening.periodStartOn),
        periodEndOn: dayOf(opening.periodEndOn),
        amountMinor: opening.amountMinor,
        kind: "regular" as const,
        effectiveOn: dayOf(opening.periodStartOn),
        // Billed before go-live, from what was known elsewhere.
        postedAt: null,
      })),
      ...charges.map((posted) => ({
        periodStartOn: dayOf(posted.periodStartOn),
        periodEndOn: dayOf(posted.periodEndOn),
        amountMinor: posted.amountMinor,
        kind: posted.kind,
        effectiveOn: dayOf(posted.effectiveOn),
        postedAt: momentOf(posted.postedAt),
      })),
    ],
    window: { fromOn: startOn, toOn },
    asOf: null,
  };
}

function countTerms(terms: CurrentLine["terms"]): CountTerms {
  return {
    rounding: terms.rounding,
    minimum: unitsOrNull(terms.minimumUnits),
    included: unitsOrNull(terms.includedUnits),
    maximum: unitsOrNull(terms.maximumUnits),
    prorateIncreases: terms.prorateIncreases,
    prorateDecreases: terms.prorateDecreases,
  };
}

/**
 * Days that were billed elsewhere before go-live yield nothing here, but those of a period with an opening amount: that
 * one is posted, so it is compared with what the line is entitled to (design.md 8, Go-live).
 */
function firstBilledDay(
  startOn: string,
  billedElsewhereThroughOn: string | null,
  firstOpeningOn: string | undefined,
): Temporal.PlainDate {
  const start = dayOf(startOn);
  if (firstOpeningOn !== undefined) return firstOpeningOn > startOn ? dayOf(firstOpeningOn) : start;
  if (billedElsewhereThroughOn === null) return start;
  const golive = dayOf(billedElsewhereThroughOn).add({ days: 1 });
  return Temporal.PlainDate.compare(golive, start) > 0 ? golive : start;
}
