"use client";

import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { releaseAccountSchema } from "@/lib/inputs/conservation";
import type { ParkedAccount } from "@/lib/queries/conservation";
import { releaseAccountAction } from "../actions";
import classes from "./conservation.module.css";

type ReleaseDialogProps = { account: ParkedAccount; onReleased: () => void; onClose: () => void };

const reasonSchema = releaseAccountSchema.shape.reason;

/** Asks why an account may be billed although it was parked; what was typed stays whatever the server answers. */
export function ReleaseDialog({ account, onReleased, onClose }: ReleaseDialogProps) {
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const { execute, isPending, error, fieldErrors } = useAppAction(releaseAccountAction, {
    onSuccess: onReleased,
  });
  const release = () => {
    const parsed = reasonSchema.safeParse(reason);
    setFault(parsed.success ? null : (parsed.error.issues[0]?.message ?? "Say why"));
    if (parsed.success) execute({ parkId: account.id, reason });
  };
  return (
    <ConfirmDialog
      isOpen
      title={`Release ${account.accountName}?`}
      confirmLabel="Release account"
      pendingLabel="Releasing…"
      isPending={isPending}
      error={error}
      onConfirm={release}
      onCancel={onClose}
    >
      <p className={classes.lead}>{account.explanation}</p>
      <p className={classes.lead}>
        {account.reason === "conservation"
          ? "The account is billed as it stands. The check parks it again only when it differs in another way."
          : "The account is billed again. A run that cannot bill it parks it again."}
      </p>
      <Textarea
        id="reason"
        label="Reason"
        description="Others read it in the audit log."
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
