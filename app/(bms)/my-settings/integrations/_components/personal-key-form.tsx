"use client";

import { PasswordInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { SubmitButton } from "@/app/_components/submit-button";
import { type PersonalKeyInput, personalKeyInput } from "@/lib/inputs/it-glue-settings";
import { connectWithKeyAction } from "../actions";
import classes from "./integrations.module.css";

/** Connects by a personal API key: IT Glue itself offers other applications no sign-in. */
export function PersonalKeyForm({ accountName }: { accountName: string }) {
  const form = useForm<PersonalKeyInput>({
    initialValues: { apiKey: "" },
    validate: schemaResolver(personalKeyInput, { sync: true }),
  });
  const connect = useAppAction(connectWithKeyAction, {
    onSuccess: (connected) =>
      notifications.show({ color: "green", message: `Connected to “${connected.accountName}”.` }),
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(connect.execute, () => form.getInputNode("apiKey")?.focus())}
    >
      {connect.error && connect.faults.length === 0 && <ActionErrorAlert error={connect.error} />}
      <PasswordInput
        label="Your own API key"
        description={`Of “${accountName}”, made in IT Glue under Account › Settings › API keys. It is proved by one call, then kept sealed; nobody can read it back.`}
        placeholder="ITG."
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps("apiKey")}
      />
      <div>
        <SubmitButton isPending={connect.isPending} pendingLabel="Asking IT Glue…">
          Connect
        </SubmitButton>
      </div>
    </form>
  );
}
