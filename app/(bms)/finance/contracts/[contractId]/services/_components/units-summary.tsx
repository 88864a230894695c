"use client";

import { ButtonLink } from "@/app/_components/button-link";
import { formatUnits } from "@/app/_components/format-units";
import { Money } from "@/app/_components/money";
import { SubmitButton } from "@/app/_components/submit-button";
import { Units } from "@/app/_components/units";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { segmentOn } from "@/lib/domain/billing/segment-on";
import { billedUnits, type UnitsTerms } from "@/lib/domain/counting/count-units";
import { parseDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import type { LineForm } from "@/lib/queries/line-form";
import { PERIOD_WORDS } from "../../../_components/contract-words";
import { KeepFocus } from "./commit-typed";
import classes from "./line-form.module.css";
import type { LineFormValues } from "./line-form-values";

type UnitsSummaryProps = {
  data: LineForm;
  values: LineFormValues;
  /** The count that a save would take, null where units stay as they are. */
  counted: string | null;
  /** Units are shown beside the rule that it no longer is. */
  isCountOutdated: boolean;
  businessOn: string;
  isPending: boolean;
  cancelHref: string;
};

/** The figure that matters, always in sight: what will be billed, against what is billed today. */
export function UnitsSummary({
  data,
  values,
  counted,
  isCountOutdated,
  businessOn,
  isPending,
  cancelHref,
}: UnitsSummaryProps) {
  const { line, contract } = data;
  const on = line && line.startOn > businessOn ? line.startOn : businessOn;
  const todayUnits = line ? (segmentOn(line.units, on)?.units ?? null) : null;
  const todayBilled = line && todayUnits !== null ? billed(todayUnits, line) : null;
  const typed = values.by === "none" ? plainUnits(values.units) : null;
  const count = values.by === "none" ? typed : (counted ?? todayUnits);
  const willBill = count === null ? null : billed(count, values);
  const basis = isCountOutdated
    ? "Rule changed: update units again"
    : basisInWords({ by: values.by, count, willBill, isJustCounted: counted !== null });
  const isPriced = parsed(values.unitPrice, UNIT_PRICE_SCALE);
  const period = PERIOD_WORDS[contract.billingCycle];
  return (
    <aside className={classes.summary} aria-label="What will be billed">
      <h2>Billed units</h2>
      <div className={classes.figure} aria-live="polite" data-testid="billed-units">
        {willBill === null ? "–" : <Units units={willBill} previousUnits={todayBilled} variant="arrow" />}
      </div>
      <p className={classes.muted}>{basis}</p>
      <div className={classes.price}>
        {willBill !== null && isPriced ? (
          <>
            <strong>
              <Money
                amountMinor={extendedPriceMinor(willBill, values.unitPrice, contract.currency)}
                currency={contract.currency}
              />
            </strong>{" "}
            per {period}
          </>
        ) : (
          <span className={classes.muted}>Units × unit price per {period}</span>
        )}
      </div>
      <div className={classes.deeds}>
        <KeepFocus>
          <SubmitButton isPending={isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
        </KeepFocus>
        <ButtonLink href={cancelHref} variant="default">
          Cancel
        </ButtonLink>
      </div>
    </aside>
  );
}

type Basis = {
  by: LineFormValues["by"];
  count: string | null;
  willBill: string | null;
  isJustCounted: boolean;
};

function basisInWords({ by, count, willBill, isJustCounted }: Basis): string {
  const isTyped = by === "none";
  if (willBill === null || count === null)
    return isTyped ? "Enter the units" : "Not billable before its first count";
  if (willBill !== count)
    return `${formatUnits(count)} ${isTyped ? "typed" : "counted"}, after the billing terms`;
  if (isTyped) return "As typed";
  return isJustCounted ? "As counted just now" : "As counted last; unchanged by this save";
}

type Terms = Pick<LineFormValues, "rounding"> & {
  minimumUnits: string | null;
  includedUnits: string | null;
  maximumUnits: string | null;
};

/** Terms that are no numbers yet are left out: their own fields say so. */
function billed(count: string, { rounding, minimumUnits, includedUnits, maximumUnits }: Terms): string {
  const terms: UnitsTerms = {
    rounding,
    minimum: plainUnits(minimumUnits ?? ""),
    included: plainUnits(includedUnits ?? ""),
    maximum: plainUnits(maximumUnits ?? ""),
  };
  return billedUnits(count, terms);
}

function plainUnits(text: string): string | null {
  return parsed(text, UNITS_SCALE) ? text.trim() : null;
}

function parsed(text: string, scale: number): boolean {
  const read = parseDecimal(text, scale);
  return read.ok && read.value >= 0n;
}
