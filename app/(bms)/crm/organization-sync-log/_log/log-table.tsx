"use client";

import { useMemo } from "react";
import { ButtonLink } from "@/app/_components/button-link";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { SyncEvent } from "@/lib/domain/organization-sync/sync-log";
import type { SyncLog, SyncLogRow } from "@/lib/queries/organization-sync-log";
import classes from "./log.module.css";
import { PAGE_SIZE } from "./log-address";
import { LogDates } from "./log-dates";
import { EVENT_LOOKS, reasonInWords, syncedFieldInWords } from "./sync-log-words";

const column = createAppColumnHelper<SyncLogRow>();

const FILTERS = [
  {
    key: "event",
    label: "Event",
    options: (Object.keys(EVENT_LOOKS) as SyncEvent[]).map((value) => ({
      value,
      label: EVENT_LOOKS[value].label,
    })),
  },
];

type LogTableProps = {
  log: SyncLog;
  timeZone: string;
  /** Days or an account narrow the log: then nothing shown does not mean that nothing happened. */
  isNarrowed: boolean;
};

/** One page of the sync log. */
export function LogTable({ log, timeZone, isNarrowed }: LogTableProps) {
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("at", {
          header: "When",
          enableSorting: false,
          meta: { noWrap: true },
          cell: ({ row: { original } }) => (
            <>
              <Instant at={original.at} timeZone={timeZone} />
              <div className={classes.quiet}>{original.actorName}</div>
            </>
          ),
        }),
        column.accessor((row) => EVENT_LOOKS[row.event].label, {
          id: "event",
          header: "Event",
          enableSorting: false,
          meta: { noWrap: true },
          cell: ({ row: { original } }) => <StatusBadge {...EVENT_LOOKS[original.event]} />,
        }),
        column.accessor((row) => row.organization?.name ?? row.account?.name ?? "", {
          id: "record",
          header: "Organization and account",
          enableSorting: false,
          meta: { isRowHeader: true, width: "26%" },
          cell: ({ row: { original } }) => <Records row={original} />,
        }),
        column.accessor("reason", {
          header: "What and why",
          enableSorting: false,
          cell: ({ row: { original } }) => <Why row={original} />,
        }),
      ]),
    [timeZone],
  );
  return (
    <DataTable
      caption="Organization sync log"
      processing="server"
      rows={log.rows}
      rowCount={log.rowCount}
      pageSize={PAGE_SIZE}
      columns={columns}
      rowId={(row) => row.id}
      searchLabel="Search organization or account"
      filters={FILTERS}
      toolbarEnd={<LogDates />}
      empty={emptyState(isNarrowed && log.total > 0)}
    />
  );
}

function Records({ row: { organization, account } }: { row: SyncLogRow }) {
  return (
    <>
      {organization && (
        <div>
          <span className={classes.name}>{organization.name}</span>
          <div className={classes.quiet}>
            {organization.id === "" ? "IT Glue organization" : `IT Glue organization ${organization.id}`}
          </div>
        </div>
      )}
      {account && (
        <div className={organization ? classes.quiet : classes.name}>
          Account <TextLink href={`/crm/accounts/${account.id}`}>{account.name}</TextLink>
        </div>
      )}
    </>
  );
}

function Why({ row: { reason, fields, detail } }: { row: SyncLogRow }) {
  return (
    <div className={classes.why}>
      {reason !== null && <div>{reasonInWords(reason)}</div>}
      {fields.length > 0 && (
        <dl className={classes.fields}>
          {fields.map(({ field, from, to }) => (
            <div key={field}>
              <dt>{syncedFieldInWords(field)}</dt>
              <dd>
                <del>
                  <span className="visually-hidden">from </span>
                  {from || "blank"}
                </del>
                <span aria-hidden="true"> → </span>
                <ins>
                  <span className="visually-hidden"> to </span>
                  {to || "blank"}
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {detail !== null && <p className={classes.detail}>{detail}</p>}
      {reason === null && fields.length === 0 && detail === null && "–"}
    </div>
  );
}

function emptyState(isNarrowed: boolean): EmptyStateProps {
  if (isNarrowed)
    return {
      title: "Nothing happened here",
      description: "The log has entries, but none of this account and these days.",
      action: (
        <ButtonLink href="/crm/organization-sync-log" variant="default">
          Show the whole log
        </ButtonLink>
      ),
    };
  return {
    title: "Nothing was synced yet",
    description:
      "Each organization that is pulled, pushed, linked or left to you appears here, with the reason.",
    action: <ButtonLink href="/crm/accounts">Open Accounts</ButtonLink>,
  };
}
