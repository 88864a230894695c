"use client";

import { TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConflictAlert } from "@/app/_components/conflict-alert";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { SectionCard } from "@/app/_components/section-card";
import { SubmitButton } from "@/app/_components/submit-button";
import { ToleranceFields } from "@/app/_components/tolerance-fields";
import { useConflict } from "@/app/_components/use-conflict";
import { type NightlyChangesFormValues, nightlyChangesFormInput } from "@/lib/inputs/nightly-changes";
import type { NightlyChangesScreen } from "@/lib/queries/nightly-changes";
import { saveNightlyChangesAction } from "../actions";
import classes from "./nightly-changes.module.css";

function valuesOf({ version: _own, ...values }: NightlyChangesScreen): NightlyChangesFormValues {
  return values;
}

/** The limits of the company: whatever is refused, everything typed stays. */
export function NightlyChangesForm({ settings }: { settings: NightlyChangesScreen }) {
  const [faults, setFaults] = useState<FormFault[]>([]);
  const form = useForm<NightlyChangesFormValues>({
    initialValues: valuesOf(settings),
    validate: schemaResolver(nightlyChangesFormInput, { sync: true }),
  });
  const save = useAppAction(saveNightlyChangesAction, {
    onSuccess: ({ version }) => {
      form.resetDirty();
      conflict.setOpenedVersion(version);
      notifications.show({
        color: "green",
        message: "Nightly Changes saved. They apply from the next count.",
      });
    },
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const conflict = useConflict({
    form,
    record: settings,
    valuesOf: () => valuesOf(settings),
    error: save.error,
    onSettled: save.reset,
  });
  const send = (values: NightlyChangesFormValues) => {
    setFaults([]);
    if (!save.isPending) save.execute({ ...values, version: conflict.openedVersion ?? 0 });
  };
  const shownFaults = faults.length > 0 ? faults : conflict.isConflict ? [] : save.faults;
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(send, (errors) =>
        setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
      )}
    >
      {conflict.isConflict && save.error ? (
        <ConflictAlert
          error={save.error}
          what="page of settings"
          isLoading={conflict.isLoading}
          onLoadCurrent={conflict.loadCurrent}
          onKeepTyped={conflict.keepTyped}
        />
      ) : shownFaults.length > 0 ? (
        <FormErrorSummary faults={shownFaults} />
      ) : (
        save.error && <ActionErrorAlert error={save.error} />
      )}
      <SectionCard title="A change of one line">
        <ToleranceFields inputProps={(field) => form.getInputProps(field)} />
      </SectionCard>
      <SectionCard title="A whole night">
        <TextInput
          id="runCapPercent"
          label="Share of monthly revenue, in percent"
          description="A run that would move more holds everything it would change. Blank: no such limit."
          inputMode="decimal"
          {...form.getInputProps("runCapPercent")}
        />
      </SectionCard>
      <div>
        <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
          Save
        </SubmitButton>
      </div>
    </form>
  );
}
