"use client";

import { TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { useAppAction } from "@/app/_components/action-feedback";
import { type CreateUserInput, createUserInput } from "@/lib/inputs/users";
import { createUserAction } from "../actions";
import { NewPasswordField } from "./new-password-field";
import { RoleField } from "./role-field";
import { type DialogProps, UserDialog } from "./user-dialog";

const BLANK: CreateUserInput = { name: "", email: "", role: "Technician", password: "" };

const focusFirst = (errors: object) => document.getElementById(`new-user-${Object.keys(errors)[0]}`)?.focus();

/** Name, email, role and a first password. Closing it keeps what was typed until the user is added. */
export function CreateUserDialog({ isOpen, onClose, onDone }: DialogProps) {
  const form = useForm<CreateUserInput>({
    initialValues: BLANK,
    validate: schemaResolver(createUserInput, { sync: true }),
  });
  const action = useAppAction(createUserAction, {
    onSuccess: (_, { name }) => {
      form.reset();
      onDone(`${name.trim()} can sign in now.`);
    },
    onError: (_, fieldErrors) => {
      form.setErrors(fieldErrors);
      focusFirst(fieldErrors);
    },
  });
  return (
    <UserDialog
      isOpen={isOpen}
      title="Add user"
      error={action.error}
      label="Add user"
      isPending={action.isPending}
      onSubmit={form.onSubmit(action.execute, focusFirst)}
      onClose={onClose}
    >
      <TextInput
        id="new-user-name"
        label="Name"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("name")}
      />
      <TextInput
        id="new-user-email"
        label="Email"
        type="email"
        autoComplete="off"
        description="What they sign in with"
        {...form.getInputProps("email")}
      />
      <RoleField {...form.getInputProps("role")} />
      <NewPasswordField id="new-user-password" label="First password" {...form.getInputProps("password")} />
    </UserDialog>
  );
}
