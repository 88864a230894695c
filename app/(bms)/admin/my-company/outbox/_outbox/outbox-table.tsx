"use client";

import { useMemo } from "react";
import { ButtonLink } from "@/app/_components/button-link";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { Outbox, OutboxRow } from "@/lib/queries/outbox";
import classes from "./outbox.module.css";
import { OUTBOX, PAGE_SIZE } from "./outbox-address";
import { MAIL_LOOKS } from "./outbox-words";

const column = createAppColumnHelper<OutboxRow>();

const FILTERS = [
  {
    key: "status",
    label: "Status",
    options: Object.entries(MAIL_LOOKS).map(([value, { label }]) => ({ value, label })),
  },
];

type OutboxTableProps = { outbox: Outbox; timeZone: string; isMailServerSet: boolean };

/** One page of the Outbox, newest first. */
export function OutboxTable({ outbox, timeZone, isMailServerSet }: OutboxTableProps) {
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("createdAt", {
          header: "Written",
          enableSorting: false,
          meta: { noWrap: true },
          cell: ({ row: { original } }) => <Instant at={original.createdAt} timeZone={timeZone} />,
        }),
        column.accessor("status", {
          header: "Status",
          enableSorting: false,
          cell: ({ row: { original } }) => (
            <>
              <StatusBadge {...MAIL_LOOKS[original.status]} />
              {original.lastError && <div className={classes.quiet}>{original.lastError}</div>}
            </>
          ),
        }),
        column.accessor("subject", {
          header: "Subject",
          enableSorting: false,
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <TextLink href={`${OUTBOX}/${original.id}`}>{original.subject}</TextLink>
          ),
        }),
        column.accessor((row) => row.to.join(", "), {
          id: "to",
          header: "To",
          enableSorting: false,
          cell: ({ row: { original } }) => (
            <span className={classes.addresses}>{original.to.join(", ")}</span>
          ),
        }),
      ]),
    [timeZone],
  );
  return (
    <DataTable
      caption="Outbox"
      processing="server"
      rows={outbox.rows}
      rowCount={outbox.rowCount}
      pageSize={PAGE_SIZE}
      columns={columns}
      rowId={(row) => row.id}
      searchLabel="Search subject or address"
      filters={FILTERS}
      empty={{
        title: "No e-mail was written yet",
        description: isMailServerSet
          ? "Messages of unit changes appear here: turn Unit-change notifications on in a contract."
          : "Messages of unit changes appear here: turn Unit-change notifications on in a contract. To send them, set SMTP_URL and MAIL_FROM where Flexbill runs; until then they wait here.",
        action: (
          <ButtonLink href="/finance/contracts" variant="default">
            Open Contracts
          </ButtonLink>
        ),
      }}
    />
  );
}
