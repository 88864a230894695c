"use client";

import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import type { UserRow } from "@/lib/queries/users";
import { setUserActiveAction } from "../actions";
import type { DialogProps } from "./user-dialog";

/** Asks before a user is disabled or enabled. */
export function ActiveDialog({ isOpen, onClose, onDone, user }: DialogProps & { user: UserRow }) {
  const action = useAppAction(setUserActiveAction, {
    onSuccess: (_, { isActive }) =>
      onDone(isActive ? `${user.name} can sign in again.` : `${user.name} can no longer sign in.`),
  });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={user.isActive ? `Disable ${user.name}?` : `Enable ${user.name}?`}
      confirmLabel={user.isActive ? "Disable" : "Enable"}
      tone={user.isActive ? "danger" : "primary"}
      isPending={action.isPending}
      error={action.error}
      onConfirm={() => action.execute({ userId: user.id, version: user.version, isActive: !user.isActive })}
      onCancel={onClose}
    >
      {user.isActive
        ? "Their sessions end with their next click and they cannot sign in. What they did stays in the audit log, and you can enable them again."
        : `They can sign in again as ${user.role}, with the password they had.`}
    </ConfirmDialog>
  );
}
