/** Contract lines for `npm run bench -- proration`, the same for the same seed, and the money work that each period holds. */
import { Temporal } from "temporal-polyfill";
import type { Edit, Rate } from "@/lib/domain/billing/accrual";
import { type BillingInput, billingItems } from "@/lib/domain/billing/billing-items";
import { periodAfter, periodOwning } from "@/lib/domain/billing/billing-period";
import { PreviewInput } from "@/lib/domain/billing/preview-input";
import { randomNumbers } from "./random-numbers";

/** One period of one line: what was billed on its days, change by change. */
export type LinePeriod = { line: number; periodStartOn: string; edits: Edit[]; rate: Rate };

export type Portfolio = { inputs: BillingInput[]; periods: LinePeriod[] };

const CURRENCIES = ["USD", "EUR", "JPY", "KWD"];
const CYCLES = ["monthly", "monthly", "monthly", "quarterly", "weekly"] as const;
const FIRST_ON = Temporal.PlainDate.from("2025-01-01");
const LAST_ON = Temporal.PlainDate.from("2025-12-31");

/** Lines of a year in four currencies: units change about twice a month, prices once a quarter. */
export function portfolioOf(lines: number, seed: number): Portfolio {
  const random = randomNumbers(seed);
  const inputs = Array.from({ length: lines }, (_, index) => PreviewInput.parse(inputOf(index, random)));
  return { inputs, periods: inputs.flatMap(periodsOf) };
}

function inputOf(index: number, random: () => number) {
  const startOn = FIRST_ON.add({ days: Math.floor(random() * 60) }).toString();
  const daysAfterStart = (share: number) =>
    Temporal.PlainDate.from(startOn)
      .add({ days: Math.floor(share * 300) })
      .toString();
  const recorded = (effectiveOn: string) => ({ effectiveOn, recordedAt: `${effectiveOn}T05:15:00Z` });
  const daysOf = (changes: number) => [
    ...new Set([startOn, ...Array.from({ length: changes }, () => daysAfterStart(random()))]),
  ];
  const units = () => (random() < 0.8 ? `${Math.ceil(random() * 250)}` : (random() * 250).toFixed(4));
  const price = () => (random() < 0.7 ? (1 + random() * 90).toFixed(2) : (random() * 5).toFixed(8));
  return {
    currency: CURRENCIES[index % CURRENCIES.length]!,
    contract: {
      billingCycle: CYCLES[index % CYCLES.length]!,
      alignment: index % 3 === 0 ? ("calendar" as const) : ("contract-start" as const),
      anchorDay: null,
      startOn,
      endOn: null,
      issueInvoiceOn: "start" as const,
    },
    line: {
      startOn,
      endOn: null,
      prorateIncreases: "daily" as const,
      prorateDecreases: "daily" as const,
      units: daysOf(20).map((on) => ({ ...recorded(on), units: units() })),
      prices: daysOf(3).map((on) => ({ ...recorded(on), unitPrice: price() })),
    },
    posted: [],
    window: { fromOn: FIRST_ON.toString(), toOn: LAST_ON.toString() },
    asOf: null,
  };
}

/** The periods that begin up to the last day, each change of units or price an edit from its day to the period's end. */
function periodsOf(input: BillingInput, line: number): LinePeriod[] {
  const { contract, currency } = input;
  const { units, prices } = input.line;
  const changes = [...units, ...prices].map(({ effectiveOn }) => effectiveOn.toString());
  const periods: LinePeriod[] = [];
  let period = periodOwning(contract, contract.startOn);
  while (Temporal.PlainDate.compare(period.range.from, LAST_ON) <= 0) {
    const { until } = period.range;
    const from = latest(period.range.from, contract.startOn);
    const within = changes.filter((on) => on > from.toString() && on < until.toString());
    // What begins after the last day is listed by a later question.
    const days = [...new Set([from.toString(), ...within])].filter((on) => on <= LAST_ON.toString()).sort();
    const edits = days.map((day) => {
      const effectiveOn = Temporal.PlainDate.from(day);
      const level = { units: valueOn(units, day).units, unitPrice: valueOn(prices, day).unitPrice };
      return { effectiveOn, range: { from: effectiveOn, until }, level };
    });
    periods.push({
      line,
      periodStartOn: from.toString(),
      edits,
      rate: { periodDays: period.days, currency },
    });
    period = periodAfter(contract, period);
  }
  return periods;
}

function latest(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) < 0 ? b : a;
}

function valueOn<Value extends { effectiveOn: Temporal.PlainDate }>(
  values: readonly Value[],
  on: string,
): Value {
  return values
    .filter(({ effectiveOn }) => effectiveOn.toString() <= on)
    .reduce((last, value) =>
      Temporal.PlainDate.compare(value.effectiveOn, last.effectiveOn) < 0 ? last : value,
    );
}

/** Every amount of the whole engine's items, by line, period and date. */
export function amountsOfEngine({ inputs }: Portfolio): Map<string, bigint> {
  return new Map(
    inputs.flatMap((input, line) =>
      billingItems(input).map(
        ({ periodStartOn, effectiveOn, amountMinor }) =>
          [`${line} ${periodStartOn} ${effectiveOn}`, amountMinor] as const,
      ),
    ),
  );
}

/** The amounts of a way to accrue, in the same form; what comes to nothing is no item. */
export function amountsBy(
  accrue: (period: LinePeriod) => readonly bigint[],
  { periods }: Portfolio,
): Map<string, bigint> {
  const amounts = new Map<string, bigint>();
  for (const period of periods) {
    for (const [position, amountMinor] of accrue(period).entries()) {
      const { effectiveOn } = period.edits[position]!;
      if (amountMinor !== 0n)
        amounts.set(`${period.line} ${period.periodStartOn} ${effectiveOn}`, amountMinor);
    }
  }
  return amounts;
}
