import type { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import type { BillingInput } from "@/lib/domain/billing/billing-items";
import { periodOwning } from "@/lib/domain/billing/billing-period";
import { formatAmount, minorDigits, parseAmount } from "@/lib/domain/billing/money";
import { postedPeriods } from "@/lib/domain/billing/posted-periods";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { nextRevision } from "./next-revision";

type ManualCharge = Omit<typeof charge.$inferInsert, "kind" | "revision" | "postedAt" | "postedBy"> & {
  reason: string;
};

/** Writes a charge of kind `manual`: outside "already posted", inside the cap (design.md 8). */
export async function writeManualCharge(db: Db, ctx: CommandContext, manual: ManualCharge): Promise<string> {
  const identity = { ...manual, kind: "manual" as const };
  const [written] = await db
    .insert(charge)
    .values({
      ...identity,
      revision: await nextRevision(db, ctx, identity),
      postedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      postedBy: ctx.actor.name,
    })
    .returning({ id: charge.id });
  await recordAudit(db, ctx, {
    action: "charge.adjusted",
    subject: { kind: "charge", id: written!.id },
    changes: {
      amountMinor: { from: null, to: manual.amountMinor.toString() },
      currency: { from: null, to: manual.currency },
      lineId: { from: null, to: manual.lineId },
      periodStartOn: { from: null, to: manual.periodStartOn },
    },
    reason: manual.reason,
  });
  return written!.id;
}

/**
 * An amount as a person typed it, in minor units with the digits of its currency.
 * @throws CommandRefused "invalid" with the fault of the field `amount`.
 */
export function typedAmount(text: string, currency: string): bigint {
  const parsed = parseAmount(text, currency);
  if (parsed.ok) return parsed.value;
  const digits = minorDigits(currency);
  const example = formatAmount(125n * 10n ** BigInt(digits), currency);
  const decimals = digits === 0 ? "no decimals" : `at most ${digits} decimals`;
  throw refusedAmount(
    {
      blank: `Enter an amount in ${currency}, such as ${example}`,
      "not-a-number": `“${text.trim().slice(0, 30)}” is not an amount; enter one such as ${example}, with a point before the decimals and nothing between thousands`,
      "too-many-decimals": `An amount in ${currency} has ${decimals}; “${text.trim().slice(0, 30)}” has more`,
      "too-large": "An amount has at most 12 digits before the point",
    }[parsed.fault],
  );
}

/** Everything posted for the period that owns a day, manual adjustments and opening amounts included. */
export function balanceMinor({ contract, posted }: BillingInput, on: Temporal.PlainDate): bigint {
  const key = periodOwning(contract, on).range.from.toString();
  return postedPeriods(contract, posted).get(key)?.balanceMinor ?? 0n;
}

/**
 * A period is never credited more than was billed for it, earlier credits and adjustments counted (proration.md R20).
 * @throws CommandRefused "invalid" with the fault of the field `amount`.
 */
export function refuseAboveCap(
  amountMinor: bigint,
  standingMinor: bigint,
  currency: string,
  whose: string,
): void {
  if (amountMinor >= 0n || standingMinor + amountMinor >= 0n) return;
  const most = standingMinor > 0n ? standingMinor : 0n;
  throw refusedAmount(
    most === 0n
      ? `Nothing is billed for ${whose}, so nothing can be credited; enter 0 or more`
      : `At most ${formatAmount(most, currency)} ${currency} is billed for ${whose}; enter ${formatAmount(-most, currency)} or more`,
  );
}

export function refusedAmount(message: string): CommandRefused {
  return new CommandRefused("invalid", {}, [{ path: "amount", message }]);
}
