"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import type { DocumentKind } from "@/lib/domain/billing/document-number";
import { creditInvoiceAction, voidInvoiceAction } from "../../actions";
import { PaymentDialog } from "./payment-dialog";
import { ReasonDialog } from "./reason-dialog";

type DocumentActionsProps = {
  invoiceId: string;
  kind: DocumentKind;
  /** "Invoice 12" */
  name: string;
  open: string;
  currency: string;
  isCredited: boolean;
  /** Not exported, nothing paid, not credited: it never left the house. */
  mayVoid: boolean;
  businessOn: string;
};

type Asked = "payment" | "credit" | "void" | null;

/** What can be done with an issued document that is not void: record money, take it back, void it. */
export function DocumentActions(props: DocumentActionsProps) {
  const { invoiceId, kind, name, isCredited, mayVoid } = props;
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  return (
    <>
      {!isCredited && (
        <Button variant="default" onClick={() => setAsked("payment")}>
          {kind === "invoice" ? "Record payment" : "Record refund"}
        </Button>
      )}
      {kind === "invoice" && !isCredited && (
        <Button variant="default" onClick={() => setAsked("credit")}>
          Credit
        </Button>
      )}
      {mayVoid && (
        <Button variant="default" color="red" onClick={() => setAsked("void")}>
          Void
        </Button>
      )}
      {asked === "payment" && <PaymentDialog {...props} onClose={close} />}
      {asked === "credit" && <CreditDialog invoiceId={invoiceId} name={name} onClose={close} />}
      {asked === "void" && <VoidDialog invoiceId={invoiceId} kind={kind} name={name} onClose={close} />}
    </>
  );
}

type DialogProps = { invoiceId: string; name: string; onClose: () => void };

function CreditDialog({ invoiceId, name, onClose }: DialogProps) {
  const router = useRouter();
  const credit = useAppAction(creditInvoiceAction, {
    onSuccess: ({ id }) => {
      notifications.show({ color: "green", message: `${name} is credited. This is its credit note.` });
      onClose();
      router.push(`/finance/invoices/${id}`);
    },
  });
  return (
    <ReasonDialog
      title={`Issue a credit note for ${name}?`}
      confirmLabel="Issue credit note"
      pendingLabel="Issuing…"
      isPending={credit.isPending}
      error={credit.faults.length > 0 ? null : credit.error}
      fault={credit.fieldErrors.reason}
      onConfirm={(reason) => credit.execute({ invoiceId, reason })}
      onCancel={onClose}
    >
      The credit note takes back every line and its tax, under a number of its own. The charges are open in
      Finance
      {" > "}Billing again, and the credits that the invoice used are restored.
    </ReasonDialog>
  );
}

function VoidDialog({ invoiceId, kind, name, onClose }: DialogProps & { kind: DocumentKind }) {
  const voiding = useAppAction(voidInvoiceAction, {
    onSuccess: () => {
      notifications.show({ color: "green", message: `${name} is void.` });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={`Void ${name}?`}
      confirmLabel={kind === "invoice" ? "Void invoice" : "Void credit note"}
      pendingLabel="Voiding…"
      tone="danger"
      isPending={voiding.isPending}
      error={voiding.faults.length > 0 ? null : voiding.error}
      fault={voiding.fieldErrors.reason}
      onConfirm={(reason) => voiding.execute({ invoiceId, reason })}
      onCancel={onClose}
    >
      {kind === "invoice"
        ? "Nothing is owed for it any more: its charges are open in Finance > Billing again, and the credits it used are restored. Its number stays used."
        : "It no longer gives anything back: what it credited counts as before. Its number stays used."}{" "}
      This cannot be undone.
    </ReasonDialog>
  );
}
