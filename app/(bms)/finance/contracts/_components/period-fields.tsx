"use client";

import { Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { DateField } from "@/app/_components/date-field";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { CURRENCIES } from "@/lib/domain/billing/money";
import { BELOW, type ContractDraft } from "./contract-draft";
import classes from "./contracts.module.css";
import { CycleFields } from "./cycle-fields";
import { firstPeriods } from "./first-periods";

type PeriodFieldsProps = {
  form: UseFormReturnType<ContractDraft>;
  businessOn: string;
  /** Amounts rest on what these say. */
  isFrozen: boolean;
  asksGoLive: boolean;
};

/** When a contract bills: cycle, periods, dates and go-live, with the periods that follow from them. */
export function PeriodFields({ form, businessOn, isFrozen, asksGoLive }: PeriodFieldsProps) {
  const { startOn, endOn, billingCycle, alignment, anchorDay, issueInvoiceOn } = form.values;
  const periods = firstPeriods({ billingCycle, alignment, anchorDay, startOn, endOn: endOn || null }, 3);
  return (
    <>
      <CycleFields
        cycle={{ billingCycle, alignment, anchorDay, issueInvoiceOn }}
        errors={form.errors}
        disabled={isFrozen}
        onChange={(changed) => form.setValues(changed)}
        beside={
          <Select
            id="currency"
            label="Currency"
            description="The account's own, or else your company's"
            inputWrapperOrder={BELOW}
            disabled={isFrozen}
            searchable
            allowDeselect={false}
            data={[...CURRENCIES]}
            {...form.getInputProps("currency")}
          />
        }
      />
      <div className={classes.pair}>
        <DateField
          id="startOn"
          label="Start date"
          required
          disabled={isFrozen}
          {...form.getInputProps("startOn")}
        />
        <DateField
          id="endOn"
          label="End date"
          description="Last billed day; leave empty for an open end"
          inputWrapperOrder={BELOW}
          {...form.getInputProps("endOn")}
        />
      </div>
      {periods.length > 0 && (
        <div className={classes.periods} aria-live="polite">
          First billing periods
          <ol>
            {periods.map((period) => (
              <li key={period.startOn}>
                <CalendarPeriod startOn={period.startOn} endOn={period.endOn} />
                {period.isPart && " (part, by its days)"}
              </li>
            ))}
          </ol>
        </div>
      )}
      {asksGoLive && (
        <DateField
          id="billedElsewhereThroughOn"
          label="Billed elsewhere through"
          required={!isFrozen}
          disabled={isFrozen}
          description={`This contract starts before today, ${formatCalendarDate(businessOn)}. Days up to and including this one were billed by your previous system and are never billed here. If nothing was, enter the day before the start.`}
          {...form.getInputProps("billedElsewhereThroughOn")}
        />
      )}
    </>
  );
}
