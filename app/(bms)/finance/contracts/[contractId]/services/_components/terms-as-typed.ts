import { Temporal } from "temporal-polyfill";
import { termsInWords } from "@/lib/domain/billing/terms-in-words";
import { countRuleSchema } from "@/lib/domain/counting/count-rule";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import { formatDecimal, parseDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { LineForm } from "@/lib/queries/line-form";
import { type LineFormValues, ruleOf } from "./line-form-values";

/** The terms as they are typed, in the sentence that the line, its contract and its invoices will show; null while incomplete. */
export function termsAsTyped(
  values: LineFormValues,
  { contract, assetTypes, line }: Pick<LineForm, "contract" | "assetTypes" | "line">,
): string | null {
  const rule = values.by === "none" ? null : countRuleSchema.safeParse(ruleOf(values.rule)).data;
  const limits = [values.minimumUnits, values.includedUnits, values.maximumUnits].map(limitOf);
  const on = dayOf(line === null ? values.startOn : values.effectiveOn);
  if (rule === undefined || limits.includes(undefined) || on === null) return null;
  const [minimum, included, maximum] = limits as (string | null)[];
  const { billingCycle, alignment, issueInvoiceOn } = contract;
  const { rounding, prorateIncreases, prorateDecreases } = values;
  const type = assetTypes.find(({ id }) => id === rule?.assetTypeId) ?? null;
  return termsInWords({
    ...{ billingCycle, alignment, issueInvoiceOn, rounding, prorateIncreases, prorateDecreases },
    rule: rule === null ? null : ruleInWords(rule, type),
    minimum: minimum ?? null,
    included: included ?? null,
    maximum: maximum ?? null,
    effectiveOn: on,
  });
}

/** Null: blank; undefined: not a limit yet. */
function limitOf(typed: string): string | null | undefined {
  if (typed.trim() === "") return null;
  const parsed = parseDecimal(typed, UNITS_SCALE);
  return parsed.ok && parsed.value >= 0n ? formatDecimal(parsed.value, UNITS_SCALE) : undefined;
}

function dayOf(typed: string): Temporal.PlainDate | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Temporal.PlainDate.from(typed) : null;
}
