"use client";

import { Textarea } from "@mantine/core";
import { DateField } from "@/app/_components/date-field";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { formatUnits } from "@/app/_components/format-units";
import { SectionCard } from "@/app/_components/section-card";
import { segmentOn } from "@/lib/domain/billing/segment-on";
import type { LineForm } from "@/lib/queries/line-form";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";

type DatesSectionProps = {
  form: LineFormState;
  data: LineForm;
  businessOn: string;
  /** Earliest day from which this person may change what is billed; null: no limit. */
  earliestOn: string | null;
};

/** When the line starts, and from when a change of units, terms or price counts. */
export function DatesSection({ form, data, businessOn, earliestOn }: DatesSectionProps) {
  const { line, nextPeriodOn } = data;
  const { effectiveOn, unitPrice, unitCost } = form.values;
  const hasUnits = (line?.units.length ?? 0) > 0;
  const price = line && segmentOn(line.prices, "9999-12-31");
  const isPriceChanged =
    price != null && (price.unitPrice !== unitPrice || (price.unitCost ?? "") !== unitCost);
  const pending = price && price.effectiveOn > businessOn ? price : null;
  const reach = earliestOn ? ` At most 12 months back: ${formatCalendarDate(earliestOn)}.` : "";

  return (
    <SectionCard title="Dates">
      <div className={classes.fields}>
        <div className={classes.pair}>
          <DateField
            id="startOn"
            label="Start date"
            required
            disabled={line?.isPosted}
            description={
              line?.isPosted
                ? "Amounts of this line are posted and rest on it, so it stays"
                : "First billed day; the first units count from here"
            }
            inputWrapperOrder={BELOW}
            {...form.getInputProps("startOn")}
          />
          {hasUnits && (
            <DateField
              id="effectiveOn"
              label="Effective from"
              required
              description={`From when changed units or terms count.${reach}`}
              inputWrapperOrder={BELOW}
              {...form.getInputProps("effectiveOn")}
            />
          )}
          {isPriceChanged && (
            <DateField
              id="priceEffectiveOn"
              label="Price effective from"
              description={`Empty: from the next period, ${formatCalendarDate(nextPeriodOn)}`}
              inputWrapperOrder={BELOW}
              {...form.getInputProps("priceEffectiveOn")}
            />
          )}
        </div>
        {pending && (
          <p className={classes.muted}>
            The price {pending.unitPrice} counts from {formatCalendarDate(pending.effectiveOn)}; until then it
            is {segmentOn(line?.prices ?? [], businessOn)?.unitPrice ?? "not set"}.
          </p>
        )}
        {hasUnits && line && <LaterUnits units={line.units} effectiveOn={effectiveOn} />}
        {line && (
          <Textarea
            id="reason"
            label="Reason"
            autosize
            minRows={1}
            maxRows={4}
            description="Kept with the change. Needed where a count moves far or assets were lost."
            inputWrapperOrder={BELOW}
            {...form.getInputProps("reason")}
          />
        )}
      </div>
    </SectionCard>
  );
}

type LaterUnitsProps = {
  units: NonNullable<LineForm["line"]>["units"];
  effectiveOn: string;
};

/** Units recorded for a later day stay: a person who changes an earlier one is told (design.md 5). */
function LaterUnits({ units, effectiveOn }: LaterUnitsProps) {
  const days = [...new Set(units.map((segment) => segment.effectiveOn))]
    .filter((day) => day > effectiveOn)
    .sort();
  if (effectiveOn === "" || days.length === 0) return null;
  const later = days.map(
    (day) => `${formatUnits(segmentOn(units, day)?.units ?? "0")} from ${formatCalendarDate(day)}`,
  );
  return (
    <p className={classes.note} role="status">
      Units recorded for later days stay as they are: {later.join(", ")}. What is counted today also counts
      from today.
    </p>
  );
}
