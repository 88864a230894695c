"use client";

import { Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ActionError } from "@/app/_components/action-error";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";

type ReasonDialogProps = {
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  confirmLabel: string;
  pendingLabel: string;
  tone?: "primary" | "danger";
  isPending: boolean;
  error: ActionError | null;
  /** What the server says about the reason itself. */
  fault: string | undefined;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
};

/** Asks before a deed that others will want to understand: it needs a reason, which the audit log keeps. */
export function ReasonDialog({ children, fault, onConfirm, ...dialog }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const confirm = () => {
    if (reason.trim() === "") setMissing(true);
    else onConfirm(reason);
  };
  return (
    <ConfirmDialog isOpen {...dialog} onConfirm={confirm}>
      {children}
      <Textarea
        mt="sm"
        label="Reason"
        data-autofocus
        description="Others read it in the audit log"
        autosize
        minRows={2}
        required
        value={reason}
        error={isMissing && reason.trim() === "" ? "Enter a reason" : fault}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
