"use client";

import { useForm } from "@mantine/form";
import { useAppAction } from "@/app/_components/action-feedback";
import { InlineAlert } from "@/app/_components/inline-alert";
import type { UserRow } from "@/lib/queries/users";
import { changeUserRoleAction } from "../actions";
import { RoleField } from "./role-field";
import { type DialogProps, UserDialog } from "./user-dialog";

type RoleDialogProps = DialogProps & { user: UserRow; isOwn: boolean };

/** Another role for one user. */
export function RoleDialog({ isOpen, onClose, onDone, user, isOwn }: RoleDialogProps) {
  const form = useForm({ initialValues: { role: user.role } });
  const action = useAppAction(changeUserRoleAction, {
    onSuccess: (_, { role }) => onDone(`${user.name} is ${articled(role)} now, and signs in again.`),
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const submit = form.onSubmit(({ role }) => {
    if (role === user.role) onClose();
    else action.execute({ userId: user.id, version: user.version, role });
  });
  return (
    <UserDialog
      isOpen={isOpen}
      title={`Role of ${user.name}`}
      error={action.error}
      label="Change role"
      isPending={action.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {user.isLastAdministrator && (
        <InlineAlert tone="info">
          {user.name} is the last active Administrator. Make another user an Administrator first.
        </InlineAlert>
      )}
      {isOwn && !user.isLastAdministrator && (
        <InlineAlert tone="warn">This is your own role: you will have to sign in again.</InlineAlert>
      )}
      <RoleField {...form.getInputProps("role")} />
    </UserDialog>
  );
}

const articled = (role: string) => `${/^[AEIOU]/.test(role) ? "an" : "a"} ${role}`;
