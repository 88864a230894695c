"use client";

import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { BILLING_CYCLES } from "@/lib/domain/billing/billing-period";
import type { ContractRow } from "@/lib/queries/contracts";
import { CYCLE_WORDS, PERIOD_WORDS } from "./contract-words";
import classes from "./contracts.module.css";
import { CONTRACT_DEFAULT_SORT, CONTRACTS_PER_PAGE } from "./contracts-address";

const column = createAppColumnHelper<ContractRow>();

const COLUMNS = column.columns([
  column.accessor("contractNumber", { header: "Number", meta: { align: "end" } }),
  column.accessor("name", {
    header: "Contract name",
    meta: { isRowHeader: true },
    cell: ({ row: { original } }) => (
      <>
        <TextLink href={`/finance/contracts/${original.id}`} isStrong>
          {original.name}
        </TextLink>
        {original.referenceNumber && <div className={classes.muted}>{original.referenceNumber}</div>}
      </>
    ),
  }),
  column.accessor("accountName", {
    id: "account",
    header: "Account",
    cell: ({ row: { original } }) => (
      <TextLink href={`/crm/accounts/${original.accountId}`}>{original.accountName}</TextLink>
    ),
  }),
  column.accessor("billingCycle", {
    header: "Billing cycle",
    enableSorting: false,
    cell: ({ row: { original } }) => CYCLE_WORDS[original.billingCycle],
  }),
  column.accessor("startOn", {
    header: "Start",
    meta: { noWrap: true, label: "Start date" },
    cell: ({ row: { original } }) => <CalendarDate on={original.startOn} />,
  }),
  column.accessor("endOn", {
    header: "End",
    meta: { noWrap: true, label: "End date" },
    cell: ({ row: { original } }) => <CalendarDate on={original.endOn} empty="Open" />,
  }),
  column.accessor("pricePerPeriod", {
    header: "Contract price",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => (
      <>
        <Money amount={original.pricePerPeriod} currency={original.currency} />
        <div className={classes.muted}>
          per {PERIOD_WORDS[original.billingCycle]} ·{" "}
          {original.lines === 1 ? "1 line" : `${original.lines} lines`}
        </div>
      </>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => <StatusBadge status={original.status} />,
  }),
]);

type ContractsTableProps = {
  rows: ContractRow[];
  rowCount: number;
  accounts: { id: string; name: string }[];
  canManage: boolean;
};

/** Contracts, one page of them, filtered by account and sorted by the server. */
export function ContractsTable({ rows, rowCount, accounts, canManage }: ContractsTableProps) {
  return (
    <DataTable
      caption="Contracts"
      rows={rows}
      columns={COLUMNS}
      rowId={(row) => row.id}
      processing="server"
      rowCount={rowCount}
      pageSize={CONTRACTS_PER_PAGE}
      searchLabel="Search contracts"
      defaultSort={CONTRACT_DEFAULT_SORT}
      filters={[
        {
          key: "account",
          label: "Account",
          options: accounts.map(({ id, name }) => ({ value: id, label: name })),
        },
        {
          key: "status",
          label: "Status",
          choose: "one",
          options: [
            { value: "active", label: "Active" },
            { value: "inactive", label: "Inactive" },
          ],
        },
        {
          key: "cycle",
          label: "Billing cycle",
          options: BILLING_CYCLES.map((cycle) => ({ value: cycle, label: CYCLE_WORDS[cycle] })),
        },
      ]}
      empty={{
        title: "No contracts yet",
        description:
          "A recurring services contract bills an account for services, each week, month, quarter or year.",
        action: canManage && <ButtonLink href="/finance/contracts/new">Add contract</ButtonLink>,
      }}
    />
  );
}
