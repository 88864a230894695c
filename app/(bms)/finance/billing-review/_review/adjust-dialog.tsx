"use client";

import { Stack, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { Money } from "@/app/_components/money";
import { postAdjustedAction } from "../actions";
import type { PostableItem } from "./postable-item";

type AdjustDialogProps = {
  item: PostableItem;
  onPosted: () => void;
  onChanged: () => void;
  onClose: () => void;
};

/** Posts one item over another amount: the difference becomes a manual charge with the reason. */
export function AdjustDialog({ item, onPosted, onChanged, onClose }: AdjustDialogProps) {
  const router = useRouter();
  const [amount, setAmount] = useState(item.amount);
  const [reason, setReason] = useState("");
  const { execute, isPending, error, fieldErrors } = useAppAction(postAdjustedAction, {
    onSuccess: onPosted,
    onError: (refusal) => {
      if (refusal?.code !== "items-changed") return;
      onChanged();
      router.refresh();
    },
  });
  const isOutdated = error?.code === "items-changed";
  const hasFieldFault = Object.keys(fieldErrors).length > 0;
  return (
    <ConfirmDialog
      isOpen
      title="Post over another amount?"
      confirmLabel="Adjust and post"
      pendingLabel="Posting…"
      cancelLabel={isOutdated ? "Look at the item again" : "Cancel"}
      canConfirm={!isOutdated}
      isPending={isPending}
      error={hasFieldFault ? null : error}
      onConfirm={() => execute({ item: { id: item.id, contentHash: item.contentHash }, amount, reason })}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <div>
          {item.label}: <Money amount={item.amount} currency={item.currency} isTotal />. The item is posted as
          it stands; the difference becomes a manual charge beside it.
        </div>
        <TextInput
          id="adjusted-amount"
          label={`Amount to bill instead (${item.currency})`}
          description="Before tax; a credit is negative"
          required
          inputMode="decimal"
          autoComplete="off"
          data-autofocus
          value={amount}
          error={fieldErrors.amount}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Textarea
          id="adjusted-reason"
          label="Reason"
          description="Others read it beside the charge and in the audit log, not on the invoice."
          withAsterisk
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={fieldErrors.reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
