"use client";

import { Button } from "@mantine/core";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { Units } from "@/app/_components/units";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import type { UnadmittedValue } from "@/lib/domain/counting/unadmitted-values";
import { parseDecimal, UNIT_PRICE_SCALE } from "@/lib/domain/decimal";
import type { UpdateUnitsResult } from "./count-state";
import classes from "./line-form.module.css";

type CountFindingsProps = {
  result: Pick<UpdateUnitsResult, "change" | "drift" | "overlaps" | "unadmitted">;
  /** As typed: what is left out is worth units × price. */
  unitPrice: string;
  currency: string;
  /** Adds a value to the filter it belongs to; null once the rule is no longer the one that was counted. */
  onInclude: ((value: UnadmittedValue) => void) | null;
};

/** What a person should see before saving a count: why it changed, what would be billed twice, what the filters leave out. */
export function CountFindings({ result, unitPrice, currency, onInclude }: CountFindingsProps) {
  const { change, drift, overlaps, unadmitted } = result;
  const near = unadmitted.filter(({ nearTo }) => nearTo !== null);
  const others = unadmitted.filter(({ nearTo }) => nearTo === null);
  const list = (values: UnadmittedValue[]) => (
    <ul className={classes.findings}>
      {values.map((value) => (
        <li key={`${value.condition} ${value.value}`}>
          <span>
            {value.fieldName} “{value.value}”
            {value.nearTo !== null && <> is almost “{value.nearTo}” of the filter.</>}
            <span className={classes.muted}>
              {" "}
              {value.assets === 1 ? "1 asset" : `${value.assets} assets`}, <Units units={value.units} /> units
              <Worth units={value.units} unitPrice={unitPrice} currency={currency} />
            </span>
          </span>
          {onInclude && (
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Include ${value.fieldName} ${value.value}`}
              onClick={() => onInclude(value)}
            >
              Include
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {change !== null && change !== "No change" && (
        <p>
          <strong>Since the last count</strong> {change}
        </p>
      )}
      {drift.length > 0 && (
        <InlineAlert tone="warn" title="Changed in IT Glue: look whether it still means what you bill">
          <ul className={classes.list}>
            {drift.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </InlineAlert>
      )}
      {overlaps.length > 0 && (
        <InlineAlert tone="bad" title="Some of it is billed already">
          <ul className={classes.list}>
            {overlaps.map(({ lineId, lineName, contractName, assets, units }) => (
              <li key={lineId}>
                {lineName} of {contractName} bills{" "}
                {assets === 1 ? "1 of these assets" : `${assets} of these assets`}, <Units units={units} />{" "}
                units. Saved like this, they are billed twice.
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
      {near.length > 0 && (
        <InlineAlert tone="warn" title="Almost matched: the filters leave these out">
          {list(near)}
        </InlineAlert>
      )}
      {others.length > 0 && (
        <details className={classes.others}>
          <summary>
            {others.length === 1 ? "1 other value is" : `${others.length} other values are`} left out by the
            filters
          </summary>
          {list(others)}
        </details>
      )}
    </>
  );
}

function Worth({ units, unitPrice, currency }: { units: string; unitPrice: string; currency: string }) {
  if (units === "0" || !parseDecimal(unitPrice, UNIT_PRICE_SCALE).ok) return null;
  return (
    <>
      {", "}
      <Money amountMinor={extendedPriceMinor(units, unitPrice, currency)} currency={currency} /> a period
    </>
  );
}
