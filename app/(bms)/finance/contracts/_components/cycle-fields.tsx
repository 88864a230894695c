import { Checkbox, NativeSelect, Radio } from "@mantine/core";
import type { ReactNode } from "react";
import {
  BILLING_CYCLES,
  type BillingCycle,
  type Cycle,
  type IssueTime,
} from "@/lib/domain/billing/billing-period";
import { BELOW } from "./contract-draft";
import { anchorDayChoices, CYCLE_WORDS, ISSUE_WORDS } from "./contract-words";
import classes from "./contracts.module.css";

type CycleFieldsProps = {
  cycle: Cycle;
  onChange: (changed: Partial<Cycle>) => void;
  errors: Partial<Record<keyof Cycle, ReactNode>>;
  disabled?: boolean;
  /** "start date", or what else the anchor day is taken from. */
  anchoredBy?: string;
  /** A field in the row of the cycle. */
  beside?: ReactNode;
};

/** How a contract's periods follow each other, and when they are billed. */
export function CycleFields({ cycle, onChange, errors, disabled, anchoredBy, beside }: CycleFieldsProps) {
  const { billingCycle, alignment, anchorDay, issueInvoiceOn } = cycle;
  const anchor = anchoredBy ?? "start date";
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          id="billingCycle"
          label="Billing cycle"
          disabled={disabled}
          data={BILLING_CYCLES.map((one) => ({ value: one, label: CYCLE_WORDS[one] }))}
          value={billingCycle}
          error={errors.billingCycle}
          // A weekday is no day of a month.
          onChange={(event) =>
            onChange({ billingCycle: event.currentTarget.value as BillingCycle, anchorDay: null })
          }
        />
        {beside}
      </div>
      <Checkbox
        id="alignment"
        label="Billing periods based on calendar year"
        description={`Weeks from Monday, calendar months, quarters from January; the first and last part are billed by their days. Otherwise periods count from the ${anchor}.`}
        disabled={disabled}
        checked={alignment === "calendar"}
        error={errors.alignment}
        onChange={(event) =>
          onChange(
            event.currentTarget.checked
              ? { alignment: "calendar", anchorDay: null }
              : { alignment: "contract-start" },
          )
        }
      />
      {alignment === "contract-start" && (
        <NativeSelect
          id="anchorDay"
          label="Periods begin on"
          description={`On another day than the ${anchor}'s own, the first part-period is billed by its days`}
          inputWrapperOrder={BELOW}
          disabled={disabled}
          data={anchorDayChoices(billingCycle, anchor)}
          error={errors.anchorDay}
          value={anchorDay === null ? "" : `${anchorDay}`}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ anchorDay: value === "" ? null : Number(value) });
          }}
        />
      )}
      <Radio.Group
        label="Issue invoice on"
        value={issueInvoiceOn}
        error={errors.issueInvoiceOn}
        onChange={(value) => onChange({ issueInvoiceOn: value as IssueTime })}
      >
        <div className={classes.radios}>
          <Radio value="start" label={ISSUE_WORDS.start} disabled={disabled} id="issueInvoiceOn" />
          <Radio value="end" label={ISSUE_WORDS.end} disabled={disabled} />
        </div>
      </Radio.Group>
    </>
  );
}
