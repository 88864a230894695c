import { type PreviewItem, previewBilling } from "./preview";
import type { PreviewInput } from "./preview-input";

/** Inputs of previewBilling as tests write them: only what the case is about. */
type UnitsOn = readonly [effectiveOn: string, units: string, recordedAt?: string];
type PriceOn = readonly [effectiveOn: string, unitPrice: string, recordedAt?: string];
type Posted = PreviewInput["posted"][number];

export type Case = {
  currency?: string;
  contract?: Partial<PreviewInput["contract"]>;
  line?: Partial<Omit<PreviewInput["line"], "units" | "prices">>;
  units: readonly UnitsOn[];
  prices: readonly PriceOn[];
  posted?: readonly Posted[];
  window?: readonly [fromOn: string, toOn: string];
  asOf?: string;
};

/** A monthly, start-billed, calendar contract from the first units on, unless the case says otherwise. */
export function inputOf(given: Case): PreviewInput {
  const startOn = given.contract?.startOn ?? given.units[0]![0];
  const recorded = (effectiveOn: string, recordedAt?: string) => recordedAt ?? `${effectiveOn}T05:15:00Z`;
  return {
    currency: given.currency ?? "USD",
    contract: {
      billingCycle: "monthly",
      alignment: "calendar",
      anchorDay: null,
      startOn,
      endOn: null,
      issueInvoiceOn: "start",
      ...given.contract,
    },
    line: {
      startOn,
      endOn: null,
      prorateIncreases: "daily",
      prorateDecreases: "daily",
      ...given.line,
      units: given.units.map(([effectiveOn, units, at]) => ({
        effectiveOn,
        units,
        recordedAt: recorded(effectiveOn, at),
      })),
      prices: given.prices.map(([effectiveOn, unitPrice, at]) => ({
        effectiveOn,
        unitPrice,
        recordedAt: recorded(effectiveOn, at),
      })),
    },
    posted: [...(given.posted ?? [])],
    window: { fromOn: given.window?.[0] ?? startOn, toOn: given.window?.[1] ?? "2026-12-31" },
    asOf: given.asOf ?? null,
  };
}

/** A regular charge, or with an effective date a proration. */
export function posted(
  periodStartOn: string,
  periodEndOn: string,
  amount: string,
  effectiveOn?: string,
): Posted {
  if (effectiveOn === undefined) return { periodStartOn, periodEndOn, amount };
  return { periodStartOn, periodEndOn, amount, kind: "proration", effectiveOn };
}

/** The items of a case, each as kind, first day of its period, effective date and amount. */
export function rows(given: Case): string[] {
  return previewBilling(inputOf(given)).items.map(rowOf);
}

export function rowOf({ kind, periodStartOn, effectiveOn, amount }: PreviewItem): string {
  const on = effectiveOn === periodStartOn ? "" : ` from ${effectiveOn}`;
  return `${kind} ${periodStartOn}${on}: ${amount}`;
}

export const june = (amount: string, effectiveOn?: string) =>
  posted("2026-06-01", "2026-06-30", amount, effectiveOn);
export const july = (amount: string, effectiveOn?: string) =>
  posted("2026-07-01", "2026-07-31", amount, effectiveOn);
export const august = (amount: string, effectiveOn?: string) =>
  posted("2026-08-01", "2026-08-31", amount, effectiveOn);
