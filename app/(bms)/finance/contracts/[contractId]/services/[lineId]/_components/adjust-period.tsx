"use client";

import { Button, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { formatMoney } from "@/app/_components/format-money";
import { adjustPeriodAction, listAdjustablePeriodsAction } from "../../../../../billing/actions";

type Draft = { chargeId: string; periodStartOn: string; amount: string; reason: string };
type AdjustPeriodProps = { line: { id: string; name: string } };

/** Bills or credits an amount for one period by hand, with a reason. */
export function AdjustPeriod({ line }: AdjustPeriodProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const look = useAppAction(listAdjustablePeriodsAction, {
    onSuccess: ({ periods }) =>
      setDraft((current) => current && { ...current, periodStartOn: periods[0]?.startOn ?? "" }),
  });
  const adjust = useAppAction(adjustPeriodAction, {
    onSuccess: ({ amount, currency }) => {
      close();
      notifications.show({
        color: "green",
        message: `${formatMoney(amount, currency)} is posted for ${line.name}; it waits in Billing.`,
      });
    },
  });
  const open = () => {
    setDraft({ chargeId: crypto.randomUUID(), periodStartOn: "", amount: "", reason: "" });
    look.execute({ lineId: line.id });
  };
  const close = () => {
    setDraft(null);
    adjust.reset();
  };
  const change = (values: Partial<Draft>) => setDraft((current) => current && { ...current, ...values });
  const { fieldErrors } = adjust;
  const periods = look.data?.periods ?? [];
  const chosen = periods.find(({ startOn }) => startOn === draft?.periodStartOn);
  const currency = look.data?.currency;

  return (
    <>
      <Button variant="default" onClick={open}>
        Adjust amount
      </Button>
      <ConfirmDialog
        isOpen={draft !== null}
        title={`Adjust a period of ${line.name}?`}
        confirmLabel="Post adjustment"
        pendingLabel="Posting…"
        isPending={adjust.isPending}
        canConfirm={chosen !== undefined}
        error={look.error ?? (Object.keys(fieldErrors).length > 0 ? null : adjust.error)}
        onConfirm={() => draft && adjust.execute({ ...draft, lineId: line.id })}
        onCancel={close}
      >
        <Stack gap="sm">
          <div>
            The amount is posted at once as a manual charge or credit, and goes on the next invoice. Units and
            proration stay as they are.
          </div>
          <Select
            id="adjust-period"
            label="Period"
            required
            data={periods.map(({ startOn, inWords }) => ({ value: startOn, label: inWords }))}
            allowDeselect={false}
            value={draft?.periodStartOn ?? ""}
            error={fieldErrors.periodStartOn}
            description={
              chosen && currency && `Posted for it so far: ${formatMoney(chosen.balance, currency)}`
            }
            onChange={(periodStartOn) => change({ periodStartOn: periodStartOn ?? "" })}
          />
          <TextInput
            id="adjust-amount"
            label={currency ? `Amount (${currency})` : "Amount"}
            description="Before tax; a credit is negative, such as -12.50"
            required
            inputMode="decimal"
            autoComplete="off"
            data-autofocus
            value={draft?.amount ?? ""}
            error={fieldErrors.amount}
            onChange={(event) => change({ amount: event.currentTarget.value })}
          />
          <Textarea
            id="adjust-reason"
            label="Reason"
            description="Others read it beside the charge and in the audit log, not on the invoice."
            withAsterisk
            autosize
            minRows={2}
            maxLength={500}
            value={draft?.reason ?? ""}
            error={fieldErrors.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
