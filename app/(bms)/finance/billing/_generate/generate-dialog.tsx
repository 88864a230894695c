"use client";

import { Loader, Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { PlainTable } from "@/app/_components/plain-table";
import type { InvoiceGrouping } from "@/lib/inputs/billing";
import type { OpenCharge } from "@/lib/queries/billing";
import charges from "../_charges/charges.module.css";
import { generateInvoicesAction, previewInvoicesAction } from "../actions";

export type Generated = {
  invoices: { id: string; number: number; accountName: string; total: string; currency: string }[];
  leftOpen: number;
};

type GenerateDialogProps = {
  chosen: readonly OpenCharge[];
  /** How Billing Settings group invoices. */
  defaultGrouping: InvoiceGrouping;
  onGenerated: (generated: Generated) => void;
  onClose: () => void;
};

const GROUPINGS: { value: InvoiceGrouping; label: string }[] = [
  { value: "account", label: "Account" },
  { value: "contract", label: "Contract" },
  { value: "consolidated", label: "Consolidated: parent account with its children" },
];

const invoicesInWords = (number: number) => (number === 1 ? "1 invoice" : `${number} invoices`);

/** Asks before invoicing: shows the invoices as they will be, numbers and totals, and generates exactly these. */
export function GenerateDialog({ chosen, defaultGrouping, onGenerated, onClose }: GenerateDialogProps) {
  const [groupBy, setGroupBy] = useState(defaultGrouping);
  const chargeIds = chosen.map((charge) => charge.id);
  const preview = useAppAction(previewInvoicesAction);
  const generate = useAppAction(generateInvoicesAction, { onSuccess: onGenerated });
  const look = (grouping: InvoiceGrouping) => preview.execute({ chargeIds, groupBy: grouping });
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once when it opens, then whenever a person asks
  useEffect(() => look(defaultGrouping), []);

  const seen = preview.isPending ? undefined : preview.data;
  const number = seen?.invoices.length ?? 0;
  const isOutdated = generate.error?.code === "items-changed";
  const isOnlyCredit = preview.error?.code === "nothing-to-invoice";
  const title = isOnlyCredit
    ? "Nothing to invoice"
    : seen
      ? `Generate ${invoicesInWords(number)}?`
      : "Generate invoices?";
  return (
    <ConfirmDialog
      isOpen
      title={title}
      confirmLabel={
        isOutdated ? "Show the new preview" : `Generate ${seen ? invoicesInWords(number) : "invoices"}`
      }
      pendingLabel={generate.isPending ? "Generating…" : "Looking…"}
      canConfirm={isOutdated || (seen !== undefined && number > 0)}
      isPending={generate.isPending || preview.isPending}
      error={generate.error ?? preview.error}
      onConfirm={() => {
        if (isOutdated) {
          generate.reset();
          look(groupBy);
        } else if (seen) generate.execute({ chargeIds, groupBy, digest: seen.digest });
      }}
      onCancel={onClose}
    >
      <Select
        label="One invoice for each"
        description="Each currency has invoices of its own. Open credits are used as well."
        data={GROUPINGS}
        value={groupBy}
        allowDeselect={false}
        onChange={(value) => {
          const grouping = value as InvoiceGrouping;
          setGroupBy(grouping);
          generate.reset();
          look(grouping);
        }}
      />
      <div className={charges.figures} aria-live="polite">
        {preview.isPending && <Loader size="sm" aria-label="Composing the invoices" />}
        {seen && (
          <PlainTable
            caption="Invoices that will be generated"
            columns={[
              { key: "number", header: "Number", noWrap: true },
              { key: "account", header: "Account" },
              { key: "lines", header: "Lines", align: "end" },
              { key: "due", header: "Due", noWrap: true },
              { key: "net", header: "Net", align: "end", noWrap: true },
              { key: "tax", header: "Tax", align: "end", noWrap: true },
              { key: "total", header: "Total", align: "end", noWrap: true },
            ]}
            rows={seen.invoices.map((invoice) => ({
              key: invoice.number,
              cells: {
                number: `Invoice ${invoice.number}`,
                account: invoice.accountName,
                lines: invoice.lines,
                due: <CalendarDate on={invoice.dueOn} />,
                net: <Money amount={invoice.net} currency={invoice.currency} />,
                tax: <Money amount={invoice.tax} currency={invoice.currency} />,
                total: <Money amount={invoice.total} currency={invoice.currency} isTotal />,
              },
            }))}
          />
        )}
      </div>
      {seen && seen.leftOpen > 0 && (
        <InlineAlert tone="info" title="Some credit stays open">
          Of {seen.leftOpen === 1 ? "one of them" : `${seen.leftOpen} of them`} only credits are open: these
          wait for the next invoice.
        </InlineAlert>
      )}
      {!isOnlyCredit && (
        <p className={charges.lead}>An invoice cannot be changed afterwards, only voided or credited.</p>
      )}
    </ConfirmDialog>
  );
}
