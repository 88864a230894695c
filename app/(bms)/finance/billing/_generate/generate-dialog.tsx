"use client";

import { useRouter } from "next/navigation";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import type { OpenCharge } from "@/lib/queries/billing";
import charges from "../_charges/charges.module.css";
import { generateInvoicesAction } from "../actions";
import { previewInvoices } from "./preview-invoices";

export type Generated = {
  invoices: { id: string; number: number; accountName: string; total: string; currency: string }[];
  leftOpen: number;
};

type GenerateDialogProps = {
  chosen: readonly OpenCharge[];
  open: readonly OpenCharge[];
  onGenerated: (generated: Generated) => void;
  onClose: () => void;
};

const invoicesInWords = (number: number) => (number === 1 ? "1 invoice" : `${number} invoices`);

/** Asks before invoicing: how many invoices, for whom and over how much, and which credits wait. */
export function GenerateDialog({ chosen, open, onGenerated, onClose }: GenerateDialogProps) {
  const router = useRouter();
  const { execute, isPending, error } = useAppAction(generateInvoicesAction, {
    onSuccess: onGenerated,
    onError: (refusal) => {
      if (refusal?.code === "items-changed") router.refresh();
    },
  });
  const previews = previewInvoices(chosen, open);
  const number = previews.filter((preview) => preview.net !== null).length;
  const creditsLeft = previews.filter((preview) => preview.creditLeft !== null);
  const isOutdated = error?.code === "items-changed";
  return (
    <ConfirmDialog
      isOpen
      title={number === 0 ? "Nothing to invoice" : `Generate ${invoicesInWords(number)}?`}
      confirmLabel={`Generate ${invoicesInWords(number)}`}
      pendingLabel="Generating…"
      cancelLabel={isOutdated ? "Look at the charges again" : "Cancel"}
      canConfirm={number > 0 && !isOutdated}
      isPending={isPending}
      error={error}
      onConfirm={() => execute({ chargeIds: chosen.map((charge) => charge.id) })}
      onCancel={onClose}
    >
      <p className={charges.lead}>
        {number === 0
          ? "Only credits are selected. They stay open and are used by the next invoice of their account."
          : "An invoice gets the next number and cannot be changed afterwards. Tax is added at each account's rate."}
      </p>
      <div className={charges.figures}>
        <PlainTable
          caption="Invoices that will be generated"
          columns={[
            { key: "account", header: "Account" },
            { key: "charges", header: "Charges", align: "end" },
            { key: "net", header: "Net, before tax", align: "end", noWrap: true },
          ]}
          rows={previews.map((preview) => ({
            key: `${preview.accountName} ${preview.currency}`,
            cells: {
              account: `${preview.accountName}, ${preview.currency}`,
              charges: preview.charges + preview.addedCredits,
              net:
                preview.net === null ? (
                  "No invoice"
                ) : (
                  <Money amount={preview.net} currency={preview.currency} isTotal />
                ),
            },
          }))}
        />
      </div>
      {previews.some((preview) => preview.addedCredits > 0) && (
        <p className={charges.lead}>
          Open credits of these accounts are used as well, although you did not select them.
        </p>
      )}
      {creditsLeft.length > 0 && (
        <InlineAlert tone="info" title="Some credit stays open">
          {creditsLeft.map((preview) => (
            <div key={`${preview.accountName} ${preview.currency}`}>
              {preview.accountName}: <Money amount={preview.creditLeft!} currency={preview.currency} /> more
              than there is to bill. It waits for the next invoice.
            </div>
          ))}
        </InlineAlert>
      )}
    </ConfirmDialog>
  );
}
