import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { UNIT_ROUNDINGS } from "@/lib/domain/billed-units";
import { type BillingInput, type BillingItem, billingItems } from "./billing-items";
import {
  ALIGNMENTS,
  type Alignment,
  BILLING_CYCLES,
  type BillingCycle,
  boundaryFrom,
  type ContractTerms,
  ISSUE_TIMES,
} from "./billing-period";
import { PRORATIONS, type Proration } from "./billing-policy";
import { isBefore, plusDays } from "./calendar";
import type { CountTerms } from "./line-account";
import type { PostedCharge } from "./posted-periods";
import { historyOf } from "./unit-segments";

// Random lives of contract lines for property tests: what is recorded when, what is posted in between.
const askedRuns = process.env.FLEXBILL_PROPERTY_RUNS;

/**
 * The ordinary run repeats itself. `FLEXBILL_PROPERTY_RUNS=100000` looks further, and `FLEXBILL_PROPERTY_SEED` elsewhere: fewer
 * runs or more begin with the same lives.
 */
export const RUNS = {
  numRuns: askedRuns === undefined ? 1_000 : Number(askedRuns),
  seed: Number(process.env.FLEXBILL_PROPERTY_SEED ?? 20_260_610),
};

/** Long enough for them on a busy machine. */
export const RUNS_TIMEOUT_MS = 300 * Math.max(RUNS.numRuns, 1_000);

const EPOCH = Temporal.PlainDate.from("2024-02-08");

/** A life is made of moments from 0 to 100; how many days it lasts depends on the cycle. */
const MOMENTS = 100;
const LIFE_DAYS = { weekly: 40, monthly: 170, quarterly: 400, yearly: 900 } as const;

function dayOf(moment: number, cycle: BillingCycle): Temporal.PlainDate {
  return plusDays(EPOCH, Math.round((moment * LIFE_DAYS[cycle]) / MOMENTS));
}

const moment = fc.integer({ min: 0, max: MOMENTS });
/** Start and last moment; null never ends. */
const service = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer({ min: 0, max: 70 }), { freq: 3 }))
  .map(([start, lasts]) => ({ start, end: lasts === null ? null : start + lasts }));

const UNIT = 10_000n;
const PRICE = 100_000_000n;

const units = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((whole) => BigInt(whole) * UNIT),
  fc.integer({ min: 0, max: 400_000 }).map(BigInt),
);
const unitPrice = fc.oneof(
  fc.constantFrom(10n * PRICE, 1n * PRICE, 0n, 33_333_333n),
  fc.bigInt({ min: 0n, max: 200n * PRICE }),
);
const limit = fc.option(
  fc.integer({ min: 0, max: 20 }).map((whole) => BigInt(whole) * UNIT),
  { freq: 4 },
);

/** What happens to a line: a count or price is recorded, its end moves, a charge is unposted or adjusted by hand. */
export type Happening =
  | { kind: "units" | "price"; effectiveOn: Temporal.PlainDate; value: bigint }
  | { kind: "terms"; effectiveOn: Temporal.PlainDate; terms: CountTerms }
  | { kind: "end"; endOn: Temporal.PlainDate | null }
  | { kind: "unpost"; pick: number }
  | { kind: "manual"; pick: number; amountMinor: bigint };

/** What is posted before a happening: items due up to a day, all of them or each second or third. */
export type Posting = { upTo: Temporal.PlainDate; every: number };

/** Happenings are in the order in which they are recorded. */
export type Life = {
  input: BillingInput;
  happenings: readonly { happening: Happening; posting: Posting | null }[];
};

const contractChoices = fc.record({
  billingCycle: fc.constantFrom(...BILLING_CYCLES),
  alignment: fc.constantFrom(...ALIGNMENTS),
  anchorDay: fc.option(fc.integer({ min: 1, max: 31 })),
  issueInvoiceOn: fc.constantFrom(...ISSUE_TIMES),
  service,
});

const countTerms = (prorations: readonly Proration[]): fc.Arbitrary<CountTerms> =>
  fc
    .record({
      prorateIncreases: fc.constantFrom(...prorations),
      prorateDecreases: fc.constantFrom(...prorations),
      rounding: fc.constantFrom(...UNIT_ROUNDINGS),
      minimum: limit,
      included: limit,
      maximum: limit,
    })
    .map(({ minimum, maximum, ...terms }) => {
      const isBelow = minimum !== null && maximum !== null && maximum < minimum;
      return { ...terms, minimum, maximum: isBelow ? minimum : maximum };
    });

