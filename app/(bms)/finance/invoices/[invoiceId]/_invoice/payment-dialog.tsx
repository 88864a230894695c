"use client";

import { Checkbox, Stack, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { Money } from "@/app/_components/money";
import { type PaymentFormValues, paymentFormInput } from "@/lib/inputs/invoice-documents";
import { recordPaymentAction } from "../../actions";

type PaymentDialogProps = {
  invoiceId: string;
  kind: "invoice" | "credit-note";
  name: string;
  open: string;
  currency: string;
  businessOn: string;
  onClose: () => void;
};

/** Records money received, or given back for a credit note. More than is open needs a tick. */
export function PaymentDialog({
  invoiceId,
  kind,
  name,
  open,
  currency,
  businessOn,
  onClose,
}: PaymentDialogProps) {
  // One press is one payment, however often it is sent.
  const [requestId] = useState(() => crypto.randomUUID());
  const [mayExceedOpen, setMayExceedOpen] = useState(false);
  const form = useForm<PaymentFormValues>({
    initialValues: { amount: open.startsWith("-") ? "" : open, receivedOn: businessOn, reference: "" },
    validate: schemaResolver(paymentFormInput, { sync: true }),
  });
  const record = useAppAction(recordPaymentAction, {
    onSuccess: () => {
      notifications.show({
        color: "green",
        message: kind === "invoice" ? "Payment recorded." : "Refund recorded.",
      });
      onClose();
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const isTooMuch = record.error?.code === "more-than-open";
  const what = kind === "invoice" ? "payment" : "refund";
  const send = form.onSubmit(
    (values) => record.execute({ ...values, invoiceId, requestId, mayExceedOpen }),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
  );
  return (
    <ConfirmDialog
      isOpen
      title={`Record a ${what} for ${name}`}
      confirmLabel={`Record ${what}`}
      pendingLabel="Recording…"
      isPending={record.isPending}
      error={record.error?.code === "invalid" ? null : record.error}
      onConfirm={() => send()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <p style={{ margin: 0 }}>
          Open: <Money amount={open} currency={currency} isTotal />
        </p>
        <TextInput
          label={`Amount in ${currency}`}
          inputMode="decimal"
          autoComplete="off"
          required
          data-autofocus
          {...form.getInputProps("amount")}
        />
        <DateField
          label={kind === "invoice" ? "Received on" : "Given back on"}
          required
          {...form.getInputProps("receivedOn")}
        />
        <TextInput
          label="Reference"
          description="Such as the bank's, or a check number"
          autoComplete="off"
          {...form.getInputProps("reference")}
        />
        {(isTooMuch || mayExceedOpen) && (
          <Checkbox
            label="This is right: it is more than is open"
            checked={mayExceedOpen}
            onChange={(event) => setMayExceedOpen(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
