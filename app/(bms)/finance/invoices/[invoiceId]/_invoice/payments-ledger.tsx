"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { formatMoney } from "@/app/_components/format-money";
import { Instant } from "@/app/_components/instant";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import type { DocumentKind } from "@/lib/domain/billing/document-number";
import type { LedgerRow } from "@/lib/queries/invoice-ledger";
import { takeBackPaymentAction } from "../../actions";
import { ReasonDialog } from "./reason-dialog";

type PaymentsLedgerProps = {
  kind: DocumentKind;
  payments: readonly LedgerRow[];
  currency: string;
  open: string;
  mayChange: boolean;
  timeZone: string;
};

/** Money recorded for a document, the latest first; a mistake is taken back by a row of its own. */
export function PaymentsLedger({ kind, payments, currency, open, mayChange, timeZone }: PaymentsLedgerProps) {
  const [asked, setAsked] = useState<LedgerRow | null>(null);
  return (
    <SectionCard
      title={kind === "invoice" ? "Payments" : "Refunds"}
      description={
        <>
          Open: <Money amount={open} currency={currency} isTotal />
        </>
      }
      padding="flush"
    >
      {payments.length === 0 ? (
        <EmptyState
          title={kind === "invoice" ? "No payments yet" : "No refunds yet"}
          description="What is recorded here is never changed; a mistake is taken back by a row of its own."
        />
      ) : (
        <PlainTable
          caption="Ledger of this document"
          columns={[
            { key: "date", header: "Date", noWrap: true },
            { key: "reference", header: "Reference", width: "35%" },
            { key: "recorded", header: "Recorded" },
            { key: "amount", header: "Amount", align: "end", noWrap: true },
            { key: "action", header: "Take back", align: "end" },
          ]}
          rows={payments.map((payment) => ({
            key: payment.id,
            cells: {
              date: <CalendarDate on={payment.receivedOn} />,
              reference: payment.reason === null ? payment.reference || "–" : `Taken back: ${payment.reason}`,
              recorded: (
                <>
                  <Instant at={payment.recordedAt} timeZone={timeZone} /> by {payment.recordedBy}
                </>
              ),
              amount: <Money amount={payment.amount} currency={currency} isTotal />,
              action:
                payment.reason !== null ? undefined : payment.isTakenBack ? (
                  "Taken back"
                ) : mayChange ? (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={`Take back ${formatMoney(payment.amount, currency)}`}
                    onClick={() => setAsked(payment)}
                  >
                    Take back
                  </Button>
                ) : undefined,
            },
          }))}
        />
      )}
      {asked && <TakeBackDialog payment={asked} currency={currency} onClose={() => setAsked(null)} />}
    </SectionCard>
  );
}

type TakeBackProps = { payment: LedgerRow; currency: string; onClose: () => void };

function TakeBackDialog({ payment, currency, onClose }: TakeBackProps) {
  const takeBack = useAppAction(takeBackPaymentAction, {
    onSuccess: () => {
      notifications.show({ color: "green", message: "Taken back." });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={`Take back ${formatMoney(payment.amount, currency)}?`}
      confirmLabel="Take back"
      pendingLabel="Taking back…"
      tone="danger"
      isPending={takeBack.isPending}
      error={takeBack.faults.length > 0 ? null : takeBack.error}
      fault={takeBack.fieldErrors.reason}
      onConfirm={(reason) => takeBack.execute({ paymentId: payment.id, reason })}
      onCancel={onClose}
    >
      A row of the same amount below zero is added, with your reason. The amount is open again.
    </ReasonDialog>
  );
}
