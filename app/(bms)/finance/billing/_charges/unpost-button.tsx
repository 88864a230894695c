"use client";

import { Button, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import type { OpenCharge } from "@/lib/queries/billing";
import { unpostChargesAction } from "../actions";
import { CurrencySums } from "./currency-sums";
import { sumByCurrency } from "./sum-by-currency";

const chargesInWords = (number: number) => (number === 1 ? "1 charge" : `${number} charges`);

type UnpostButtonProps = { chosen: readonly OpenCharge[]; onUnposted: () => void };

/** Takes posted charges back into review, with a reason, as long as they are on no invoice. */
export function UnpostButton({ chosen, onUnposted }: UnpostButtonProps) {
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const action = useAppAction(unpostChargesAction, {
    onSuccess: ({ unposted }) => {
      setAsking(false);
      setReason("");
      onUnposted();
      notifications.show({
        color: "green",
        message: `${chargesInWords(unposted)} unposted; back in Billing Review.`,
      });
    },
    onError: (refusal) => {
      if (refusal?.code.startsWith("charge-")) router.refresh();
    },
  });
  const fault = action.fieldErrors.reason ?? action.fieldErrors.chargeIds;
  const close = () => {
    setAsking(false);
    action.reset();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Unpost
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Unpost ${chargesInWords(chosen.length)}?`}
        confirmLabel={`Unpost ${chargesInWords(chosen.length)}`}
        pendingLabel="Unposting…"
        isPending={action.isPending}
        error={fault ? null : action.error}
        onConfirm={() => action.execute({ chargeIds: chosen.map(({ id }) => id), reason })}
        onCancel={close}
      >
        <Stack gap="sm">
          <div>
            <CurrencySums sums={sumByCurrency(chosen)} /> is taken back by mirror charges. The items stand in
            Billing Review again, as their lines are then.
          </div>
          <Textarea
            id="unpost-reason"
            label="Reason"
            description="Others read it in the audit log."
            withAsterisk
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            value={reason}
            error={fault}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
