"use client";

import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConflictAlert } from "@/app/_components/conflict-alert";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { SubmitButton } from "@/app/_components/submit-button";
import { useConflict } from "@/app/_components/use-conflict";
import { type BillingSettingsFormValues, billingSettingsFormInput } from "@/lib/inputs/billing-settings";
import type { BillingSettingsScreen } from "@/lib/queries/billing-settings";
import { saveBillingSettingsAction } from "../actions";
import classes from "./billing-settings.module.css";
import { InvoiceFields } from "./invoice-fields";
import { PostingFields } from "./posting-fields";

function valuesOf(settings: BillingSettingsScreen): BillingSettingsFormValues {
  const { version: _own, exportNames: _elsewhere, staleAfterDays, ...values } = settings;
  return { ...values, staleAfterDays: String(staleAfterDays) };
}

/** All settings of billing in one form: whatever is refused, everything typed stays. */
export function BillingSettingsForm({ settings }: { settings: BillingSettingsScreen }) {
  const [faults, setFaults] = useState<FormFault[]>([]);
  const form = useForm<BillingSettingsFormValues>({
    initialValues: valuesOf(settings),
    validate: schemaResolver(billingSettingsFormInput, { sync: true }),
  });
  const save = useAppAction(saveBillingSettingsAction, {
    onSuccess: ({ version, reprojectedLines }) => {
      form.resetDirty();
      conflict.setOpenedVersion(version);
      const lines = reprojectedLines === 1 ? "1 service line" : `${reprojectedLines} service lines`;
      const also = reprojectedLines > 0 ? ` Billing Review was brought up to date for ${lines}.` : "";
      notifications.show({ color: "green", message: `Billing Settings saved.${also}` });
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
  const send = (values: BillingSettingsFormValues) => {
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
      <PostingFields form={form} />
      <InvoiceFields form={form} />
      <div>
        <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
          Save
        </SubmitButton>
      </div>
    </form>
  );
}
