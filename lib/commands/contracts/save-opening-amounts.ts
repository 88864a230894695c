import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { charge, openingAmount } from "@/db/schema/billing";
import { authorize } from "@/lib/auth/policy";
import { formatAmount, minorDigits, parseAmount } from "@/lib/domain/billing/money";
import { type OpeningPeriod, openingPeriods } from "@/lib/domain/billing/opening-periods";
import { type SaveOpeningAmountsInput, saveOpeningAmountsInput } from "@/lib/inputs/contracts";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { reprojectOrRefuse } from "../contract-lines/billable";
import type { CurrentLine } from "../contract-lines/current-line";
import { takeLine } from "../contract-lines/take-line";
import { CommandRefused, type RefusedField } from "../refusal";

export type Opening = OpeningPeriod & { amountMinor: bigint };

/**
 * Sets what the previous system billed for a line's periods, all of them at once: these amounts count as posted, and what
 * the line is entitled to beyond them is billed here (design.md 8, Go-live). A period left blank has none, and its days
 * billed elsewhere yield nothing. Refuses `changed-meanwhile`, `not-found` and `invalid`, also once the line is posted.
 */
export async function saveOpeningAmounts(
  ctx: CommandContext,
  input: SaveOpeningAmountsInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { lineId, version, amounts } = saveOpeningAmountsInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const { line, contract } = await takeLine(db, ctx, { lineId, version });
    if (await isLinePosted(db, ctx, lineId))
      throw new CommandRefused("invalid", {
        message:
          "Opening amounts can no longer change: amounts of this service line are posted, and they rest on it.",
      });
    await writeOpeningAmounts(db, ctx, { line, contract, amounts, fromVersion: version });
    return { version: line.version };
  });
}

type TypedAmounts = readonly { periodStartOn: string; amount: string }[];

/** Writes the opening amounts of a line whose account is held, with the audit, into the transaction at hand. */
export async function writeOpeningAmounts(
  db: Db,
  ctx: CommandContext,
  {
    line,
    contract,
    amounts,
    fromVersion,
  }: Pick<CurrentLine, "line" | "contract"> & {
    amounts: TypedAmounts;
    fromVersion: number;
  },
): Promise<void> {
  const lineId = line.id;
  const openings = wantedOpenings(amounts, openingPeriods(contract, line), contract.currency);
  const own = and(eq(openingAmount.tenantId, ctx.scope.tenantId), eq(openingAmount.lineId, lineId));
  const before = await db.delete(openingAmount).where(own).returning();
  if (openings.length > 0)
    await db.insert(openingAmount).values(
      openings.map(({ startOn, endOn, amountMinor }) => ({
        tenantId: ctx.scope.tenantId,
        lineId,
        periodStartOn: startOn,
        periodEndOn: endOn,
        amountMinor,
        currency: contract.currency,
        recordedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        recordedBy: ctx.actor.name,
      })),
    );
  await reprojectOrRefuse(db, ctx, lineId);
  const old = new Map(before.map((row) => [row.periodStartOn, row.amountMinor]));
  const wanted = new Map(openings.map((opening) => [opening.startOn, opening.amountMinor]));
  const text = (amountMinor: bigint | undefined) =>
    amountMinor === undefined ? null : `${formatAmount(amountMinor, contract.currency)} ${contract.currency}`;
  const changed = [...new Set([...old.keys(), ...wanted.keys()])]
    .filter((startOn) => old.get(startOn) !== wanted.get(startOn))
    .sort();
  await recordAudit(db, ctx, {
    action: "contract-line.opening-amounts-saved",
    subject: { kind: "contract-line", id: lineId },
    changes: {
      ...Object.fromEntries(
        changed.map((startOn) => [
          `openingAmount ${startOn}`,
          { from: text(old.get(startOn)), to: text(wanted.get(startOn)) },
        ]),
      ),
      version: { from: fromVersion, to: line.version },
    },
  });
}

/**
 * Amounts as typed, for the periods the line has: without a gap up to the last one, as that one is already billed.
 * Refuses `invalid` with every fault by its place, "amounts.0.amount".
 */
export function wantedOpenings(
  typed: TypedAmounts,
  periods: readonly OpeningPeriod[],
  currency: string,
): Opening[] {
  const faults: RefusedField[] = [];
  const amounts = new Map<string, bigint>();
  for (const [index, { periodStartOn, amount }] of typed.entries()) {
    if (amount === "") continue;
    const path = `amounts.${index}.amount`;
    const fault =
      !periods.some(({ startOn }) => startOn === periodStartOn) || amounts.has(periodStartOn)
        ? "This is no period of this service line that was billed elsewhere; reload the page"
        : amountFault(amount, currency);
    if (fault) faults.push({ path, message: fault });
    else amounts.set(periodStartOn, amountOf(amount, currency));
  }
  const firstGiven = periods.findIndex(({ startOn }) => amounts.has(startOn));
  const missing =
    firstGiven < 0 ? [] : periods.slice(firstGiven).filter(({ startOn }) => !amounts.has(startOn));
  if (faults.length === 0)
    for (const { startOn } of missing) {
      const index = typed.findIndex(({ periodStartOn }) => periodStartOn === startOn);
      faults.push({
        path: `amounts.${index < 0 ? typed.length : index}.amount`,
        message: `Enter what was billed for the period from ${startOn} too: an earlier one has an amount, and this one would be billed once more`,
      });
    }
  if (faults.length > 0) throw new CommandRefused("invalid", {}, faults);
  return periods.flatMap((period) => {
    const amountMinor = amounts.get(period.startOn);
    return amountMinor === undefined ? [] : [{ ...period, amountMinor }];
  });
}

function amountOf(amount: string, currency: string): bigint {
  const parsed = parseAmount(amount, currency);
  if (!parsed.ok) throw new RangeError("an amount is read after it was checked");
  return parsed.value;
}

function amountFault(amount: string, currency: string): string | null {
  const parsed = parseAmount(amount, currency);
  const digits = minorDigits(currency);
  if (parsed.ok)
    return parsed.value > 0n
      ? null
      : "An opening amount is more than 0; leave it blank where nothing was billed for this period";
  switch (parsed.fault) {
    case "too-many-decimals":
      return `An amount in ${currency} has at most ${digits} decimals; “${amount}” has more`;
    case "too-large":
      return `“${amount}” is too large`;
    default:
      return `An amount is a number such as ${formatAmount(10n ** BigInt(digits + 2), currency)}, with a point before the decimals and nothing between thousands; “${amount}” is not`;
  }
}

async function isLinePosted(db: Db, ctx: CommandContext, lineId: string): Promise<boolean> {
  const found = await db
    .select({ id: charge.id })
    .from(charge)
    .where(and(eq(charge.tenantId, ctx.scope.tenantId), eq(charge.lineId, lineId)))
    .limit(1);
  return found.length > 0;
}
