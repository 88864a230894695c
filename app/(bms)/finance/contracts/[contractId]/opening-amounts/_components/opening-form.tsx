"use client";

import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import type { OpeningLine } from "@/lib/queries/contracts-opening-amounts";
import classes from "../../../_components/contracts.module.css";
import { saveOpeningAmountsAction } from "../../../actions";

type OpeningFormProps = { line: OpeningLine; currency: string };

/** The opening amounts of one line, a field for each period; whatever is refused, everything typed stays. */
export function OpeningForm({ line, currency }: OpeningFormProps) {
  const [typed, setTyped] = useState(line.periods.map(({ amount }) => amount ?? ""));
  const save = useAppAction(saveOpeningAmountsAction, {
    onSuccess: () =>
      notifications.show({ color: "green", message: `Opening amounts of ${line.name} are saved.` }),
    fieldId: (field) => `${line.id}.${field}`,
  });
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        save.execute({
          lineId: line.id,
          version: line.version,
          amounts: line.periods.map(({ startOn }, index) => ({
            periodStartOn: startOn,
            amount: typed[index] ?? "",
          })),
        });
      }}
    >
      {save.faults.length > 0 ? (
        <FormErrorSummary faults={save.faults} />
      ) : (
        save.error && <ActionErrorAlert error={save.error} />
      )}
      {line.isPosted && (
        <InlineAlert tone="info" title="Amounts of this service line are posted">
          They rest on these opening amounts, so these stay as they are.
        </InlineAlert>
      )}
      <div className={classes.pair}>
        {line.periods.map(({ startOn, endOn, isPart }, index) => (
          <TextInput
            key={startOn}
            id={`${line.id}.amounts.${index}.amount`}
            label={`${formatCalendarDate(startOn)} – ${formatCalendarDate(endOn)} (${currency})`}
            description={isPart ? "A part of its period" : undefined}
            inputMode="decimal"
            autoComplete="off"
            disabled={line.isPosted}
            value={typed[index] ?? ""}
            error={save.fieldErrors[`amounts.${index}.amount`]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped((before) => before.map((amount, place) => (place === index ? value : amount)));
            }}
          />
        ))}
      </div>
      <div className={classes.muted}>
        Blank: nothing is compared, and days billed elsewhere yield nothing. From the first amount on, every
        later period needs one.
      </div>
      {!line.isPosted && (
        <div className={classes.foot}>
          <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
            Save
          </SubmitButton>
        </div>
      )}
    </form>
  );
}