/** Another cycle at some moment, from the first boundary of the one before on. */
const cycleChange = fc.option(
  fc.record({
    at: moment,
    billingCycle: fc.constantFrom(...BILLING_CYCLES),
    alignment: fc.constantFrom(...ALIGNMENTS),
    anchorDay: fc.option(fc.integer({ min: 1, max: 31 })),
    issueInvoiceOn: fc.constantFrom(...ISSUE_TIMES),
  }),
  { freq: 2 },
);

function withCycleChange(
  contract: ContractTerms,
  change: (typeof cycleChange extends fc.Arbitrary<infer Change> ? Change : never) | null,
  on: Day,
): ContractTerms {
  if (change === null) return contract;
  const { at, anchorDay, ...cycle } = change;
  const fromOn = boundaryFrom(contract, on(at));
  if (!isBefore(contract.startOn, fromOn)) return contract;
  return { ...contract, cycleChanges: [{ ...cycle, anchorDay: anchorDayOf(cycle, anchorDay), fromOn }] };
}

type Day = (moment: number) => Temporal.PlainDate;

const pick = fc.nat({ max: 50 });
const counts = fc.record({ value: units, at: moment }).map(
  ({ value, at }) =>
    (on: Day): Happening => ({ kind: "units", effectiveOn: on(at), value }),
);
const prices = fc.record({ value: unitPrice, at: moment }).map(
  ({ value, at }) =>
    (on: Day): Happening => ({ kind: "price", effectiveOn: on(at), value }),
);
const ends = fc.option(moment).map(
  (at) =>
    (on: Day): Happening => ({ kind: "end", endOn: at === null ? null : on(at) }),
);
const unpostings = pick.map((pick) => (): Happening => ({ kind: "unpost", pick }));
const adjustments = fc
  .record({ pick, amountMinor: fc.bigInt({ min: -20_000n, max: 5_000n }) })
  .map((adjustment) => (): Happening => ({ kind: "manual", ...adjustment }));

const termsChanges = (prorations: readonly Proration[]) =>
  fc.record({ terms: countTerms(prorations), at: moment }).map(
    ({ terms, at }) =>
      (on: Day): Happening => ({ kind: "terms", effectiveOn: on(at), terms }),
  );

type Trouble = "end" | "unpost" | "manual" | "terms";
export const ALL_TROUBLES: readonly Trouble[] = ["end", "unpost", "manual", "terms"];

/** Policies to choose from, what may happen beside counts and prices, and whether all that is due is posted together. */
type Choices = { prorations?: readonly Proration[]; troubles?: readonly Trouble[]; postsWholly?: boolean };

/** Lives with up to a dozen happenings, backdated or ahead, and postings between them. */
export function lives({
  prorations = PRORATIONS,
  troubles = [],
  postsWholly = false,
}: Choices = {}): fc.Arbitrary<Life> {
  const byTrouble = {
    end: ends,
    unpost: unpostings,
    manual: adjustments,
    terms: termsChanges(prorations),
  };
  const happenings = fc.oneof(
    { weight: 5, arbitrary: counts },
    { weight: 2, arbitrary: prices },
    ...troubles.map((trouble) => ({ weight: 1, arbitrary: byTrouble[trouble] })),
  );
  const posting = fc.option(
    fc.record({ upTo: moment, every: postsWholly ? fc.constant(1) : fc.constantFrom(1, 1, 2, 3) }),
  );
  return fc
    .record({
      currency: fc.constantFrom("USD", "JPY", "KWD"),
      contract: contractChoices,
      cycleChange,
      line: fc.record({ terms: countTerms(prorations), service }),
      first: fc.record({ units, unitPrice }),
      later: fc.array(fc.record({ happening: happenings, posting }), { maxLength: 12 }),
    })
    .map(({ currency, contract, cycleChange, line, first, later }) => {
      const on: Day = (at) => dayOf(at, contract.billingCycle);
      const days = ({ start, end }: { start: number; end: number | null }) => ({
        startOn: on(start),
        endOn: end === null ? null : on(end),
      });
      const { service: contractService, anchorDay, ...cycle } = contract;
      const terms = { ...cycle, ...days(contractService), anchorDay: anchorDayOf(contract, anchorDay) };
      return {
        input: {
          currency,
          contract: withCycleChange(terms, cycleChange, on),
          line: { ...line.terms, ...days(line.service), units: [], prices: [] },
          posted: [],
          window: { fromOn: EPOCH, toOn: on(MOMENTS + 20) },
          asOf: null,
        },
        happenings: [
          { happening: { kind: "price", effectiveOn: EPOCH, value: first.unitPrice }, posting: null },
          { happening: { kind: "units", effectiveOn: EPOCH, value: first.units }, posting: null },
          ...later.map(({ happening, posting }) => ({
            happening: happening(on),
            posting: posting && { ...posting, upTo: on(posting.upTo) },
          })),
        ],
      };
    });
}

