import { and, between, eq, lt } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { standsByItself } from "@/db/open-charges";
import { billingItem, charge } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { periodOwning } from "@/lib/domain/billing/billing-period";
import { type Derivation, derivationOf } from "@/lib/domain/billing/derivation";
import { formatAmount } from "@/lib/domain/billing/money";
import { termsInWords } from "@/lib/domain/billing/terms-in-words";
import type { DeriveItemInput } from "@/lib/inputs/billing-review";
import type { CommandContext } from "../context";
import { type CurrentLine, currentLine } from "../contract-lines/current-line";
import { CommandRefused } from "../refusal";
import { lineBillingInput } from "./line-billing-input";

/** `terms`: what is counted and how changes are billed, in a sentence. `earlier`: what was posted for the period, oldest first. */
export type ItemDerivation = Derivation & {
  terms: string;
  earlier: {
    kind: "regular" | "proration" | "manual";
    effectiveOn: string;
    amount: string;
    postedAt: string;
    postedBy: string;
    reason: string | null;
  }[];
};

/**
 * How an item in review, or a charge on the day it was posted, comes about. Writes nothing.
 * @throws CommandRefused "not-allowed", "not-found"; BillingFault where the line cannot be billed.
 */
export async function deriveItem(ctx: CommandContext, { of, id }: DeriveItemInput): Promise<ItemDerivation> {
  authorize(ctx, "view");
  return withTenant(ctx.scope, async (db) => {
    const asked = of === "item" ? await itemAsked(db, ctx, id) : await chargeAsked(db, ctx, id);
    if (!asked) throw new CommandRefused("not-found", { what: of === "item" ? "billing item" : "charge" });
    const current = await currentLine(db, ctx, asked.lineId);
    const periodStartOn = Temporal.PlainDate.from(asked.periodStartOn);
    const effectiveOn = Temporal.PlainDate.from(asked.effectiveOn);
    const known = await lineBillingInput(db, ctx, current, effectiveOn, asked.postedAt);
    const lastOn = periodOwning(known.contract, periodStartOn).range.until;
    const toOn = Temporal.PlainDate.compare(effectiveOn, lastOn) > 0 ? effectiveOn : lastOn;
    const input = { ...known, window: { ...known.window, toOn }, listsZeroItems: asked.amountMinor === 0n };
    const derived = derivationOf(input, { periodStartOn, effectiveOn, kind: asked.kind });
    return {
      ...derived,
      terms: termsOn(current, asked.effectiveOn),
      earlier: await earlierCharges(db, ctx, asked, derived),
    };
  });
}

type Asked = Pick<
  typeof billingItem.$inferSelect,
  "lineId" | "periodStartOn" | "effectiveOn" | "amountMinor"
> & { kind: string; postedAt: string | null };

async function itemAsked(db: Db, ctx: CommandContext, id: string): Promise<Asked | undefined> {
  const [item] = await db
    .select()
    .from(billingItem)
    .where(and(eq(billingItem.tenantId, ctx.scope.tenantId), eq(billingItem.id, id)));
  return item && { ...item, postedAt: null };
}

async function chargeAsked(db: Db, ctx: CommandContext, id: string): Promise<Asked | undefined> {
  const [found] = await db
    .select()
    .from(charge)
    .where(and(eq(charge.tenantId, ctx.scope.tenantId), eq(charge.id, id)));
  return found;
}

function termsOn({ contract, termsVersions }: CurrentLine, on: string): string {
  const terms = termsVersions.findLast(({ effectiveOn }) => effectiveOn <= on) ?? termsVersions[0]!;
  const { billingCycle, alignment, issueInvoiceOn } =
    contract.cycleChanges.findLast(({ fromOn }) => fromOn <= on) ?? contract;
  return termsInWords({
    rule: terms.billBy === "none" ? null : (terms.ruleInWords ?? "count of flexible assets"),
    rounding: terms.rounding,
    minimum: terms.minimumUnits,
    included: terms.includedUnits,
    maximum: terms.maximumUnits,
    prorateIncreases: terms.prorateIncreases,
    prorateDecreases: terms.prorateDecreases,
    billingCycle,
    alignment,
    issueInvoiceOn,
    effectiveOn: Temporal.PlainDate.from(terms.effectiveOn),
  });
}

/** What stands posted for the period, before the charge that was asked about. */
async function earlierCharges(
  db: Db,
  ctx: CommandContext,
  asked: Asked,
  { periodStartOn, periodEndOn }: Derivation,
): Promise<ItemDerivation["earlier"]> {
  const rows = await db
    .select({
      kind: charge.kind,
      effectiveOn: charge.effectiveOn,
      amountMinor: charge.amountMinor,
      currency: charge.currency,
      postedAt: charge.postedAt,
      postedBy: charge.postedBy,
      reason: charge.reason,
    })
    .from(charge)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.lineId, asked.lineId),
        between(charge.periodStartOn, periodStartOn, periodEndOn),
        standsByItself(db),
        asked.postedAt === null ? undefined : lt(charge.postedAt, asked.postedAt),
      ),
    )
    .orderBy(charge.postedAt, charge.effectiveOn, charge.id);
  return rows.map(({ amountMinor, currency, ...row }) => ({
    ...row,
    amount: formatAmount(amountMinor, currency),
  }));
}
