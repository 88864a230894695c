"use client";

import { Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { CalendarPeriod } from "@/app/_components/calendar-period";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import type { Cycle } from "@/lib/domain/billing/billing-period";
import type { ContractCycleForm } from "@/lib/queries/contract-cycle-form";
import { cycleInWords, PERIOD_WORDS } from "../../../_components/contract-words";
import classes from "../../../_components/contracts.module.css";
import { CycleFields } from "../../../_components/cycle-fields";
import { firstPeriods } from "../../../_components/first-periods";
import { changeCycleAction } from "../../../actions";

type CycleFormProps = { form: ContractCycleForm; businessOn: string };

/** From when and how a contract bills otherwise; whatever is refused, everything chosen stays. */
export function CycleForm({ form: { contract, days, planned }, businessOn }: CycleFormProps) {
  const router = useRouter();
  const first = days.find(({ fromOn }) => fromOn >= businessOn) ?? days.at(-1)!;
  const [fromOn, setFromOn] = useState(first.fromOn);
  const [cycle, setCycle] = useState<Cycle>(planned.at(-1) ?? first.before);
  const save = useAppAction(changeCycleAction, {
    onSuccess: () => {
      notifications.show({ color: "green", message: `The billing cycle of ${contract.name} is saved.` });
      router.push(`/finance/contracts/${contract.id}`);
    },
    // The next press names the version as it then is; what is chosen stays.
    onError: (error) => {
      if (error?.code === "changed-meanwhile") router.refresh();
    },
  });
  const before = days.find((day) => day.fromOn === fromOn)?.before ?? first.before;
  const replaced = planned.filter((change) => change.fromOn >= fromOn);
  const periods = firstPeriods({ ...cycle, startOn: fromOn, endOn: contract.endOn }, 3);
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        const { billingCycle, alignment, anchorDay, issueInvoiceOn } = cycle;
        save.execute({
          ...{ billingCycle, alignment, anchorDay, issueInvoiceOn },
          contractId: contract.id,
          version: contract.version,
          fromOn,
        });
      }}
    >
      {save.faults.length > 0 ? (
        <FormErrorSummary faults={save.faults} />
      ) : (
        save.error && <ActionErrorAlert error={save.error} />
      )}
      <Select
        id="fromOn"
        label="From"
        description={`Until then: ${cycleInWords(before)}`}
        allowDeselect={false}
        data={days.map((day) => ({ value: day.fromOn, label: formatCalendarDate(day.fromOn) }))}
        value={fromOn}
        error={save.fieldErrors.fromOn}
        onChange={(value) => value && setFromOn(value)}
      />
      <CycleFields
        cycle={cycle}
        errors={save.fieldErrors}
        anchoredBy="first day"
        onChange={(changed) => setCycle({ ...cycle, ...changed })}
      />
      {periods.length > 0 && (
        <div className={classes.periods} aria-live="polite">
          First periods of this cycle
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
      {replaced.length > 0 && (
        <InlineAlert tone="info" title="This takes the place of what is planned">
          {replaced
            .map((change) => `From ${formatCalendarDate(change.fromOn)}: ${cycleInWords(change)}`)
            .join(". ")}
          . To take it back, choose its day and the cycle before it.
        </InlineAlert>
      )}
      {cycle.billingCycle !== before.billingCycle && (
        <InlineAlert tone="warn" title="Unit prices are for one period">
          What a unit costs per {PERIOD_WORDS[before.billingCycle]} today, it will cost per{" "}
          {PERIOD_WORDS[cycle.billingCycle]} from {formatCalendarDate(fromOn)} on. Give each service line its
          new price from that day.
        </InlineAlert>
      )}
      <div className={classes.foot}>
        <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
          Save
        </SubmitButton>
        <ButtonLink href={`/finance/contracts/${contract.id}`} variant="default">
          Cancel
        </ButtonLink>
      </div>
    </form>
  );
}
