"use client";

import { Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { acceptExceptionInput } from "@/lib/inputs/coverage";
import type { FlaggedValue } from "@/lib/queries/coverage";
import { acceptExceptionAction } from "../actions";
import classes from "./coverage.module.css";

type AcceptDialogProps = { accountId: string; value: FlaggedValue; title: string; onClose: () => void };

const reasonSchema = acceptExceptionInput.shape.reason;

/** Asks why a value may stay unbilled, or billed twice; units and bills stay as they are. */
export function AcceptDialog({ accountId, value, title, onClose }: AcceptDialogProps) {
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const { execute, isPending, error, fieldErrors } = useAppAction(acceptExceptionAction, {
    onSuccess: () => {
      notifications.show({ color: "green", message: "Accepted, with your reason." });
      onClose();
    },
  });
  const accept = () => {
    const parsed = reasonSchema.safeParse(reason);
    setFault(parsed.success ? null : (parsed.error.issues[0]?.message ?? "Say why"));
    if (!parsed.success) return;
    const { assetTypeId, assetId, measureKey, part, kind } = value;
    execute({ accountId, assetTypeId, assetId, measureKey, part, kind, reason });
  };
  return (
    <ConfirmDialog
      isOpen
      title={title}
      confirmLabel="Accept"
      pendingLabel="Accepting…"
      cancelLabel="Cancel"
      canConfirm
      isPending={isPending}
      error={error}
      onConfirm={accept}
      onCancel={onClose}
    >
      <p className={classes.lead}>It stays listed here with your reason. Units and bills do not change.</p>
      <Textarea
        id="reason"
        label="Reason"
        description="Others read it here and in the audit log."
        withAsterisk
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={fault ?? fieldErrors.reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setFault(null);
        }}
      />
    </ConfirmDialog>
  );
}
