"use client";

import { NativeSelect, TextInput } from "@mantine/core";
import { SectionCard } from "@/app/_components/section-card";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";

const ROUNDINGS = [
  { value: "none", label: "None" },
  { value: "up", label: "Up to whole units" },
  { value: "down", label: "Down to whole units" },
  { value: "half-up", label: "To the nearest unit" },
];

const PRORATIONS = [
  { value: "daily", label: "By the day" },
  { value: "next-period", label: "From the next period" },
  { value: "none", label: "Not prorated" },
];

type TermsSectionProps = {
  form: LineFormState;
  /** All terms as typed, in one sentence; null while they are incomplete. */
  inWords: string | null;
};

/** Terms between count and bill: rounding, limits, and how changes inside a period bill. */
export function TermsSection({ form, inWords }: TermsSectionProps) {
  const limit = (field: "minimumUnits" | "includedUnits" | "maximumUnits", label: string, note: string) => (
    <TextInput
      id={field}
      label={label}
      inputMode="decimal"
      autoComplete="off"
      description={note}
      inputWrapperOrder={BELOW}
      {...form.getInputProps(field)}
    />
  );
  return (
    <SectionCard title="Billing terms" description="A change counts from Effective from, below.">
      <div className={classes.fields}>
        <div className={classes.triple}>
          {limit("minimumUnits", "Minimum units", "Billed at least")}
          {limit("includedUnits", "Included units", "Taken off the count first")}
          {limit("maximumUnits", "Maximum units", "Billed at most")}
        </div>
        <div className={classes.triple}>
          <NativeSelect
            id="rounding"
            label="Rounding"
            description="Of the count, before all else"
            inputWrapperOrder={BELOW}
            data={ROUNDINGS}
            {...form.getInputProps("rounding")}
          />
          <NativeSelect
            id="prorateIncreases"
            label="Prorate increases"
            description="By the day: billed from the change on"
            inputWrapperOrder={BELOW}
            data={PRORATIONS}
            {...form.getInputProps("prorateIncreases")}
          />
          <NativeSelect
            id="prorateDecreases"
            label="Prorate decreases"
            description="By the day: credited from the change on"
            inputWrapperOrder={BELOW}
            data={PRORATIONS}
            {...form.getInputProps("prorateDecreases")}
          />
        </div>
        {inWords !== null && <p className={classes.inWords}>{inWords}</p>}
      </div>
    </SectionCard>
  );
}
