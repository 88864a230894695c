import { z } from "zod";
import { BillingFault } from "./billing-fault";
import { type BillingItem, billingItems } from "./billing-items";
import { formatAmount, sumMinor } from "./money";
import { PreviewInput } from "./preview-input";
import { unitPriceText, unitsText } from "./words";

/** An item as JSON: decimals and ISO days as text, days inclusive (design.md 8). */
export type PreviewItem = {
  kind: "regular" | "proration";
  periodStartOn: string;
  periodEndOn: string;
  effectiveOn: string;
  units: string;
  previousUnits: string | null;
  unitPrice: string;
  previousUnitPrice: string | null;
  days: number;
  periodDays: number;
  amount: string;
  explanation: string;
};

export type PreviewResult = { items: PreviewItem[]; total: string };

/** `path` as in `line.units.0.effectiveOn`, empty for the input as a whole. */
export type PreviewFault = { path: string; reason: string };

/**
 * What a contract line still has to bill: the one pure entry of screens, jobs, REST and the command line (design.md 8). An
 * array of inputs gives an array of results. Throws `ZodError` for input of another shape and `BillingFault` for input that
 * cannot be billed; `tryPreview` returns both.
 */
export function previewBilling(input: PreviewInput): PreviewResult;
export function previewBilling(inputs: PreviewInput[]): PreviewResult[];
export function previewBilling(input: PreviewInput | PreviewInput[]): PreviewResult | PreviewResult[] {
  return Array.isArray(input) ? input.map(previewOne) : previewOne(input);
}

function previewOne(input: PreviewInput): PreviewResult {
  const parsed = PreviewInput.parse(input);
  const items = billingItems(parsed);
  return {
    items: items.map((item) => previewItem(item, parsed.currency)),
    total: formatAmount(sumMinor(items.map((item) => item.amountMinor)), parsed.currency),
  };
}

/** The JSON form of an item. */
export function previewItem(item: BillingItem, currency: string): PreviewItem {
  return {
    kind: item.kind,
    periodStartOn: item.periodStartOn.toString(),
    periodEndOn: item.periodEndOn.toString(),
    effectiveOn: item.effectiveOn.toString(),
    units: unitsText(item.units),
    previousUnits: item.previousUnits === null ? null : unitsText(item.previousUnits),
    unitPrice: unitPriceText(item.unitPrice, currency),
    previousUnitPrice:
      item.previousUnitPrice === null ? null : unitPriceText(item.previousUnitPrice, currency),
    days: item.days,
    periodDays: item.periodDays,
    amount: formatAmount(item.amountMinor, currency),
    explanation: item.explanation,
  };
}

/** `previewBilling` for untrusted JSON: every fault of every input with its path and reason, or the results. */
export function tryPreview(
  json: unknown,
): { ok: true; result: PreviewResult | PreviewResult[] } | { ok: false; errors: PreviewFault[] } {
  if (!Array.isArray(json)) {
    const outcome = tryOne(json, []);
    return Array.isArray(outcome) ? { ok: false, errors: outcome } : { ok: true, result: outcome };
  }
  const results: PreviewResult[] = [];
  const errors: PreviewFault[] = [];
  for (const [position, input] of json.entries()) {
    const outcome = tryOne(input, [position]);
    if (Array.isArray(outcome)) errors.push(...outcome);
    else results.push(outcome);
  }
  return errors.length === 0 ? { ok: true, result: results } : { ok: false, errors };
}

function tryOne(json: unknown, prefix: readonly number[]): PreviewResult | PreviewFault[] {
  const join = (...keys: readonly PropertyKey[]) =>
    [...prefix, ...keys].map(String).filter(Boolean).join(".");
  try {
    return previewOne(json as PreviewInput);
  } catch (error) {
    if (error instanceof z.ZodError)
      return faultsOf(error).map(({ keys, reason }) => ({ path: join(...keys), reason }));
    if (error instanceof BillingFault) return [{ path: join(error.path), reason: error.reason }];
    throw error;
  }
}

/** One fault per unknown key, so that each has its own path. */
function faultsOf(error: z.ZodError): { keys: PropertyKey[]; reason: string }[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ keys: [...issue.path, key], reason: "is not a known field" }))
      : [{ keys: issue.path, reason: issue.message }],
  );
}
