"use client";

import { Button, Modal } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import type { ActionError } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { SubmitButton } from "@/app/_components/submit-button";
import classes from "./users.module.css";

/** What every dialog of this screen is handed. */
export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  /** Closes the dialog and tells the person what was done. */
  onDone: (message: string) => void;
};

type UserDialogProps = {
  isOpen: boolean;
  title: string;
  error: ActionError | null;
  /** The deed, on the button that does it. */
  label: string;
  isPending: boolean;
  onSubmit: FormEventHandler<HTMLFormElement>;
  onClose: () => void;
  children: ReactNode;
};

/** A form in a dialog: what the server refused above its fields, cancel and the deed below. */
export function UserDialog({
  isOpen,
  title,
  error,
  label,
  isPending,
  onSubmit,
  onClose,
  children,
}: UserDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size="lg"
      styles={{ title: { fontWeight: 650, fontSize: "1.0625rem" } }}
    >
      <form noValidate className={classes.form} onSubmit={onSubmit}>
        {error && <ActionErrorAlert error={error} />}
        {children}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose} disabled={isPending}>
            Cancel
          </Button>
          <SubmitButton isPending={isPending} pendingLabel="Saving…">
            {label}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
