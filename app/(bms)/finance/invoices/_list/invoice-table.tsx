"use client";

import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { InvoiceRow } from "@/lib/queries/invoices";

const helper = createAppColumnHelper<InvoiceRow>();

const COLUMNS = helper.columns([
  helper.accessor((invoice) => `Invoice ${invoice.number}`, {
    id: "number",
    header: "Invoice",
    meta: { noWrap: true },
    cell: ({ row: { original } }) => (
      <TextLink href={`/finance/invoices/${original.id}`} isStrong>
        Invoice {original.number}
      </TextLink>
    ),
  }),
  helper.accessor("accountName", { id: "account", header: "Account", meta: { width: "30%" } }),
  helper.accessor("invoiceOn", {
    header: "Invoice date",
    cell: ({ getValue }) => <CalendarDate on={getValue()} />,
  }),
  helper.accessor("dueOn", {
    header: "Payment due",
    cell: ({ getValue }) => <CalendarDate on={getValue()} />,
  }),
  helper.display({ id: "status", header: "Status", cell: () => <StatusBadge status="issued" /> }),
  helper.accessor("net", {
    header: "Net",
    sortFn: "decimal",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <Money amount={original.net} currency={original.currency} />,
  }),
  helper.accessor("tax", {
    header: "Tax",
    sortFn: "decimal",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <Money amount={original.tax} currency={original.currency} />,
  }),
  helper.accessor("total", {
    header: "Total",
    sortFn: "decimal",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <Money amount={original.total} currency={original.currency} isTotal />,
  }),
]);

/** The issued invoices; the first cell leads to the printable one. */
export function InvoiceTable({ invoices }: { invoices: readonly InvoiceRow[] }) {
  const accounts = [...new Set(invoices.map((invoice) => invoice.accountName))].sort();
  return (
    <DataTable
      caption="Invoices"
      rows={invoices}
      columns={COLUMNS}
      rowId={(invoice) => invoice.id}
      defaultSort={{ columnId: "number", direction: "desc" }}
      searchLabel="Search number, account or total"
      filters={[
        { key: "account", label: "Account", options: accounts.map((name) => ({ value: name, label: name })) },
      ]}
      empty={{
        title: "No invoices yet",
        description: "They are generated from posted charges.",
        action: <TextLink href="/finance/billing">Open Billing</TextLink>,
      }}
    />
  );
}
