/**
 * `npm run bench -- proration`: line-periods a second, against the same amounts made with dinero.js in the same run. Both
 * get the days and levels of each period ready made, so that money alone is compared; the whole engine, which finds them
 * itself and explains every item, is measured beside. All amounts are proved equal before anything is timed.
 */
import { accrue } from "@/lib/domain/billing/accrual";
import { billingItems } from "@/lib/domain/billing/billing-items";
import { accrueWithDinero } from "./dinero-accrual";
import { median, tableOf } from "./figures";
import { amountsBy, amountsOfEngine, type LinePeriod, portfolioOf } from "./proration-portfolio";

export type ProrationBenchOptions = { lines: number; rounds: number; seed: number };

/** Runs the rounds and prints figures; answers whether the engine is at least as fast as dinero.js. */
export async function benchProration({ lines, rounds, seed }: ProrationBenchOptions): Promise<boolean> {
  const portfolio = portfolioOf(lines, seed);
  const { inputs, periods } = portfolio;
  const edits = periods.reduce((sum, period) => sum + period.edits.length, 0);
  console.log(
    `${lines} contract lines of a year: ${periods.length} line-periods with ${edits} changes, ${rounds} rounds`,
  );
  const amounts = amountsOfEngine(portfolio);
  requireEqual("the engine's own accrual", amounts, amountsBy(accrueAlone, portfolio));
  requireEqual("dinero.js", amounts, amountsBy(accrueWithDinero, portfolio));
  console.log(`All ${amounts.size} amounts are the same to the minor unit.\n`);

  const ways = [
    { name: "engine, amounts alone", run: () => periods.forEach((period) => void accrueAlone(period)) },
    {
      name: "dinero.js, amounts alone",
      run: () => periods.forEach((period) => void accrueWithDinero(period)),
    },
    {
      name: "whole engine: periods, items, explanations",
      run: () => inputs.forEach((input) => void billingItems(input)),
    },
  ].map((way) => ({ ...way, perSecond: [] as number[] }));
  // The first round warms up, and who goes first changes.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { run, perSecond } of round % 2 === 0 ? ways : ways.toReversed()) {
      const began = performance.now();
      run();
      if (round > 0) perSecond.push((periods.length / (performance.now() - began)) * 1000);
    }
  }
  const [engine, dinero] = ways.map(({ perSecond }) => median(perSecond)) as [number, number];
  console.log(
    tableOf([
      ["", "line-periods a second", "slowest round", "x dinero.js"],
      ...ways.map(({ name, perSecond }) => [
        name,
        median(perSecond).toFixed(0),
        Math.min(...perSecond).toFixed(0),
        (median(perSecond) / dinero).toFixed(2),
      ]),
    ]),
  );
  const isMet = engine >= dinero;
  console.log(`\n${isMet ? "met   " : "MISSED"}  amounts at least as fast as dinero.js makes them`);
  return isMet;
}

function accrueAlone({ edits, rate }: LinePeriod): bigint[] {
  return accrue(edits, rate).map(({ amountMinor }) => amountMinor);
}

function requireEqual(name: string, expected: Map<string, bigint>, found: Map<string, bigint>): void {
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    if (expected.get(key) !== found.get(key))
      throw new Error(`${key}: ${name} makes it ${found.get(key)}, the engine ${expected.get(key)}`);
  }
}