function anchorDayOf(
  { alignment, billingCycle }: { alignment: Alignment; billingCycle: BillingCycle },
  day: number | null,
): number | null {
  if (alignment === "calendar" || day === null) return null;
  return billingCycle === "weekly" ? ((day - 1) % 7) + 1 : day;
}

const YEAR_BEGINS_MS = Date.UTC(2024, 0);

/** Lets something happen to a line; what it records is known `order` minutes into the year. */
export function happen(input: BillingInput, happening: Happening, order: number): BillingInput {
  const recordedAt = Temporal.Instant.fromEpochMilliseconds(YEAR_BEGINS_MS + order * 60_000);
  const { line, posted } = input;
  switch (happening.kind) {
    case "units": {
      const segment = { effectiveOn: happening.effectiveOn, recordedAt, units: happening.value };
      return { ...input, line: { ...line, units: [...line.units, segment] } };
    }
    case "price": {
      const segment = { effectiveOn: happening.effectiveOn, recordedAt, unitPrice: happening.value };
      return { ...input, line: { ...line, prices: [...line.prices, segment] } };
    }
    case "terms": {
      const segment = { effectiveOn: happening.effectiveOn, recordedAt, ...happening.terms };
      return { ...input, line: { ...line, termsChanges: [...(line.termsChanges ?? []), segment] } };
    }
    case "end":
      return { ...input, line: { ...line, endOn: happening.endOn } };
    case "unpost": {
      const charge = posted[happening.pick];
      return charge ? { ...input, posted: posted.toSpliced(happening.pick, 1) } : input;
    }
    case "manual": {
      const { amountMinor } = happening;
      const charge = posted[happening.pick];
      return charge ? { ...input, posted: [...posted, { ...charge, kind: "manual", amountMinor }] } : input;
    }
  }
}

/** Everything recorded, nothing posted. */
export function recorded({ input, happenings }: Life): BillingInput {
  return happenings.reduce((grown, { happening }, order) => happen(grown, happening, order), input);
}

/** The charges that posting items of a line makes, at the instant of its last recording: they know everything so far. */
export function chargesOf({ line }: BillingInput, items: readonly BillingItem[]): PostedCharge[] {
  const recordings = [...line.units, ...line.prices, ...(line.termsChanges ?? [])];
  const postedAt =
    recordings
      .map(({ recordedAt }) => recordedAt)
      .sort(Temporal.Instant.compare)
      .at(-1) ?? null;
  return items.map((item) => {
    const { kind, periodStartOn, periodEndOn, effectiveOn, amountMinor } = item;
    return { kind, periodStartOn, periodEndOn, effectiveOn, amountMinor, postedAt };
  });
}

export function post(input: BillingInput, { upTo, every }: Posting): BillingInput {
  const items = billingItems({ ...input, window: { ...input.window, toOn: upTo } });
  const ticked = items.filter((_, position) => position % every === 0);
  return { ...input, posted: [...input.posted, ...chargesOf(input, ticked)] };
}

/** Posts every item that is due within the window. */
export function postAll(input: BillingInput): BillingInput {
  return post(input, { upTo: input.window.toOn, every: 1 });
}

/** The life lived: happenings in order, postings between them; the last items are still in review. */
export function lived({ input, happenings }: Life): BillingInput {
  return happenings.reduce(
    (grown, { happening, posting }, order) =>
      happen(posting === null ? grown : post(grown, posting), happening, order),
    input,
  );
}

/** Contract terms alone. */
export const contractTerms: fc.Arbitrary<ContractTerms> = lives().map(({ input }) => input.contract);

/** A random day of a life, before it begins or after it has ended included. */
export const lifeDays: fc.Arbitrary<(input: BillingInput) => Temporal.PlainDate> = moment.map(
  (at) => (input) => dayOf(at, input.contract.billingCycle),
);

/** The units in force on a day, as recorded. */
export function valueInForce({ line }: BillingInput, on: Temporal.PlainDate): bigint {
  const known = historyOf(line.units, "line.units", () => true);
  return known.findLast(({ segment }) => !isBefore(on, segment.effectiveOn))!.segment.units;
}
