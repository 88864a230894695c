"use client";

import { schemaResolver, useForm } from "@mantine/form";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import { setUserPasswordInput } from "@/lib/inputs/users";
import type { UserRow } from "@/lib/queries/users";
import { setUserPasswordAction } from "../actions";
import { NewPasswordField } from "./new-password-field";
import { type DialogProps, UserDialog } from "./user-dialog";

const passwordOnly = setUserPasswordInput.pick({ password: true });

const FIELD = "user-password";
const focusField = () => document.getElementById(FIELD)?.focus();

type PasswordDialogProps = DialogProps & { user: UserRow; isOwn: boolean };

/** A new password for one user, who forgot theirs or whose password others know. */
export function PasswordDialog({ isOpen, onClose, onDone, user, isOwn }: PasswordDialogProps) {
  const form = useForm({
    initialValues: { password: "" },
    validate: schemaResolver(passwordOnly, { sync: true }),
  });
  const action = useAppAction(setUserPasswordAction, {
    onSuccess: () => onDone(`${user.name} signs in with the new password from now on.`),
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const submit = form.onSubmit(
    ({ password }) => action.execute({ userId: user.id, version: user.version, password }),
    focusField,
  );
  return (
    <UserDialog
      isOpen={isOpen}
      title={`New password for ${user.name}`}
      error={action.error}
      label="Set password"
      isPending={action.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {isOwn && (
        <InlineAlert tone="warn">This is your own password: you will have to sign in again.</InlineAlert>
      )}
      <NewPasswordField id={FIELD} label="New password" {...form.getInputProps("password")} />
    </UserDialog>
  );
}
