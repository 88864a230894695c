"use client";

import { type FormErrors, schemaResolver, type UseFormReturnType, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import type { FormFault } from "./action-error";
import { type AppAction, useAppAction } from "./action-feedback";
import { FormAlerts } from "./form-alerts";
import { SubmitButton } from "./submit-button";
import { useConflict } from "./use-conflict";

type SettingsFormProps<Values extends Record<string, unknown>, Saved> = {
  className?: string;
  /** The settings as the page last read them: another person's save shows as another version. */
  version: number;
  values: Values;
  schema: Parameters<typeof schemaResolver>[0];
  action: AppAction<Values & { version: number }, Saved>;
  /** What is said once they are saved. */
  savedInWords: (saved: Saved) => string;
  /** The fields. */
  children: (form: UseFormReturnType<Values>) => ReactNode;
};

/** A page of settings in one form that stays open: whatever is refused, everything typed stays. */
export function SettingsForm<Values extends Record<string, unknown>, Saved extends { version: number }>({
  className,
  version,
  values,
  schema,
  action,
  savedInWords,
  children,
}: SettingsFormProps<Values, Saved>) {
  const [faults, setFaults] = useState<FormFault[]>([]);
  const form = useForm<Values>({
    initialValues: values,
    validate: schemaResolver(schema, { sync: true }) as (typed: Values) => FormErrors,
  });
  const save = useAppAction(action, {
    onSuccess: (saved) => {
      form.resetDirty();
      conflict.setOpenedVersion(saved.version);
      notifications.show({ color: "green", message: savedInWords(saved) });
    },
    onError: (error, fieldErrors) => {
      if (error?.code !== "changed-meanwhile") form.setErrors(fieldErrors);
    },
  });
  const conflict = useConflict({
    form,
    record: { version },
    valuesOf: () => values,
    error: save.error,
    onSettled: save.reset,
  });
  const send = (typed: Values) => {
    setFaults([]);
    if (!save.isPending) save.execute({ ...typed, version: conflict.openedVersion ?? 0 });
  };
  return (
    <form
      noValidate
      className={className}
      onSubmit={form.onSubmit(send, (errors) =>
        setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` }))),
      )}
    >
      <FormAlerts
        what="page of settings"
        conflict={conflict}
        typedFaults={faults}
        sentFaults={save.faults}
        error={save.error}
      />
      {children(form)}
      <div>
        <SubmitButton isPending={save.isPending} pendingLabel="Saving…">
          Save
        </SubmitButton>
      </div>
    </form>
  );
}
