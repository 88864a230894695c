"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo, useState } from "react";
import { ButtonLink } from "@/app/_components/button-link";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import type { ConnectionRow } from "@/lib/queries/connections";
import classes from "./connections.module.css";
import { DisconnectDialog } from "./disconnect-dialog";

const FILTERS = [
  {
    key: "status",
    label: "State",
    options: [
      { value: "connected", label: "Connected" },
      { value: "needs-reconnect", label: "Reconnect needed" },
    ],
  },
];

const column = createAppColumnHelper<ConnectionRow>();

type ConnectionsScreenProps = { rows: ConnectionRow[]; ownId: string; timeZone: string };

/** Everybody's Connect to IT Glue: who, how, since when, and whether it holds; ending one is the only deed. */
export function ConnectionsScreen({ rows, ownId, timeZone }: ConnectionsScreenProps) {
  const [ending, setEnding] = useState<ConnectionRow | null>(null);
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: "User",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <>
              <span className={classes.name}>{original.name}</span>
              {original.userId === ownId && <span className={classes.note}> (you)</span>}
              {!original.isActive && <span className={classes.note}> (disabled)</span>}
              <span className={classes.below}>{original.email}</span>
            </>
          ),
        }),
        column.accessor((row) => wayInWords(row), { id: "way", header: "Connected by" }),
        column.accessor("status", {
          header: "State",
          cell: ({ row: { original } }) => (
            <>
              <StatusBadge status={original.status} />
              {original.isCounting && <span className={classes.below}>Counts for everybody</span>}
            </>
          ),
        }),
        column.accessor("accountName", { header: "IT Glue account" }),
        column.accessor("connectedAt", {
          header: "Since",
          cell: ({ row: { original } }) => <Instant at={original.connectedAt} timeZone={timeZone} />,
        }),
        column.accessor((row) => row.lastUsedAt ?? "", {
          id: "lastUsedAt",
          header: "Last used",
          cell: ({ row: { original } }) => (
            <Instant at={original.lastUsedAt} timeZone={timeZone} empty="Never" />
          ),
        }),
        column.display({
          id: "deeds",
          header: () => <span className="visually-hidden">Actions</span>,
          meta: { label: "Actions", align: "end" },
          cell: ({ row: { original } }) => (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Disconnect ${original.name}`}
              onClick={() => setEnding(original)}
            >
              Disconnect
            </Button>
          ),
        }),
      ]),
    [ownId, timeZone],
  );

  return (
    <>
      <PageHeader
        title="IT Glue connections"
        trail={[{ label: "Admin" }, { label: "Security" }]}
        description="Who connected their own IT Glue account. What they connected with is sealed: nobody can read it, here or anywhere."
        actions={
          <ButtonLink href="/admin/my-company/it-glue-settings" variant="default">
            IT Glue Settings
          </ButtonLink>
        }
      />
      <DataTable
        caption="IT Glue connections"
        rows={rows}
        columns={columns}
        rowId={(row) => row.userId}
        searchLabel="Search connections"
        filters={FILTERS}
        defaultSort={{ columnId: "name", direction: "asc" }}
        empty={{
          title: "Nobody has connected yet",
          description: "Each person connects their own IT Glue account under My Settings > Integrations.",
        }}
      />
      {ending && (
        <DisconnectDialog
          row={ending}
          isOwn={ending.userId === ownId}
          onClose={() => setEnding(null)}
          onDone={(message) => {
            setEnding(null);
            notifications.show({ message, color: "green" });
          }}
        />
      )}
    </>
  );
}

function wayInWords({ kind, lastFour }: ConnectionRow): string {
  return kind === "oauth" ? "Signing in with IT Glue" : `API key ending in …${lastFour ?? ""}`;
}
