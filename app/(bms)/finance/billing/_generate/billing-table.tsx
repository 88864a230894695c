"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { DataTable } from "@/app/_components/data-table/data-table";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Money } from "@/app/_components/money";
import { TextLink } from "@/app/_components/text-link";
import type { InvoiceGrouping } from "@/lib/inputs/billing";
import type { OpenCharge } from "@/lib/queries/billing";
import charges from "../_charges/charges.module.css";
import { CurrencySums } from "../_charges/currency-sums";
import { sumByCurrency } from "../_charges/sum-by-currency";
import { UnpostButton } from "../_charges/unpost-button";
import { BILLING_COLUMNS } from "./billing-columns";
import { GenerateDialog, type Generated } from "./generate-dialog";

type BillingTableProps = {
  open: readonly OpenCharge[];
  defaultGrouping: InvoiceGrouping;
  canInvoice: boolean;
  canUnpost: boolean;
};

type Asked = { chosen: readonly OpenCharge[]; clear: () => void };

const openSums = (chosen: readonly OpenCharge[]) =>
  sumByCurrency(chosen.map(({ openAmount, currency }) => ({ amount: openAmount, currency })));

/** Posted charges that are on no invoice yet, and generating invoices of them. */
export function BillingTable({ open, defaultGrouping, canInvoice, canUnpost }: BillingTableProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [generated, setGenerated] = useState<Generated | null>(null);
  return (
    <>
      {generated && <GeneratedNews generated={generated} />}
      <DataTable
        caption="Posted charges that are not invoiced"
        rows={open}
        columns={BILLING_COLUMNS}
        rowId={(charge) => charge.id}
        searchLabel="Search account, contract or service"
        defaultSort={{ columnId: "line", direction: "asc" }}
        filters={[
          {
            key: "kind",
            label: "Type",
            options: [
              { value: "Regular", label: "Regular" },
              { value: "Prorated", label: "Prorated" },
              { value: "Manual", label: "Manual" },
            ],
            choose: "one",
          },
        ]}
        empty={{
          title: "Nothing waits to be invoiced",
          description: "Items appear here once they are posted.",
          action: <TextLink href="/finance/billing-review">Open Billing Review</TextLink>,
        }}
        totals={openSums(open).map(({ currency, amount }) => ({
          label: `All charges in ${currency}`,
          cells: { openAmount: <Money amount={amount} currency={currency} isTotal /> },
        }))}
        selection={
          canInvoice || canUnpost
            ? {
                rowLabel: (charge) =>
                  `${charge.accountName}: ${charge.lineName}, effective ${charge.effectiveOn}`,
                summary: ({ rows }) => <CurrencySums sums={openSums(rows)} />,
                actions: ({ rows, clear }) => (
                  <>
                    {canInvoice && (
                      <Button onClick={() => setAsked({ chosen: rows, clear })}>Generate invoice</Button>
                    )}
                    {canUnpost && <UnpostButton chosen={rows} onUnposted={clear} />}
                  </>
                ),
              }
            : undefined
        }
      />
      {asked && (
        <GenerateDialog
          chosen={asked.chosen}
          defaultGrouping={defaultGrouping}
          onGenerated={(made) => {
            asked.clear();
            setAsked(null);
            setGenerated(made);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function GeneratedNews({ generated: { invoices, leftOpen } }: { generated: Generated }) {
  return (
    <div className={charges.news}>
      <InlineAlert
        tone="ok"
        title={invoices.length === 1 ? "1 invoice generated" : `${invoices.length} invoices generated`}
        isLive
        action={<TextLink href="/finance/invoices">All invoices</TextLink>}
      >
        <ul className={charges.newsList}>
          {invoices.map(({ id, number, accountName, total, currency }) => (
            <li key={id}>
              <TextLink href={`/finance/invoices/${id}`} isStrong>
                Invoice {number}
              </TextLink>
              , {accountName}: <Money amount={total} currency={currency} isTotal />
            </li>
          ))}
        </ul>
        {leftOpen > 0 &&
          (leftOpen === 1
            ? "Of one account only credits are open: they wait for its next invoice."
            : `Of ${leftOpen} accounts only credits are open: they wait for their next invoices.`)}
      </InlineAlert>
    </div>
  );
}
