"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { TableFilter } from "@/app/_components/data-table/table-toolbar";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { documentTitle } from "@/lib/domain/billing/document-number";
import type { InvoiceList, InvoiceRow } from "@/lib/queries/invoice-list";
import { ExportDialog } from "../_export/export-dialog";
import { DocumentBadge } from "./document-badge";
import { INVOICE_DEFAULT_SORT, INVOICE_PAGE_SIZE } from "./invoice-address";
import { monthInWords } from "./month-in-words";

const helper = createAppColumnHelper<InvoiceRow>();

const COLUMNS = helper.columns([
  helper.accessor("documentNumber", {
    id: "number",
    header: "Number",
    meta: { noWrap: true },
    cell: ({ row: { original } }) => (
      <TextLink href={`/finance/invoices/${original.id}`} isStrong>
        {documentTitle(original.kind)} {original.documentNumber}
      </TextLink>
    ),
  }),
  helper.accessor("accountName", { id: "account", header: "Account", meta: { width: "28%" } }),
  helper.accessor("invoiceOn", {
    header: "Date",
    meta: { noWrap: true },
    cell: ({ getValue }) => <CalendarDate on={getValue()} />,
  }),
  helper.accessor("dueOn", {
    header: "Payment due",
    meta: { noWrap: true },
    cell: ({ row: { original } }) => (
      <CalendarDate on={original.kind === "invoice" ? original.dueOn : null} />
    ),
  }),
  helper.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => (
      <>
        <DocumentBadge kind={original.kind} status={original.status} />{" "}
        {original.isExported && <StatusBadge status="exported" />}
      </>
    ),
  }),
  helper.accessor("total", {
    header: "Total",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <Money amount={original.total} currency={original.currency} isTotal />,
  }),
  helper.accessor("open", {
    header: "Open",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <Money amount={original.open} currency={original.currency} />,
  }),
]);

const KINDS = [
  { value: "invoice", label: "Invoices" },
  { value: "credit-note", label: "Credit notes" },
];

const STATES = [
  { value: "open", label: "Open" },
  { value: "overdue", label: "Overdue" },
  { value: "paid", label: "Paid or settled" },
  { value: "credited", label: "Credited" },
  { value: "void", label: "Void" },
  { value: "exported", label: "Exported" },
];

type InvoiceTableProps = { list: InvoiceList; canExport: boolean };

/** What is asked to be exported: chosen documents, or null for all that the list shows. */
type Asked = { invoiceIds: readonly string[] | null; clear: () => void };

/** Issued invoices and credit notes; the first cell leads to the printable one. */
export function InvoiceTable({ list, canExport }: InvoiceTableProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { accounts, months } = list.choices;
  const filters: TableFilter[] = [
    { key: "kind", label: "Type", options: KINDS, choose: "one" },
    { key: "status", label: "Status", options: STATES },
    {
      key: "account",
      label: "Account",
      options: accounts.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      key: "month",
      label: "Month",
      options: months.map((month) => ({ value: month, label: monthInWords(month) })),
    },
  ];
  return (
    <>
      <DataTable
        caption="Invoices and credit notes"
        processing="server"
        rows={list.rows}
        rowCount={list.rowCount}
        pageSize={INVOICE_PAGE_SIZE}
        columns={COLUMNS}
        rowId={(row) => row.id}
        defaultSort={INVOICE_DEFAULT_SORT}
        searchLabel="Search number or account"
        filters={filters}
        totals={list.totals.map(({ currency, total, open }) => ({
          label: `All in ${currency}, without void ones`,
          cells: {
            total: <Money amount={total} currency={currency} isTotal />,
            open: <Money amount={open} currency={currency} isTotal />,
          },
        }))}
        empty={{
          title: "No invoices yet",
          description: "They are generated from posted charges.",
          action: <TextLink href="/finance/billing">Open Billing</TextLink>,
        }}
        toolbarEnd={
          canExport &&
          list.rowCount > 0 && (
            <Button variant="default" onClick={() => setAsked({ invoiceIds: null, clear: () => undefined })}>
              Export all
            </Button>
          )
        }
        selection={
          canExport
            ? {
                rowLabel: (row) => `${documentTitle(row.kind)} ${row.documentNumber}`,
                isSelectable: (row) => row.status !== "void",
                actions: ({ ids, clear }) => (
                  <Button onClick={() => setAsked({ invoiceIds: ids, clear })}>Export</Button>
                ),
              }
            : undefined
        }
      />
      {asked && (
        <ExportDialog
          invoiceIds={asked.invoiceIds}
          onExported={() => {
            asked.clear();
            setAsked(null);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
